"""Paying earlier than agreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bumdes.lending.calculations.life import Paid, Version, state_of
from bumdes.lending.calculations.prepayment import PayoffRule, Prepayment, after_prepayment, payoff
from bumdes.lending.calculations.schedule import Unschedulable, schedule
from bumdes.lending.calculations.terms import Method, Terms

BEGAN, MARCH = date(2026, 1, 5), date(2026, 3, 5)
FLAT = Terms(
    principal=1_200_000, method=Method.FLAT, periods=12, disbursed=BEGAN, period_rate=Fraction(2, 100)
)
ANNUITY = replace(FLAT, method=Method.ANNUITY)


def owed_after_two(terms: Terms):
    """The loan on 15 March, two instalments paid on their days."""
    version = Version(BEGAN, tuple(schedule(terms)))
    paid = [Paid(n, row.due, row.total) for n, row in enumerate(version.rows[:2])]
    return state_of([version], paid, on=date(2026, 3, 15)).owed


@pytest.mark.parametrize(
    ("rule", "interest", "forgiven"),
    [
        (PayoffRule.FULL, 240_000, 0),
        (PayoffRule.CURRENT, 24_000, 216_000),
        (PayoffRule.TO_DAY, 6_575, 233_425),
    ],
)
def test_each_rule_of_payoff_for_a_flat_loan(rule, interest, forgiven):
    found = payoff(owed_after_two(FLAT), on=date(2026, 3, 15), rule=rule, terms=FLAT)

    assert (found.principal, found.interest, found.forgiven) == (1_000_000, interest, forgiven)
    assert found.total == 1_000_000 + interest


def test_payoff_takes_what_is_late_too():
    version = Version(BEGAN, tuple(schedule(FLAT)))
    owed = state_of([version], [], on=MARCH).owed

    found = payoff(owed, on=MARCH, rule=PayoffRule.TO_DAY, terms=FLAT)

    assert (found.principal, found.interest) == (1_200_000, 48_000)


def test_a_murabahah_owes_its_price():
    terms = replace(FLAT, method=Method.MURABAHAH, margin=240_000)

    found = payoff(owed_after_two(terms), on=date(2026, 3, 15), rule=PayoffRule.TO_DAY, terms=terms)

    assert (found.interest, found.forgiven) == (200_000, 0)


def test_a_lowered_murabahah_keeps_its_margin():
    terms = replace(FLAT, method=Method.MURABAHAH, margin=240_000)

    after = after_prepayment(
        terms, principal=500_000, on=MARCH, ahead=schedule(terms)[2:], how=Prepayment.LOWER
    )

    assert (sum(row.principal for row in after), sum(row.interest for row in after)) == (500_000, 200_000)


def test_shorten_keeps_the_instalment():
    rows = schedule(ANNUITY)

    after = after_prepayment(ANNUITY, principal=600_000, on=MARCH, ahead=rows[2:], how=Prepayment.SHORTEN)

    assert {row.total for row in after[:-1]} == {rows[0].total}
    assert 0 < after[-1].total <= rows[0].total
    assert (len(after), after[0].n, after[0].due) == (6, 13, rows[2].due)


def test_lower_keeps_the_dates():
    rows = schedule(ANNUITY)

    after = after_prepayment(ANNUITY, principal=600_000, on=MARCH, ahead=rows[2:], how=Prepayment.LOWER)

    assert [row.due for row in after] == [row.due for row in rows[2:]]
    assert after[0].total < rows[0].total


def test_shortened_flat_keeps_each_months_interest():
    after = after_prepayment(
        FLAT, principal=250_000, on=MARCH, ahead=schedule(FLAT)[2:], how=Prepayment.SHORTEN, carried=1_000
    )

    assert [(row.principal, row.interest) for row in after] == [
        (100_000, 25_000),
        (100_000, 24_000),
        (50_000, 24_000),
    ]


def test_more_principal_than_is_left_is_refused():
    with pytest.raises(Unschedulable):
        after_prepayment(FLAT, principal=1_000_001, on=MARCH, ahead=schedule(FLAT)[2:], how=Prepayment.LOWER)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([method for method in Method if method not in (Method.FIXED_INSTALMENT, Method.BULLET)]),
    st.sampled_from(Prepayment),
    st.integers(2, 36),
    st.data(),
)
def test_the_next_version_is_a_schedule_of_what_is_left(method, how, periods, data):
    terms = replace(FLAT, method=method, periods=periods, margin=120_000)
    rows = schedule(terms)
    done = data.draw(st.integers(0, periods - 1))
    on = rows[done - 1].due if done else BEGAN
    left = data.draw(st.integers(1, sum(row.principal for row in rows[done:])))

    try:
        after = after_prepayment(terms, principal=left, on=on, ahead=rows[done:], how=how)
    except Unschedulable:
        assume(False)

    assert sum(row.principal for row in after) == left
    assert after[-1].balance == 0
    assert min(min(row.principal, row.interest, row.balance) for row in after) >= 0
    days = [on, *(row.due for row in after)]
    assert days == sorted(set(days))
    assert [row.n for row in after] == list(range(periods + 1, periods + 1 + len(after)))
    # The version fits the loan it replaces a part of.
    assert len(after) <= periods - done
