"""When reports are due and what they cover. Pure."""

from __future__ import annotations

from datetime import date

from bumdes.closing.models import Report
from bumdes.statements.spans import Span

# A month after the half-year, three after the year: the calendar of the villages. PP 11/2021 names the
# reports and no day.
_DUE = {Report.Kind.HALF_YEAR: (0, 7, 31), Report.Kind.ANNUAL: (1, 3, 31)}


def due_on(year: int, kind: str) -> date:
    """The last day for handing in a report without being late."""
    years, month, day = _DUE[Report.Kind(kind)]
    return date(year + years, month, day)


def span_of(year: int, kind: str) -> Span:
    """The months that a report covers."""
    return Span.half(year, 1) if kind == Report.Kind.HALF_YEAR else Span(year)
