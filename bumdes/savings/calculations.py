"""Interest on savings: what a month's balances earn. Pure; whole rupiah."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

# 10,000 basis points are 100 % a year of 365 days.
_YEAR = 365 * 10_000


@dataclass(frozen=True, slots=True)
class Balances:
    """Of one month: the lowest end of a day, and the sum of all ends of days (rupiah-days)."""

    lowest: int
    sum: int
    days: int

    @property
    def average(self) -> int:
        """Rounded down, for showing; interest is reckoned on the sum itself."""
        return self.sum // self.days


def month_ends(month: date) -> tuple[date, date]:
    """The first and the last day of the month a day lies in."""
    last = calendar.monthrange(month.year, month.month)[1]
    return month.replace(day=1), month.replace(day=last)


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the last of a shorter month."""
    at = day.year * 12 + day.month - 1 + months
    year, month = divmod(at, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_balances(
    before: int, changes: Iterable[tuple[date, int]], *, month: date, until: date | None = None
) -> Balances:
    """How an account stood at the end of each day of a month.

    `before` is its balance when the month began, `changes` what each day added, in any order.
    From `until` on (the due date of term savings) the balance counts as nothing. Days on which the
    account was not there yet count as nothing too.
    """
    first, last = month_ends(month)
    steps: dict[date, int] = {}
    for day, amount in changes:
        steps[day] = steps.get(day, 0) + amount
    balance, at, lowest, total = before, first, None, 0
    stop = last + timedelta(days=1) if until is None else max(min(until, last + timedelta(days=1)), first)
    for day in sorted({*steps, stop}):
        if day > at:
            end = min(day, stop)
            if end > at:
                total += balance * (end - at).days
                lowest = balance if lowest is None else min(lowest, balance)
                at = end
        balance += steps.get(day, 0)
    if stop <= last:
        lowest = 0
    return Balances(lowest or 0, total, (last - first).days + 1)


def interest(balances: Balances, *, rate_bps: int, is_lowest: bool) -> int:
    """floor(base x bps x days / 3,650,000), with the average's base x days taken exactly."""
    base_days = balances.lowest * balances.days if is_lowest else balances.sum
    return base_days * rate_bps // _YEAR
