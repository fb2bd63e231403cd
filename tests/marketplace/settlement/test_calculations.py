"""Rules by place and time, fees to the rupiah, shares without a rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.settlement.calculations import Shares, Sold, fee_of, first_match

NOW = datetime(2026, 11, 24, 5, tzinfo=UTC)


@dataclass
class Rule:
    category_id: int | None = None
    seller_id: int | None = None
    hub_id: int | None = None
    basis_points: int = 0
    per_piece: int = 0
    from_at: datetime = NOW - timedelta(days=1)
    until_at: datetime | None = None


SOLD = Sold(categories=frozenset({1, 7}), seller=3, hub=5, pieces=4, basis=100_000)


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (Rule(), True),
        (Rule(category_id=7), True),
        (Rule(category_id=8), False),
        (Rule(seller_id=3, hub_id=5), True),
        (Rule(seller_id=3, hub_id=6), False),
        (Rule(from_at=NOW + timedelta(seconds=1)), False),
        (Rule(until_at=NOW), False),
        (Rule(until_at=NOW + timedelta(seconds=1)), True),
    ],
)
def test_a_rule_fits_by_what_it_names_and_when(rule, fits):
    assert (first_match([rule], SOLD, at=NOW) is rule) is fits


def test_the_first_that_fits_is_used_whatever_comes_after_it():
    special, general = Rule(seller_id=3, basis_points=100), Rule(basis_points=500)

    assert first_match([special, general], SOLD, at=NOW) is special
    assert first_match([general, special], SOLD, at=NOW) is general


@pytest.mark.parametrize(
    ("rule", "basis", "fee"),
    [
        (Rule(basis_points=300), 45_000, 1_350),
        (Rule(basis_points=250), 101, 3),  # 2.525
        (Rule(basis_points=250), 100, 3),  # 2.5, a half goes up
        (Rule(basis_points=250), 99, 2),  # 2.475
        (Rule(per_piece=500), 45_000, 2_000),
        (Rule(per_piece=20_000), 45_000, 45_000),  # never more than there is
    ],
)
def test_fees_are_whole_rupiah(rule, basis, fee):
    sold = Sold(categories=frozenset(), seller=1, hub=1, pieces=4, basis=basis)

    assert fee_of(rule, sold, most=basis) == fee


@given(
    goods=st.integers(1, 10**9),
    delivery=st.integers(0, 10**7),
    first=st.integers(0, 10_000),
    second=st.integers(0, 10_000),
)
def test_shares_lose_nothing_and_take_from_nobody(goods, delivery, first, second):
    sold = Sold(categories=frozenset(), seller=1, hub=1, pieces=1, basis=goods)
    commission = fee_of(Rule(basis_points=first), sold, most=goods)
    hub_fee = fee_of(Rule(basis_points=second), sold, most=goods - commission)
    shares = Shares(goods=goods, delivery=delivery, commission=commission, hub_fee=hub_fee)

    assert shares.to_seller + shares.to_hub + shares.commission == shares.total
    assert min(shares.to_seller, shares.to_hub, shares.commission) >= 0
