"""The table of instalments, to the rupiah. Pure.

Whole numbers all the way: a rate is a fraction, so that each amount is the rounding of an exact quotient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from bumdes.lending.calculations.dates import due_dates
from bumdes.lending.calculations.rounding import Rounder, half_even, half_up, up
from bumdes.lending.calculations.terms import MAX_PERIODS, Method, RoundingMode, Terms

# The rounding of instalments, and of interest.
_ROUNDERS: dict[str, tuple[Rounder, Rounder]] = {
    RoundingMode.HALF_UP: (half_up, half_up),
    RoundingMode.HALF_EVEN: (half_even, half_even),
    RoundingMode.UP: (up, half_up),
}


# A year with a wrong digit is no harvest: MAX_PERIODS of months are fifty years.
_MOST_DAYS = 60 * 366


class Row(NamedTuple):
    """One instalment: what is due, and the principal that is left after it."""

    n: int
    due: date
    principal: int
    interest: int
    fee: int
    balance: int

    @property
    def total(self) -> int:
        return self.principal + self.interest + self.fee


class Unschedulable(ValueError):
    """No table can be made of these terms: `field` names the one to change, `reason` says why.

    Reasons: covers_no_interest, last_row_empty, grace_too_long, too_many_rows, too_few_dates, too_late.
    """

    def __init__(self, field: str, reason: str):
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


def schedule(terms: Terms) -> list[Row]:
    """The rows of a loan, in the order of their dates.

    Principal sums to the principal, no balance is negative and the last is zero: the last row
    takes what rounding left. Raises Unschedulable.
    Source: the rules of Apache Fineract and Frappe Lending, as in their tests.
    """
    if terms.grace_principal >= terms.periods and terms.method != Method.BULLET:
        raise Unschedulable("grace_principal", "grace_too_long")
    if terms.grace_interest_payment >= terms.periods and terms.method != Method.BULLET:
        raise Unschedulable("grace_interest_payment", "grace_too_long")
    if terms.method == Method.BULLET:
        return _bullet(terms)
    parts = list(_PARTS[terms.method](terms))
    days = _dates(terms, len(parts))
    rows, balance, carried, fee = [], terms.principal, 0, terms.fee
    for n, (principal, interest) in enumerate(parts, 1):
        # A fixed instalment may end within the grace: its last row pays what was carried.
        if n <= terms.grace_interest_payment and n < len(parts):
            carried, interest = carried + interest, 0  # noqa: PLW2901 - carried, not lost
        elif carried:
            carried, interest = 0, interest + carried  # noqa: PLW2901
        balance -= principal
        rows.append(Row(n, days[n - 1], principal, interest, fee, balance))
    return rows


def _dates(terms: Terms, rows: int) -> Sequence[date]:
    if terms.due_dates is not None:
        if len(terms.due_dates) < rows:
            raise Unschedulable("due_dates", "too_few_dates")
        return terms.due_dates
    try:
        days = due_dates(
            disbursed=terms.disbursed, frequency=terms.frequency, periods=rows, first_due=terms.first_due
        )
    except (OverflowError, ValueError) as error:  # after the last year there is
        raise Unschedulable("first_due", "too_late") from error
    _check_far(terms, days[-1])
    return days


def _check_far(terms: Terms, last: date) -> None:
    if (last - terms.disbursed).days > _MOST_DAYS:
        raise Unschedulable("first_due", "too_late")


def _days_of_rows(terms: Terms, rows: int) -> list[int]:
    """Days of each period: the day of disbursement is left out, the due day counted."""
    days, before = [], terms.disbursed.toordinal()
    for due in _dates(terms, rows):
        now = due.toordinal()
        days.append(now - before)
        before = now
    return days


def level_instalment(principal: int, rate: Fraction, periods: int, *, step: int, rounder: Rounder) -> int:
    """The instalment of an annuity, rounded to a multiple of `step`: P i / (1 - (1 + i)^-n)."""
    if not rate:
        return rounder(principal, periods, step)
    top, bottom = rate.numerator, rate.denominator
    grown, plain = (top + bottom) ** periods, bottom**periods
    return rounder(principal * top * grown, bottom * (grown - plain), step)


def _bullet(terms: Terms) -> list[Row]:
    """Everything at the harvest, which moves by decision: then interest by days runs to the real day."""
    round_interest = _ROUNDERS[terms.rounding_mode][1]
    if terms.due_dates:
        due = terms.due_dates[-1]
    elif terms.first_due:
        due = terms.first_due
    else:
        due = _dates(terms, terms.periods)[-1]
    _check_far(terms, due)
    if terms.by_days:
        rate = terms.yearly() * (due - terms.disbursed).days / 365
    else:
        rate = terms.periodic() * terms.periods
    interest = round_interest(terms.principal * rate.numerator, rate.denominator, 1)
    return [Row(1, due, terms.principal, interest, terms.fee, 0)]


def _flat(terms: Terms) -> Iterator[tuple[int, int]]:
    round_instalment, round_interest = _ROUNDERS[terms.rounding_mode]
    principal, periods, rate = terms.principal, terms.periods, terms.periodic()
    usual = round_interest(principal * rate.numerator, rate.denominator, 1)
    if terms.by_days:
        days, yearly = _days_of_rows(terms, periods), terms.yearly()
        top, bottom = principal * yearly.numerator, yearly.denominator * 365
        interests = [round_interest(top * each, bottom, 1) for each in days]
        left = round_interest(top * sum(days), bottom, 1)
    else:
        interests = [usual] * periods
        left = round_interest(principal * rate.numerator * periods, rate.denominator, 1)
    paying = periods - terms.grace_principal
    share = Fraction(principal, paying) + principal * rate
    part = round_instalment(share.numerator, share.denominator, terms.step) - usual
    if part < 0:
        raise Unschedulable(_rounding_field(terms), "covers_no_interest")
    balance = principal
    for n in range(1, periods):
        interest = min(interests[n - 1], left)  # rounding up each of many tiny amounts ends at the total
        left -= interest
        principal_part = part if n > terms.grace_principal else 0
        balance -= principal_part
        yield _not_empty(balance, principal_part, terms), interest
    yield balance, left


def _equal_principal(terms: Terms) -> Iterator[tuple[int, int]]:
    round_instalment, _ = _ROUNDERS[terms.rounding_mode]
    part = round_instalment(terms.principal, terms.periods - terms.grace_principal, terms.step)
    balance, interest_of = terms.principal, _interest_of(terms)
    for n in range(1, terms.periods + 1):
        interest = interest_of(n, balance)
        if n == terms.periods:
            yield balance, interest
            return
        principal_part = part if n > terms.grace_principal else 0
        balance -= principal_part
        yield _not_empty(balance, principal_part, terms), interest


def _annuity(terms: Terms) -> Iterator[tuple[int, int]]:
    instalment = level_instalment(
        terms.principal,
        terms.periodic(),
        terms.periods - terms.grace_principal,
        step=terms.step,
        rounder=_ROUNDERS[terms.rounding_mode][0],
    )
    balance, interest_of = terms.principal, _interest_of(terms)
    for n in range(1, terms.periods + 1):
        interest = interest_of(n, balance)
        if n == terms.periods:
            yield balance, interest
            return
        part = instalment - interest if n > terms.grace_principal else 0
        if part < 0:
            field = "first_due" if terms.first_due else _rounding_field(terms)
            raise Unschedulable(field, "covers_no_interest")
        balance -= part
        yield _not_empty(balance, part, terms), interest


def _fixed_instalment(terms: Terms) -> Iterator[tuple[int, int]]:
    """Rows until the balance is zero, however many; the last is what is left."""
    instalment = terms.instalment or 0
    rows = len(terms.due_dates) if terms.due_dates else MAX_PERIODS
    balance, interest_of = terms.principal, _interest_of(terms, rows=rows)
    for n in range(1, rows + 1):
        interest = interest_of(n, balance)
        part = instalment - interest if n > terms.grace_principal else 0
        if part >= balance:
            yield balance, interest
            return
        if part <= 0 and n > terms.grace_principal:
            raise Unschedulable("instalment", "covers_no_interest")
        balance -= part
        yield part, interest
    if terms.due_dates:
        raise Unschedulable("due_dates", "too_few_dates")
    raise Unschedulable("instalment", "too_many_rows")


def _interest_only(terms: Terms) -> Iterator[tuple[int, int]]:
    interest_of = _interest_of(terms)
    for n in range(1, terms.periods + 1):
        yield (terms.principal if n == terms.periods else 0), interest_of(n, terms.principal)


def _murabahah(terms: Terms) -> Iterator[tuple[int, int]]:
    """Equal parts of cost and margin; margin pro rata to the cost, the residue in the last row."""
    round_instalment, round_margin = _ROUNDERS[terms.rounding_mode]
    price = terms.principal + terms.margin
    instalment = round_instalment(price, terms.periods - terms.grace_principal, terms.step)
    margin_part = round_margin(instalment * terms.margin, price, 1)
    balance, margin = terms.principal, terms.margin
    for n in range(1, terms.periods):
        if n <= terms.grace_principal:
            yield 0, 0
            continue
        now = min(margin_part, margin)
        balance, margin = balance - (instalment - now), margin - now
        yield _not_empty(balance, instalment - now, terms), now
    yield balance, margin


def _qardh(terms: Terms) -> Iterator[tuple[int, int]]:
    part = _ROUNDERS[terms.rounding_mode][0](
        terms.principal, terms.periods - terms.grace_principal, terms.step
    )
    balance = terms.principal
    for n in range(1, terms.periods):
        now = part if n > terms.grace_principal else 0
        balance -= now
        yield _not_empty(balance, now, terms), 0
    yield balance, 0


def _not_empty(balance: int, part: int, terms: Terms) -> int:
    """The part, when something is left for the rows after it."""
    if balance <= 0:
        raise Unschedulable(_rounding_field(terms), "last_row_empty")
    return part


def _rounding_field(terms: Terms) -> str:
    return "instalment_multiple" if terms.instalment_multiple else "rounding_unit"


def _interest_of(terms: Terms, *, rows: int | None = None) -> Callable[[int, int], int]:
    """A function from a row's number and what is still owed before it to that row's interest."""
    round_interest = _ROUNDERS[terms.rounding_mode][1]
    if not terms.by_days:
        rate = terms.periodic()
        top, bottom = rate.numerator, rate.denominator
        return lambda n, balance: round_interest(balance * top, bottom, 1)
    wanted = rows or terms.periods
    if terms.due_dates is not None:
        wanted = min(wanted, len(terms.due_dates))
    days, yearly = _days_of_rows(terms, wanted), terms.yearly()
    top_a_day, bottom_a_year = yearly.numerator, yearly.denominator * 365
    return lambda n, balance: round_interest(balance * top_a_day * days[n - 1], bottom_a_year, 1)


_PARTS = {
    Method.FLAT: _flat,
    Method.EQUAL_PRINCIPAL: _equal_principal,
    Method.ANNUITY: _annuity,
    Method.ANNUITY_DAILY: _annuity,
    Method.FIXED_INSTALMENT: _fixed_instalment,
    Method.INTEREST_ONLY: _interest_only,
    Method.MURABAHAH: _murabahah,
    Method.QARDH: _qardh,
}
