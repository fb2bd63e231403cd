"""Straight-line wear in whole rupiah, month by month. Pure."""

from __future__ import annotations

from datetime import date


def months_between(first: date, last: date) -> int:
    """Months from the month of `first` to that of `last`, both counted; zero or less when it is earlier."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def worn_after(months: int, *, cost: int, residual: int, life_months: int) -> int:
    """What has worn off after some months: never more than cost less residual, exact at the end.

    Rounded half up on the sum and not on the month, so that months differ by a rupiah at most.
    Source: straight-line method, SAK EP chapter 17.
    """
    if months <= 0:
        return 0
    base = cost - residual
    if months >= life_months:
        return base
    return (2 * base * months + life_months) // (2 * life_months)
