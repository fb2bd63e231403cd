"""Arithmetic of budgets and bills. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date

from core.money import allocate

MONTHS = 12


def spread_over_year(total: int) -> list[int]:
    """A year's amount in twelve months that sum to it; what does not divide goes to the first months."""
    return allocate(total, [1] * MONTHS)


def raised(amount: int, percent: int) -> int:
    """An amount more (or less) by whole percent, rounded to the nearest rupiah, halves up."""
    return (amount * (100 + percent) + 50) // 100


def percent_of(amount: int, whole: int) -> int | None:
    """Whole percent, halves up; None of nothing."""
    return (200 * amount + whole) // (2 * whole) if whole > 0 else None


def days_on(month: date, *, since: date, until: date | None) -> tuple[int, int]:
    """How many days of a month a line was on, both ends counted, and how many the month has."""
    length = calendar.monthrange(month.year, month.month)[1]
    first, last = month.replace(day=1), month.replace(day=length)
    begins = max(first, since)
    ends = last if until is None else min(last, until)
    return max(0, (ends - begins).days + 1), length


def part_of_month(price: int, days: int, length: int) -> int:
    """A month's price for some of its days, rounded to the nearest rupiah, halves up.

    At least one rupiah for one day, so that a line that was on has a bill.
    """
    if not 0 <= days <= length:
        raise ValueError("a part of a month has between none and all of its days")
    return max((2 * price * days + length) // (2 * length), 1) if days else 0


def spread_over_bills(amount: int, open_bills: Sequence[int]) -> tuple[list[int], int]:
    """What each bill gets of a payment, in the order given, and what is left over.

    Shape: one share per bill; shares and the rest sum to `amount`, no share exceeds its bill.
    """
    shares = []
    for owed in open_bills:
        share = min(amount, owed)
        shares.append(share)
        amount -= share
    return shares, amount
