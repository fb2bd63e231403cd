"""Days on which a template is due, and the worth of notes and coins. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date

# Notes and coins in circulation; Rp1.000 is both.
DENOMINATIONS = (100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100)
MOST_PIECES = 99_999


def worth(pieces: Mapping[int, int]) -> int:
    """Whole rupiah of so many pieces of each denomination."""
    return sum(value * count for value, count in pieces.items())


def due_dates(*, day: int, starts_on: date, until: date, most: int = 12) -> list[date]:
    """The due days of a monthly template from `starts_on` to `until`, oldest first, the last `most`.

    A day that a month does not have is its last day: 31 Jan, 28 Feb, 31 Mar.
    """
    first, last = starts_on.year * 12 + starts_on.month - 1, until.year * 12 + until.month - 1
    found = []
    for index in range(max(first, last - most), last + 1):
        year, month = index // 12, index % 12 + 1
        due = date(year, month, min(day, calendar.monthrange(year, month)[1]))
        if starts_on <= due <= until:
            found.append(due)
    return found[-most:]
