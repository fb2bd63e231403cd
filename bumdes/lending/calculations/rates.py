"""The effective rate of a loan: what its payments say, whatever its name is. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bumdes.lending.calculations.schedule import Row
from bumdes.lending.calculations.terms import A_YEAR, Method, Terms


def effective_annual_rate(terms: Terms, rows: Sequence[Row]) -> float:
    """The yearly effective rate in percent: the rate of a period that makes the payments worth the loan,
    times the periods of a year.

    As Indonesian contracts and OJK's booklets print it (17 % flat over 12 months is 30.03 % effective).
    A rate is shown, never posted, so a float is exact enough.
    """
    received = terms.principal
    if sum(row.total for row in rows) <= received:
        return 0.0
    if terms.method == Method.BULLET:
        periods = _periods_between(terms, rows[-1])
        return ((rows[-1].total / received) ** (1 / periods) - 1) * A_YEAR[terms.frequency] * 100
    return internal_rate(received, [row.total for row in rows]) * A_YEAR[terms.frequency] * 100


def _periods_between(terms: Terms, row: Row) -> float:
    if terms.by_days:
        return (row.due - terms.disbursed).days * A_YEAR[terms.frequency] / 365
    return float(terms.periods)


def internal_rate(received: int, payments: Sequence[int]) -> float:
    """The rate of a period, as a share, at which payments at the end of each are worth what was received.

    Needs more paid than received. Newton's method on the discount factor, of which the value of the
    payments is a rising convex function: from 1 it walks down to the root without stepping over it.
    """
    discount = 1.0
    backwards = payments[::-1]
    for _ in range(100):
        value = slope = 0.0
        for payment in backwards:
            slope = slope * discount + value
            value = value * discount + payment
        # Here `value` lacks the discount of the first period, so the worth is value * discount.
        worth, worth_slope = value * discount, value + slope * discount
        step = (worth - received) / worth_slope
        discount -= step
        if abs(step) < 1e-13:
            break
    return 1 / discount - 1
