"""Days and periods of the books. Pure."""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def month_end(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def first_open_month_end(opened_on: date, closed_through: date | None) -> date:
    """The last day of the oldest month of a book that is still open."""
    return month_end(opened_on if closed_through is None else closed_through + timedelta(days=1))


def period_of(day: date) -> int:
    """The period of a day's ordinary entries: 202611. Opening entries have 202600, closing ones 202613."""
    return day.year * 100 + day.month


def opening_period(year: int) -> int:
    return year * 100


def closing_period(year: int) -> int:
    return year * 100 + 13
