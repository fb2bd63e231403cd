"""The stretch of months a statement speaks of. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from bumdes.ledger.calculations import closing_period, month_end, opening_period
from core.moments import format_date
from core.refusals import Refusal

FIRST_YEAR, LAST_YEAR = 2000, 2100


class BadSpan(Refusal):
    message = _("Choose a year, and months of it in order.")
    field = "year"


@dataclass(frozen=True)
class Span:
    """Whole months of one year, both ends counted. Raises BadSpan for anything else."""

    year: int
    first: int = 1
    last: int = 12

    def __post_init__(self) -> None:
        if not (FIRST_YEAR <= self.year <= LAST_YEAR and 1 <= self.first <= self.last <= 12):
            raise BadSpan

    @classmethod
    def half(cls, year: int, number: int) -> Span:
        return cls(year, 6 * number - 5, 6 * number)

    @classmethod
    def quarter(cls, year: int, number: int) -> Span:
        return cls(year, 3 * number - 2, 3 * number)

    @property
    def since(self) -> date:
        return date(self.year, self.first, 1)

    @property
    def until(self) -> date:
        return month_end(date(self.year, self.last, 1))

    @property
    def first_period(self) -> int:
        return self.year * 100 + self.first

    @property
    def last_period(self) -> int:
        """Of ordinary entries: what moved in the span."""
        return self.year * 100 + self.last

    @property
    def end_period(self) -> int:
        """Of all entries that stand in the position at its end: in December the closing ones too."""
        return closing_period(self.year) if self.last == 12 else self.last_period

    @property
    def is_year(self) -> bool:
        return (self.first, self.last) == (1, 12)

    def before(self) -> Span:
        """The same months of the year before, to compare with."""
        return Span(self.year - 1, self.first, self.last)

    def opening_after(self, opened_on: date) -> int | None:
        """The period of the opening balances, where a book opened the day after this span ends.

        They are what stood at the span's end: so the first year's statements have something to be
        compared with.
        """
        if self.last == 12 and opened_on == date(self.year + 1, 1, 1):
            return opening_period(opened_on.year)
        return None

    @property
    def title(self) -> str:
        """1 Januari - 31 Desember 2026."""
        return f"{format_date(self.since).removesuffix(f' {self.year}')} - {self.end_title}"

    @property
    def end_title(self) -> str:
        return format_date(self.until)
