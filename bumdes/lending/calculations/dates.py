"""When instalments are due. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from bumdes.lending.calculations.terms import DAYS, Frequency


def months_after(anchor: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month.

    Counted from the anchor each time, so that a short month leaves no trace: 31 Jan, 28 Feb, 31 Mar.
    """
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    month += 1
    if anchor.day <= 28:
        return date(year, month, anchor.day)
    return date(year, month, min(anchor.day, monthrange(year, month)[1]))


def due_dates(
    *, disbursed: date, frequency: Frequency, periods: int, first_due: date | None = None
) -> list[date]:
    """The due dates of so many periods; the anchor is the day of the first, or of the disbursement."""
    anchor, ahead = (first_due, 0) if first_due else (disbursed, 1)
    if frequency == Frequency.MONTHLY:
        return [months_after(anchor, k + ahead) for k in range(periods)]
    step = DAYS[frequency]
    return [anchor + timedelta(days=step * (k + ahead)) for k in range(periods)]
