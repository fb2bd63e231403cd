"""Assets: bought or taken over, worn off month by month, given away at a gain or a loss."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bumdes.assets.calculations import worn_after
from bumdes.assets.models import Asset
from bumdes.assets.queries import agreement, register, wear_due
from bumdes.assets.services import (
    AlreadyDisposed,
    CodeTaken,
    ResidualTooHigh,
    WearIsMissing,
    acquire,
    book_wear,
    dispose,
)
from bumdes.ledger.drafts import cr, dr
from bumdes.ledger.queries import accounts_of, balance, units_of
from bumdes.ledger.services.refusals import NotEnough
from core.refusals import Conflict
from tests.factories.books import make_entry, make_organisation_with_book
from tests.factories.people import make_officer

NOW = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)


@given(
    cost=st.integers(1, 10**10),
    part=st.integers(0, 100),
    life=st.integers(1, 600),
    month=st.integers(-2, 700),
)
def test_wear_never_falls_and_ends_exactly(cost, part, life, month):
    facts = {"cost": cost, "residual": cost * part // 100, "life_months": life}

    assert 0 <= worn_after(month, **facts) <= worn_after(month + 1, **facts) <= cost
    assert worn_after(life, **facts) == cost - facts["residual"]


@pytest.fixture
def hub(db):
    hub = make_organisation_with_book()
    accounts = accounts_of(hub.book)
    make_entry(
        hub.book,
        dr(accounts["cash"], 50_000_000),
        cr(accounts["village_capital"], 50_000_000),
        day=date(2026, 1, 2),
    )
    return hub


@pytest.fixture
def treasurer(hub):
    return make_officer(hub, "treasurer")


def buy(hub, actor, **kw) -> Asset:
    kw = {
        "code": "MSN-1",
        "name": "Mesin penggiling ikan",
        "kind": "machine",
        "unit": units_of(hub.book)["PUSAT"],
        "acquired_on": date(2026, 3, 20),
        "cost": 10_000_000,
        "residual": 0,
        "life_months": 60,
        "paid_from": accounts_of(hub.book)["cash"],
        "key": "k" * 16,
    } | kw
    return acquire(organisation=hub, actor=actor, now=NOW, **kw)


def test_a_purchase_is_in_the_books_once(hub, treasurer):
    first, again = buy(hub, treasurer), buy(hub, treasurer)

    accounts = accounts_of(hub.book)
    assert first.pk == again.pk
    assert (balance(accounts["machinery"]), balance(accounts["cash"])) == (10_000_000, 40_000_000)
    with pytest.raises(Conflict):
        buy(hub, treasurer, cost=1)
    with pytest.raises(CodeTaken):
        buy(hub, treasurer, key="another key 1234")
    with pytest.raises(ResidualTooHigh):
        buy(hub, treasurer, key="third key 123456", code="MSN-2", residual=10_000_001)
    with pytest.raises(NotEnough):
        buy(hub, treasurer, key="fourth key 12345", code="MSN-3", cost=40_000_001)


def test_each_month_wears_once(hub, treasurer):
    buy(hub, treasurer)

    entries = book_wear(organisation=hub, month=date(2026, 5, 9), actor=treasurer, now=NOW)
    again = book_wear(organisation=hub, month=date(2026, 5, 9), actor=treasurer, now=NOW)

    # 10,000,000 over 60 months is 166,666.67: 166,667, 333,333 and 500,000 after one to three.
    accounts = accounts_of(hub.book)
    assert [entry.date for entry in entries] == [date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]
    assert again == []
    assert balance(accounts["depreciation_machinery"]) == 500_000
    assert balance(accounts["accumulated_depreciation_machinery"], on=date(2026, 4, 30)) == 333_333
    assert register(hub, on=date(2026, 6, 1))[0].left == 9_500_000
    assert [row.difference for row in agreement(hub, on=date(2026, 6, 1))] == [0, 0]


def test_an_asset_taken_over_goes_on_wearing_where_it_stood(hub, treasurer):
    buy(
        hub,
        treasurer,
        acquired_on=date(2024, 1, 10),
        cost=6_000_000,
        life_months=60,
        paid_from=None,
        worn_before=2_400_000,
        worn_through=date(2025, 12, 31),
    )

    due = wear_due(hub, through=date(2026, 2, 28))

    assert {end: [amount for _asset, amount in rows] for end, rows in due.items()} == {
        date(2026, 1, 31): [100_000],
        date(2026, 2, 28): [100_000],
    }


def test_land_does_not_wear(hub, treasurer):
    buy(hub, treasurer, kind="land", life_months=None)

    assert wear_due(hub, through=date(2030, 1, 31)) == {}


@pytest.mark.parametrize(
    ("proceeds", "gain", "loss"), [(9_900_000, 233_333, 0), (9_000_000, 0, 666_667), (0, 0, 9_666_667)]
)
def test_giving_away_books_the_difference(hub, treasurer, proceeds, gain, loss):
    asset, accounts = buy(hub, treasurer), accounts_of(hub.book)
    sale = {
        "asset": asset,
        "disposed_on": date(2026, 5, 4),
        "proceeds": proceeds,
        "received_in": accounts["cash"],
        "actor": treasurer,
        "now": NOW,
    }
    with pytest.raises(WearIsMissing):
        dispose(**sale)
    book_wear(organisation=hub, month=date(2026, 4, 30), actor=treasurer, now=NOW)

    dispose(**sale)

    assert balance(accounts["machinery"]) == balance(accounts["accumulated_depreciation_machinery"]) == 0
    assert balance(accounts["gain_on_disposal"]) == gain
    assert balance(accounts["loss_on_disposal"]) == loss
    assert wear_due(hub, through=date(2026, 12, 31)) == {}
    with pytest.raises(AlreadyDisposed):
        dispose(**sale)
