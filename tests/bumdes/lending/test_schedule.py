"""What every schedule must hold, whatever the product, and the cases with a rule of their own."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bumdes.lending.calculations.dates import due_dates
from bumdes.lending.calculations.rates import effective_annual_rate
from bumdes.lending.calculations.rounding import half_even, half_up, up
from bumdes.lending.calculations.schedule import Unschedulable, schedule
from bumdes.lending.calculations.terms import (
    FITTING,
    DayCount,
    Frequency,
    Method,
    RoundingMode,
    Terms,
)

LOAN = Terms(
    principal=1_200_000,
    method=Method.FLAT,
    periods=12,
    disbursed=date(2026, 1, 31),
    period_rate=Fraction(2, 100),
)


@st.composite
def any_terms(draw: st.DrawFn) -> Terms:
    method = draw(st.sampled_from(Method))
    frequency = draw(st.sampled_from(Frequency))
    periods = draw(st.integers(1, 60))
    rate = Fraction(draw(st.integers(0, 6_000)), 10_000)
    return Terms(
        principal=draw(st.integers(1, 100_000_000)),
        method=method,
        periods=periods,
        disbursed=draw(st.dates(date(2020, 1, 1), date(2030, 12, 31))),
        frequency=frequency,
        annual_rate=rate,
        day_count=draw(st.sampled_from(FITTING[frequency])),
        rounding_unit=draw(st.sampled_from([1, 100, 500, 1_000])),
        rounding_mode=draw(st.sampled_from(RoundingMode)),
        instalment_multiple=draw(st.sampled_from([None, 50, 1_000])),
        grace_principal=draw(st.integers(0, periods - 1)),
        grace_interest_payment=draw(st.integers(0, periods - 1)),
        instalment=draw(st.integers(1, 5_000_000)),
        margin=draw(st.integers(0, 10_000_000)),
        fee=draw(st.integers(0, 10_000)),
    )


@settings(max_examples=600, deadline=None)
@given(any_terms())
def test_every_schedule_adds_up(terms: Terms):
    try:
        rows = schedule(terms)
    except Unschedulable:
        assume(False)

    assert sum(row.principal for row in rows) == terms.principal
    assert [row.balance for row in rows][-1] == 0
    balance = terms.principal
    for n, row in enumerate(rows, 1):
        balance -= row.principal
        assert (row.n, row.balance, row.fee) == (n, balance, terms.fee)
        assert min(row.principal, row.interest, row.balance) >= 0
        assert row.total == row.principal + row.interest + row.fee
    assert rows[-1].principal > 0
    days = [terms.disbursed, *(row.due for row in rows)]
    assert all(before < after for before, after in itertools.pairwise(days))
    assert effective_annual_rate(terms, rows) >= 0


@settings(max_examples=200, deadline=None)
@given(any_terms())
def test_grace_on_interest_payment_loses_nothing(terms: Terms):
    try:
        with_grace = schedule(terms)
    except Unschedulable:
        assume(False)

    without = schedule(replace(terms, grace_interest_payment=0))

    assert sum(row.interest for row in with_grace) == sum(row.interest for row in without)


@given(st.integers(10**5, 10**11), st.integers(1, 6_000), st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_flat_interest_is_the_rounded_whole(principal, basis_points, periods):
    rate = Fraction(basis_points, 10_000)

    rows = schedule(replace(LOAN, principal=principal, period_rate=rate, periods=periods))

    whole = principal * rate * periods
    assert sum(row.interest for row in rows) == half_up(whole.numerator, whole.denominator)


def test_month_ends_do_not_drift():
    days = due_dates(disbursed=date(2026, 1, 31), frequency=Frequency.MONTHLY, periods=4)

    assert days == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]


def test_first_due_is_the_anchor():
    rows = schedule(replace(LOAN, periods=3, first_due=date(2026, 3, 10)))

    assert [row.due for row in rows] == [date(2026, 3, 10), date(2026, 4, 10), date(2026, 5, 10)]


def test_a_moved_date_moves_no_interest():
    usual = schedule(replace(LOAN, method=Method.ANNUITY, periods=3))
    moved = tuple(row.due + timedelta(days=2) for row in usual)

    rows = schedule(replace(LOAN, method=Method.ANNUITY, periods=3, due_dates=moved))

    assert [row.due for row in rows] == list(moved)
    assert [row.interest for row in rows] == [row.interest for row in usual]


def test_harvest_moved_pays_interest_to_the_real_day():
    harvest = replace(
        LOAN,
        method=Method.BULLET,
        periods=6,
        period_rate=None,
        annual_rate=Fraction(24, 100),
        day_count=DayCount.ACTUAL_365,
    )

    (planned,) = schedule(replace(harvest, first_due=date(2026, 7, 31)))
    (moved,) = schedule(replace(harvest, first_due=date(2026, 8, 10)))

    assert (planned.interest, moved.interest) == (142_816, 150_707)  # 181 and 191 days
    assert moved.principal == 1_200_000


def test_bullet_by_months():
    (row,) = schedule(replace(LOAN, method=Method.BULLET, periods=6))

    assert (row.due, row.principal, row.interest, row.balance) == (date(2026, 7, 31), 1_200_000, 144_000, 0)


def test_interest_only_then_bullet():
    rows = schedule(replace(LOAN, method=Method.INTEREST_ONLY, periods=3))

    assert [(row.principal, row.interest) for row in rows] == [(0, 24_000), (0, 24_000), (1_200_000, 24_000)]


def test_murabahah_splits_cost_and_margin():
    rows = schedule(replace(LOAN, method=Method.MURABAHAH, principal=1_000_000, margin=200_000, periods=7))

    assert [row.total for row in rows] == [171_429] * 6 + [171_426]
    assert sum(row.interest for row in rows) == 200_000


def test_weeks_of_364_days():
    week = replace(
        LOAN,
        method=Method.INTEREST_ONLY,
        frequency=Frequency.WEEKLY,
        period_rate=None,
        annual_rate=Fraction(26, 100),
        day_count=DayCount.WEEKS_52,
        periods=2,
    )

    assert [row.interest for row in schedule(week)] == [6_000, 6_000]


def test_rounded_up_the_last_instalment_is_smaller():
    rows = schedule(
        replace(LOAN, principal=1_000_000, periods=7, rounding_mode=RoundingMode.UP, instalment_multiple=100)
    )

    assert [row.total for row in rows] == [162_900] * 6 + [162_600]


def test_rounding_that_leaves_no_last_instalment_is_refused():
    with pytest.raises(Unschedulable) as refused:
        schedule(
            replace(LOAN, principal=5_000, periods=12, rounding_unit=1_000, rounding_mode=RoundingMode.UP)
        )

    assert (refused.value.field, refused.value.reason) == ("rounding_unit", "last_row_empty")


def test_fixed_instalment_below_the_interest_is_refused():
    with pytest.raises(Unschedulable) as refused:
        schedule(replace(LOAN, method=Method.FIXED_INSTALMENT, instalment=24_000))

    assert (refused.value.field, refused.value.reason) == ("instalment", "covers_no_interest")


@given(st.integers(0, 10**9), st.integers(1, 10**6), st.sampled_from([1, 100, 500]))
def test_rounders_are_near(numerator, denominator, unit):
    exact = Fraction(numerator, denominator)

    for rounder in (half_up, half_even):
        assert abs(rounder(numerator, denominator, unit) - exact) <= Fraction(unit, 2)
    assert 0 <= up(numerator, denominator, unit) - exact < unit


def test_halves():
    assert [half_up(5, 2), half_up(7, 2), half_even(5, 2), half_even(7, 2)] == [3, 4, 2, 4]
