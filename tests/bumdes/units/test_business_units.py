"""Business units: founded once, their results, and accounts between them that cancel out."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import cr, dr
from bumdes.ledger.models import Account, Unit
from bumdes.ledger.queries import AccountIndex, accounts_of, balance, trial_balance, units_of
from bumdes.organisations.between_units import NotABusinessUnit, inter_unit_lines
from bumdes.units.models import BusinessUnit
from bumdes.units.queries.between import between_units, transfers
from bumdes.units.queries.results import results_of, unit_list, unknown_units
from bumdes.units.services.units import (
    AlreadyEnded,
    BadUnitCode,
    EndsTooEarly,
    PermitExists,
    SameUnit,
    UnitCodeTaken,
    UnitHoldsLess,
    add_permit,
    end_unit,
    found_unit,
    transfer,
)
from core.refusals import Conflict
from tests.factories.books import account, make_entry, make_organisation_with_book, make_unit
from tests.factories.people import NOON, make_officer
from tests.factories.units import head_office, make_business

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)


@pytest.fixture
def hub():
    hub = make_organisation_with_book()
    make_entry(
        hub.book,
        dr(account(hub.book, "cash"), 10_000_000),
        cr(account(hub.book, "village_capital"), 10_000_000),
    )
    return hub


@pytest.fixture
def treasurer(hub):
    return make_officer(hub, "treasurer")


def move(hub, actor, *units, amount, key="k" * 16):
    from_unit, to_unit = units
    return transfer(
        organisation=hub,
        from_unit=from_unit,
        to_unit=to_unit,
        account=account(hub.book, "cash"),
        amount=amount,
        day=DAY,
        note="",
        key=key,
        actor=actor,
        now=NOON,
    )


def test_a_form_sent_twice_founds_one_unit(hub, treasurer):
    found = partial(
        found_unit,
        organisation=hub,
        name="Toko desa",
        kind="shop",
        started_on=DAY,
        key="k" * 16,
        actor=treasurer,
        now=NOON,
    )

    first, again = found(code="TOKO"), found(code="TOKO")

    assert first == again == BusinessUnit.objects.get()
    assert first.account.role == "inter_unit_receivable_shop"
    assert units_of(hub.book)["TOKO"].name == "Toko desa"
    with pytest.raises(Conflict):
        found(code="TOKO2")
    with pytest.raises(UnitCodeTaken):
        found(code="TOKO", key="l" * 16)
    for code in ("PUSAT", "toko", "A B"):
        with pytest.raises((BadUnitCode, UnitCodeTaken)):
            found(code=code, key=f"key of {code:>12}")


def test_a_second_shop_gets_an_account_of_its_own(hub, treasurer):
    first, second = make_business(hub, actor=treasurer), make_business(hub, actor=treasurer, name="Kios")

    assert first.account.code == "1.1.99.03"
    assert (second.account.code, second.account.name) == ("1.1.99.11", "RK Kios")
    assert second.account.line == first.account.line


def test_a_unit_of_the_books_is_taken_over(hub, treasurer):
    imported = make_unit(hub.book, "AIR", "Air bersih")

    assert unknown_units(hub) == [imported]
    taken = make_business(hub, actor=treasurer, code="AIR", name="Air", kind="water")

    assert taken.unit == imported
    assert unknown_units(hub) == []


def test_a_transfer_balances_in_every_unit_and_vanishes_in_the_whole(hub, treasurer):
    shop, water = make_business(hub), make_business(hub, kind="water")
    accounts, office = accounts_of(hub.book), head_office(hub)

    first = move(hub, treasurer, office, shop.unit, amount=4_000_000)
    move(hub, treasurer, shop.unit, water.unit, amount=1_500_000, key="l" * 16)
    again = move(hub, treasurer, shop.unit, water.unit, amount=1_500_000, key="l" * 16)

    assert [entry.pk for entry in transfers(hub)] == [again.pk, first.pk]
    assert balance(accounts["cash"], unit=shop.unit) == 2_500_000
    assert balance(accounts["cash"], unit=water.unit) == 1_500_000
    assert balance(accounts["head_office_account"]) == 4_000_000
    view = between_units(hub)
    assert [(row.claimed, row.owed) for row in view.rows] == [(2_500_000, 2_500_000), (1_500_000, 1_500_000)]
    assert (view.difference, view.has_differences, view.one_sided) == (0, False, [])
    for unit in (office, shop.unit, water.unit):
        rows = trial_balance(hub.book, until=DAY, unit=unit)
        assert sum(row.debit for row in rows) == sum(row.credit for row in rows)


def test_an_entry_of_one_side_only_is_named(hub):
    shop, accounts = make_business(hub), accounts_of(hub.book)
    make_entry(
        hub.book,
        dr(shop.account, 300_000),
        cr(accounts["cash"], 300_000),
        description="Titip ke toko",
        key="x",
    )

    view = between_units(hub)

    assert [(row.claimed, row.owed, row.difference) for row in view.rows] == [(300_000, 0, 300_000)]
    assert [(row.description, row.difference) for row in view.one_sided] == [("Titip ke toko", 300_000)]
    assert view.difference == 300_000


def test_what_is_on_nobodys_inter_unit_account_is_named(hub):
    accounts = accounts_of(hub.book)
    loose = make_unit(hub.book, "LEPAS", "Unit lepas")
    make_entry(
        hub.book,
        dr(accounts["inter_unit_receivable_water"], 70_000),
        cr(accounts["head_office_account"], 70_000, loose),
    )

    rows = between_units(hub).rows

    assert [(row.name, row.difference) for row in rows] == [
        ("RK Unit Usaha Air Bersih", 70_000),
        ("RK Pusat", -70_000),
    ]


def test_a_transfer_needs_two_units_the_money_and_a_business_unit(hub, treasurer):
    shop, office = make_business(hub), head_office(hub)
    loose = make_unit(hub.book, "LEPAS", "Unit lepas")

    with pytest.raises(SameUnit):
        move(hub, treasurer, office, office, amount=1)
    with pytest.raises(UnitHoldsLess) as told:
        move(hub, treasurer, shop.unit, office, amount=1)
    assert str(told.value.message) == f"{shop.unit.name} holds Rp0 in Kas Tunai."
    with pytest.raises(NotABusinessUnit):
        move(hub, treasurer, office, loose, amount=1)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_any_chain_of_transfers_cancels_out(data):
    """Pure: the lines of each transfer balance in every unit, and the inter-unit ones together."""
    cash, owed = Account(pk=1, code="1", role="cash"), Account(pk=2, code="2", role="head_office_account")
    units = [Unit(pk=n, code="PUSAT" if n == 0 else f"U{n}") for n in range(4)]
    claims = {n: Account(pk=10 + n, code=str(10 + n)) for n in (1, 2, 3)}
    index = AccountIndex([cash, owed, *claims.values()])
    sums: dict[int, int] = {}
    for _step in range(data.draw(st.integers(1, 8))):
        one, other = data.draw(st.permutations(units))[:2]
        amount = data.draw(st.integers(1, 10**12))
        lines = [
            cr(cash, amount, one),
            dr(cash, amount, other),
            *inter_unit_lines(
                index,
                {unit: account.pk for unit, account in claims.items()},
                from_unit=one,
                to_unit=other,
                amount=amount,
            ),
        ]
        by_unit: dict[int, int] = {}
        for line in lines:
            at = line.unit.pk if line.unit else 0
            by_unit[at] = by_unit.get(at, 0) + line.debit - line.credit
            sums[line.account.pk] = sums.get(line.account.pk, 0) + line.debit - line.credit
        assert set(by_unit.values()) == {0}
    assert sums.get(1, 0) == 0
    assert sum(sums.get(pk, 0) for pk in (2, 11, 12, 13)) == 0


def test_results_are_by_month_and_leave_the_closing_out(hub):
    shop, accounts = make_business(hub), accounts_of(hub.book)
    sold, paid = accounts["revenue_internet"], accounts["electricity"]
    for month, revenue, cost in ((1, 900_000, 200_000), (3, 500_000, 650_000)):
        day = date(2026, month, 5)
        make_entry(hub.book, dr(accounts["cash"], revenue, shop.unit), cr(sold, revenue, shop.unit), day=day)
        make_entry(hub.book, dr(paid, cost, shop.unit), cr(accounts["cash"], cost, shop.unit), day=day)

    result = results_of(hub, year=2026)[shop.unit_id]

    assert (result.revenue, result.cost, result.result) == (1_400_000, 850_000, 550_000)
    assert result.months[:4] == (700_000, 0, -150_000, 0)
    assert (result.plan, result.gap) == (None, None)
    assert results_of(hub, year=2026, through=2)[shop.unit_id].result == 700_000
    assert results_of(hub, year=2025) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_units(hub, django_assert_num_queries, count):
    for _n in range(count):
        make_business(hub)

    with opened(hub.book), django_assert_num_queries(6):
        rows = unit_list(hub, on=DAY)

    assert len(rows) == count


def test_an_ended_unit_stays_with_its_past(hub, treasurer):
    shop = make_business(hub, code="TOKO")

    with pytest.raises(EndsTooEarly):
        end_unit(business=shop, ended_on=date(2025, 12, 31), actor=treasurer, now=NOON)
    end_unit(business=shop, ended_on=DAY, actor=treasurer, now=NOON)

    assert units_of(hub.book)["TOKO"].is_active is False
    assert [row.ended_on for row in unit_list(hub, on=DAY)] == [DAY]
    with pytest.raises(AlreadyEnded):
        end_unit(business=shop, ended_on=DAY, actor=treasurer, now=NOON)


def test_a_permit_is_written_down_once(hub, treasurer):
    permit = partial(
        add_permit,
        business=make_business(hub),
        kind="nib",
        number="812",
        issued_on=DAY,
        expires_on=None,
        actor=treasurer,
        now=NOON,
    )
    permit()

    with pytest.raises(PermitExists):
        permit()


def test_the_database_keeps_a_unit_in_its_own_book(hub):
    other = make_organisation_with_book()
    shop, theirs = make_business(hub), make_business(other)

    with opened(hub.book, other.book):
        for change in ({"unit": theirs.unit}, {"account": theirs.account}, {"organisation": other}):
            with pytest.raises(DatabaseError), transaction.atomic():
                BusinessUnit.objects.filter(pk=shop.pk).update(**change)
        with (
            pytest.raises(DatabaseError, match="stands in the book"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "INSERT INTO units_businessunit (organisation_id, unit_id, account_id, kind, manager,"
                " manager_phone, about, started_on) VALUES (%s, %s, %s, 'shop', '', '', '', '2026-01-01')",
                [hub.pk, head_office(hub).pk, account(hub.book, "inter_unit_receivable_water").pk],
            )
