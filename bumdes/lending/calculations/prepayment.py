"""Paying earlier than agreed: what ends a loan today, and the schedule after a part of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bumdes.lending.calculations.allocation import Owed
from bumdes.lending.calculations.rounding import half_up
from bumdes.lending.calculations.schedule import Row, Unschedulable, schedule
from bumdes.lending.calculations.terms import DayCount, Method, Terms


class PayoffRule(StrEnum):
    """Which interest that is not yet due is still owed when the whole loan is paid; each product says."""

    FULL = "full"  # all that was agreed
    CURRENT = "current"  # that of the running period
    TO_DAY = "to_day"  # of the days since the last due date


class Prepayment(StrEnum):
    """What a payment ahead does. Left alone, it waits as a deposit for the next instalments."""

    SHORTEN = "shorten"  # the instalment stays, the last ones go
    LOWER = "lower"  # the number of instalments stays, each is less


@dataclass(frozen=True, slots=True)
class Payoff:
    """What ends a loan on a day, in rupiah; `forgiven` is the interest that nobody pays any more."""

    principal: int
    interest: int
    fee: int
    penalty: int
    forgiven: int

    @property
    def total(self) -> int:
        return self.principal + self.interest + self.fee + self.penalty


def payoff(owed: Iterable[Owed], *, on: date, rule: PayoffRule, terms: Terms) -> Payoff:
    """What ends a loan on a day: all that is due, all principal, and interest ahead by the rule.

    A murabahah owes its whole margin, since its price is fixed. Interest to the day is on the
    principal not yet due, from the last due date (or the disbursement), never more than its row's.
    """
    rows = sorted(owed, key=lambda each: each.due)
    due = [each for each in rows if each.due <= on]
    ahead = [each for each in rows if each.due > on]
    if terms.method == Method.MURABAHAH:
        rule = PayoffRule.FULL
    fee = sum(each.fee for each in due)
    if rule == PayoffRule.FULL:
        interest = sum(each.interest for each in ahead)
        fee += sum(each.fee for each in ahead)
    elif rule == PayoffRule.CURRENT:
        interest = ahead[0].interest if ahead else 0
    else:
        interest = _interest_to(on, due, ahead, terms)
    return Payoff(
        principal=sum(each.principal for each in rows),
        interest=sum(each.interest for each in due) + interest,
        fee=fee,
        penalty=sum(each.penalty for each in rows),
        forgiven=sum(each.interest for each in ahead) - interest,
    )


def _interest_to(on: date, due: Sequence[Owed], ahead: Sequence[Owed], terms: Terms) -> int:
    if not ahead:
        return 0
    since = max([terms.disbursed, *(each.due for each in due)])
    run_up = sum(each.principal for each in ahead) * terms.yearly() * (on - since).days / 365
    return min(half_up(run_up.numerator, run_up.denominator), ahead[0].interest)


def after_prepayment(
    terms: Terms,
    *,
    principal: int,
    on: date,
    ahead: Sequence[Row],
    how: Prepayment,
    carried: int = 0,
) -> list[Row]:
    """The rows of the next schedule version, when so much principal is left after a payment on a day.

    `ahead` are the rows of the version in force that are not yet due. `carried` is interest that
    ran up before the day and was not paid: it goes into the first row. Numbers go on after
    those of `ahead`; dates are kept. What is left of a murabahah keeps its margin. Raises Unschedulable.
    """
    if not 0 < principal <= sum(row.principal for row in ahead):
        raise Unschedulable("principal", "last_row_empty")
    dates = tuple(row.due for row in ahead)
    now = replace(
        terms,
        principal=principal,
        periods=len(dates),
        margin=sum(row.interest for row in ahead) if terms.method == Method.MURABAHAH else terms.margin,
        due_dates=dates,
        first_due=None,
        disbursed=on,
        grace_principal=sum(1 for row in ahead[:-1] if not row.principal) if how == Prepayment.LOWER else 0,
        grace_interest_payment=0,
    )
    if how == Prepayment.LOWER or terms.method in (Method.BULLET, Method.INTEREST_ONLY):
        rows = schedule(now)
    elif terms.method in (Method.ANNUITY, Method.ANNUITY_DAILY, Method.FIXED_INSTALMENT):
        # A fixed instalment follows days only by its day count, an annuity by days by its name.
        day_count = DayCount.ACTUAL_365 if terms.by_days else terms.day_count
        rows = schedule(
            replace(
                now,
                method=Method.FIXED_INSTALMENT,
                instalment=max(row.principal + row.interest for row in ahead),
                day_count=day_count,
            )
        )
    else:
        rows = _shortened(terms, principal, ahead)
    first = ahead[-1].n + 1
    rows = [row._replace(n=first + k) for k, row in enumerate(rows)]
    return [rows[0]._replace(interest=rows[0].interest + carried), *rows[1:]]


def _shortened(terms: Terms, principal: int, ahead: Sequence[Row]) -> list[Row]:
    """The rows as they were, until the principal is used up; flat interest stays that of each month."""
    rows, left = [], principal
    rate = terms.periodic()
    for row in ahead:
        part = min(row.principal, left)
        interest = row.interest
        if terms.method == Method.EQUAL_PRINCIPAL:
            interest = half_up(left * rate.numerator, rate.denominator)
        left -= part
        rows.append(row._replace(principal=part, interest=interest, balance=left))
        if not left:
            break
    return rows
