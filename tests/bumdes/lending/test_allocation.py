"""Where a payment goes, what a late one costs, and how much of a sale may be taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bumdes.lending.calculations.allocation import (
    Component,
    Order,
    Owed,
    Share,
    allocate_payment,
    days_late,
    due_total,
)
from bumdes.lending.calculations.penalties import Base, PenaltyRule, penalty_up_to
from bumdes.lending.calculations.withholding import to_withhold

TODAY = date(2026, 4, 10)
MARCH = Owed(1, date(2026, 3, 5), principal=100_000, interest=20_000, fee=1_000, penalty=5_000)
APRIL = Owed(2, date(2026, 4, 5), principal=100_000, interest=20_000)
MAY = Owed(3, date(2026, 5, 5), principal=100_000, interest=20_000)
P, F, I, O = Component.PENALTY, Component.FEE, Component.INTEREST, Component.PRINCIPAL  # noqa: E741

amounts = st.integers(0, 500_000)
owed_lists = st.lists(
    st.builds(
        Owed,
        n=st.integers(1, 60),
        due=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        principal=amounts,
        interest=amounts,
        fee=amounts,
        penalty=amounts,
    ),
    max_size=12,
    unique_by=lambda owed: owed.n,
)


def test_vertical_pays_the_oldest_instalment_whole():
    paid = allocate_payment(150_000, [APRIL, MARCH, MAY], on=TODAY)

    assert paid.shares == (
        Share(1, P, 5_000),
        Share(1, F, 1_000),
        Share(1, I, 20_000),
        Share(1, O, 100_000),
        Share(2, I, 20_000),
        Share(2, O, 4_000),
    )
    assert paid.excess == 0


def test_horizontal_pays_all_interest_before_any_principal():
    paid = allocate_payment(50_000, [MARCH, APRIL], on=TODAY, order=Order.HORIZONTAL)

    assert paid.shares == (
        Share(1, P, 5_000),
        Share(1, F, 1_000),
        Share(1, I, 20_000),
        Share(2, I, 20_000),
        Share(1, O, 4_000),
    )


def test_what_is_not_yet_due_is_left_alone():
    paid = allocate_payment(500_000, [MARCH, APRIL, MAY], on=TODAY)

    assert (sum(share.amount for share in paid.shares), paid.excess) == (246_000, 254_000)
    assert due_total([MARCH, APRIL, MAY], on=TODAY) == 246_000


def test_vertical_leaves_fewer_days_late_than_horizontal():
    def after(order: Order) -> int:
        paid = allocate_payment(126_000, [MARCH, APRIL], on=TODAY, order=order)
        left = [
            replace(
                owed,
                **{
                    part.value: owed.of(part)
                    - sum(s.amount for s in paid.shares if (s.n, s.component) == (owed.n, part))
                    for part in Component
                },
            )
            for owed in (MARCH, APRIL)
        ]
        return days_late(left, on=TODAY)

    assert (after(Order.VERTICAL), after(Order.HORIZONTAL)) == (5, 36)


@given(amounts, owed_lists, st.sampled_from(Order))
def test_shares_and_excess_are_the_payment(amount, owed, order):
    paid = allocate_payment(amount, owed, on=TODAY, order=order)

    assert sum(share.amount for share in paid.shares) + paid.excess == amount
    assert paid.excess == max(0, amount - due_total(owed, on=TODAY))
    by_n = {each.n: each for each in owed}
    assert all(0 < share.amount <= by_n[share.n].of(share.component) for share in paid.shares)
    assert len({(share.n, share.component) for share in paid.shares}) == len(paid.shares)


def test_a_negative_payment_is_none():
    with pytest.raises(ValueError, match="not negative"):
        allocate_payment(-1, [MARCH], on=TODAY)


def test_days_late_count_from_the_oldest_unpaid():
    paid = Owed(1, date(2026, 3, 5), principal=0, interest=0)

    assert days_late([MARCH, APRIL], on=TODAY) == 36
    assert days_late([paid, APRIL], on=TODAY) == 5
    assert days_late([paid, APRIL], on=APRIL.due) == 0


RULE = PenaltyRule(rate=Fraction(1, 1_000), is_daily=True, grace_days=3, cap=10_000)


def test_a_penalty_runs_by_the_day_after_the_grace_up_to_its_cap():
    assert [penalty_up_to(APRIL, RULE, days_late=days) for days in (0, 3, 4, 50, 100)] == [
        *(0, 0, 480),
        *(6_000, 10_000),
    ]


def test_a_penalty_once_on_the_principal():
    rule = PenaltyRule(rate=Fraction(2, 100), amount=500, base=Base.PRINCIPAL)

    assert [penalty_up_to(APRIL, rule, days_late=days) for days in (0, 1, 90)] == [0, 2_500, 2_500]


def test_nothing_unpaid_costs_nothing():
    assert penalty_up_to(Owed(1, TODAY, 0, 0), PenaltyRule(amount=5_000), days_late=9) == 0


@given(amounts, amounts, st.integers(0, 400), st.booleans(), st.integers(0, 10_000))
def test_a_penalty_never_falls_with_the_days(principal, interest, days, is_daily, cap):
    rule = PenaltyRule(rate=Fraction(3, 1_000), amount=100, is_daily=is_daily, grace_days=2, cap=cap)
    owed = Owed(1, TODAY, principal, interest)

    today, tomorrow = (penalty_up_to(owed, rule, days_late=each) for each in (days, days + 1))
    assert 0 <= today <= tomorrow <= cap


@pytest.mark.parametrize(
    ("due", "net", "taken"),
    [(50_000, 400_000, 50_000), (200_000, 400_000, 120_000), (200_000, 110_000, 10_000), (9, 90_000, 0)],
)
def test_withholding_is_the_least_of_due_cap_and_what_is_over_the_floor(due, net, taken):
    assert to_withhold(due=due, net=net, cap_percent=30, floor=100_000) == taken


@given(amounts, amounts, st.integers(0, 100), amounts)
def test_withholding_keeps_every_promise(due, net, cap, floor):
    taken = to_withhold(due=due, net=net, cap_percent=cap, floor=floor)

    assert 0 <= taken <= due
    assert taken * 100 <= net * cap
    assert taken == 0 or net - taken >= floor


def test_a_cap_is_a_percentage():
    with pytest.raises(ValueError, match="0 to 100"):
        to_withhold(due=1, net=1, cap_percent=101, floor=0)


def test_dates_of_the_day_itself_are_due():
    paid = allocate_payment(1_000, [replace(MAY, due=TODAY)], on=TODAY)
    early = allocate_payment(1_000, [replace(MAY, due=TODAY + timedelta(days=1))], on=TODAY)

    assert (paid.excess, early.excess) == (0, 1_000)
