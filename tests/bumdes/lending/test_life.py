"""A loan's state is a function of its schedule and its facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bumdes.lending.calculations.allocation import Component, Order
from bumdes.lending.calculations.life import (
    Charged,
    Paid,
    Reversed,
    State,
    Version,
    VersionDoesNotFit,
    Waived,
    moved,
    state_of,
)
from bumdes.lending.calculations.schedule import schedule
from bumdes.lending.calculations.terms import Method, Terms

BEGAN = date(2026, 1, 5)
TERMS = Terms(
    principal=1_200_000, method=Method.FLAT, periods=12, disbursed=BEGAN, period_rate=Fraction(2, 100)
)
VERSION = Version(BEGAN, tuple(schedule(TERMS)))  # 100.000 and 24.000 on the fifth of each month
FEBRUARY, MARCH, APRIL = date(2026, 2, 5), date(2026, 3, 5), date(2026, 4, 5)
END = date(2027, 6, 30)


def on(day: date, *facts, versions=(VERSION,), order=Order.VERTICAL) -> State:
    return state_of(versions, facts, on=day, order=order)


def test_before_the_first_day_nothing_is_due():
    state = on(BEGAN)

    assert (state.principal, state.due, state.days_late, state.deposit) == (1_200_000, 0, 0, 0)


def test_a_payment_on_its_day_pays_the_instalment():
    state = on(FEBRUARY, Paid(1, FEBRUARY, 124_000))

    assert (state.principal, state.due, state.deposit) == (1_100_000, 0, 0)
    assert (state.paid(Component.INTEREST), state.paid(Component.PRINCIPAL)) == (24_000, 100_000)


def test_money_ahead_waits_and_pays_the_next_instalment_on_its_day():
    paid = Paid(1, FEBRUARY, 200_000)

    assert (on(MARCH - timedelta(days=1), paid).deposit, on(FEBRUARY, paid).principal) == (76_000, 1_100_000)
    march = on(MARCH, paid)
    assert (march.deposit, march.due, march.days_late) == (0, 48_000, 0)
    assert {given.by for given in march.given} == {1, None}


def test_a_late_instalment_counts_its_days():
    assert on(MARCH, Paid(1, MARCH, 23_999)).days_late == 28
    assert on(MARCH, Paid(1, MARCH, 124_000)).days_late == 0


def test_a_back_dated_payment_is_as_if_it_had_been_known():
    known = on(APRIL, Paid(1, FEBRUARY, 124_000), Paid(2, MARCH, 124_000))
    late_news = on(APRIL, Paid(2, MARCH, 124_000), Paid(3, FEBRUARY, 124_000))

    assert (late_news.owed, late_news.deposit) == (known.owed, known.deposit)


def test_what_a_fact_changed_is_what_must_be_posted():
    before = on(MARCH, Paid(1, FEBRUARY, 124_000))

    after = on(MARCH, Paid(1, FEBRUARY, 124_000), Paid(2, MARCH, 150_000))

    assert moved(before, after) == {"interest": 24_000, "principal": 100_000, "deposit": 26_000}
    assert moved(after, before) == {"interest": -24_000, "principal": -100_000, "deposit": -26_000}
    assert moved(before, before) == {}


def test_a_penalty_is_paid_first_and_waived_as_far_as_it_is_unpaid():
    charged, waived = Charged(1, MARCH, 1, 5_000), Waived(2, MARCH, 1, 9_000)

    assert on(MARCH, charged, Paid(3, MARCH, 5_000)).paid(Component.PENALTY) == 5_000
    assert on(MARCH, charged, waived, Paid(3, MARCH, 5_000)).paid(Component.PENALTY) == 0


def test_a_reschedule_stands_in_place_of_what_was_unpaid():
    paid = Paid(1, FEBRUARY, 124_000)
    longer = schedule(replace(TERMS, principal=1_100_000, periods=22, disbursed=MARCH))
    version = Version(MARCH, tuple(row._replace(n=row.n + 12) for row in longer))

    state = on(MARCH, paid, versions=(VERSION, version))

    assert (state.principal, state.due, len(state.owed)) == (1_100_000, 0, 22)
    assert state.paid(Component.PRINCIPAL) == 100_000
    assert on(FEBRUARY, paid, versions=(VERSION, version)).owed == on(FEBRUARY, paid).owed
    with pytest.raises(VersionDoesNotFit):
        on(MARCH, paid, Paid(2, MARCH, 124_000), versions=(VERSION, version))


@st.composite
def lives(draw: st.DrawFn):
    """A schedule of some method and facts of any days."""
    method = draw(st.sampled_from([m for m in Method if m != Method.FIXED_INSTALMENT]))
    terms = replace(
        TERMS,
        method=method,
        periods=draw(st.integers(1, 14)),
        principal=draw(st.integers(50_000, 5_000_000)),
        margin=draw(st.integers(0, 500_000)),
        grace_principal=0,
    )
    rows = tuple(schedule(terms))
    days = st.dates(BEGAN, END)
    facts: list = []
    for id in range(draw(st.integers(0, 12))):
        day, kind = draw(days), draw(st.integers(0, 3))
        n = draw(st.sampled_from(rows)).n
        if kind == 0:
            facts.append(Charged(id, day, n, draw(st.integers(1, 20_000))))
        elif kind == 1:
            facts.append(Waived(id, day, n, draw(st.integers(1, 20_000))))
        else:
            facts.append(Paid(id, day, draw(st.integers(1, 900_000))))
    return terms, Version(BEGAN, rows), facts, draw(st.sampled_from(Order))


@settings(max_examples=300, deadline=None)
@given(lives(), st.dates(BEGAN, END))
def test_every_rupiah_is_somewhere(life, day):
    terms, version, facts, order = life

    state = on(day, *facts, versions=(version,), order=order)

    paid = sum(fact.amount for fact in facts if isinstance(fact, Paid) and fact.on <= day)
    assert sum(given.share.amount for given in state.given) + state.deposit == paid
    assert state.principal == terms.principal - state.paid(Component.PRINCIPAL)
    assert min([state.deposit, *(each.of(part) for each in state.owed for part in Component)]) >= 0
    # Nobody is late who has money waiting.
    assert not (state.deposit and state.due)


@settings(max_examples=200, deadline=None)
@given(lives(), st.data())
def test_reversal_is_the_identity(life, data):
    _terms, version, facts, order = life
    assume(facts)
    wrong = data.draw(st.sampled_from(facts))

    undone = on(END, *facts, Reversed(99, END, of=wrong.id), versions=(version,), order=order)

    rest = [fact for fact in facts if fact is not wrong]
    assert undone == on(END, *rest, versions=(version,), order=order)


@settings(max_examples=100, deadline=None)
@given(lives(), st.randoms(use_true_random=False))
def test_the_order_of_hearing_does_not_matter(life, random):
    _terms, version, facts, order = life
    heard = facts[:]
    random.shuffle(heard)

    assert on(END, *heard, versions=(version,), order=order) == on(
        END, *facts, versions=(version,), order=order
    )


@settings(max_examples=100, deadline=None)
@given(lives())
def test_who_pays_all_that_is_due_is_paid_off_at_the_end(life):
    _terms, version, facts, order = life
    state = on(END, *facts, versions=(version,), order=order)
    assume(not any(isinstance(fact, Waived) and fact.on == END for fact in facts))

    last = on(END, *facts, Paid(100, END, state.due), versions=(version,), order=order)

    assert last.is_paid_off
    assert last.principal == last.days_late == 0
