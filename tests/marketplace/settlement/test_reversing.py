"""Refunds of settled orders: at frozen rates, out of the right share, never more than was paid."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bumdes.ledger.access import opened
from bumdes.ledger.models import Entry
from bumdes.ledger.queries import accounts_of, balance
from core.invariants import violations
from marketplace.order.models import Order
from marketplace.payment.models import Refund
from marketplace.payment.refunds import return_money
from marketplace.settlement.calculations import given_back
from marketplace.settlement.models import FeeKind, OperatorBook, Reversal, ReversalLine, SellerCharge
from marketplace.settlement.queries.payouts import balance_of
from marketplace.settlement.queries.reversing import left_of
from marketplace.settlement.services import book_facts, settle_orders
from marketplace.settlement.services.payout_booking import book_payouts
from marketplace.settlement.services.payouts import hand_over_cash
from marketplace.settlement.services.reversing import MoreThanPaid, NotSettled, reverse_sale
from tests.factories.books import make_organisation_with_book
from tests.factories.goods import make_product
from tests.factories.payouts import fill_the_bank, make_ready_cash
from tests.factories.people import NOON, make_officer, make_seller, make_user
from tests.factories.settlement import make_completed_order, make_rule
from tests.threads import at_once

LATER = NOON + timedelta(hours=1)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(fee=st.integers(0, 10**7), parts=st.lists(st.integers(1, 10**6), min_size=1, max_size=8))
def test_the_parts_of_a_whole_price_are_the_whole_fee(fee, parts):
    price, gone, back = sum(parts), 0, []
    for now in parts:
        gone += now
        back.append(given_back(fee, price=price, back=gone, given=sum(back), most=fee))

    assert sum(back) == fee
    assert min(back) >= 0


@settings(deadline=None)
@given(
    split=st.integers(0, 10_000),
    parts=st.lists(st.integers(1, 10**6), min_size=1, max_size=8),
)
def test_no_part_of_two_fees_is_more_than_what_goes_back(split, parts):
    """Fees that take the whole price between them: the hardest case for whole rupiah."""
    price, gone, one, two = sum(parts), 0, 0, 0
    fee = price * split // 10_000
    for now in parts:
        gone += now
        first = given_back(fee, price=price, back=gone, given=one, most=now)
        second = given_back(price - fee, price=price, back=gone, given=two, most=now - first)
        assert min(first, second, now - first - second) >= 0
        one, two = one + first, two + second

    assert (one, two) == (fee, price - fee)


def test_no_more_than_the_price_goes_back():
    with pytest.raises(ValueError, match="no more goes back"):
        given_back(100, price=1_000, back=1_001, given=0, most=401)


@pytest.fixture
def order(db) -> Order:
    """Two pieces at Rp45.000, commission 2.700 and hub fee 1.800, settled: Rp85.500 are the shop's."""
    return settled_order()


def settled_order() -> Order:
    hub = make_organisation_with_book()
    make_rule(basis_points=300)
    make_rule(FeeKind.HUB, basis_points=200)
    offer = make_product(seller=make_seller(hub=hub), price=45_000, stock=9).stockrecords.get()
    order = make_completed_order(offer=offer, pieces=2)
    book_facts(now=NOON)
    settle_orders(now=NOON)
    return order


def give(
    order: Order, amount: int, *, liable: str = "seller", target: str = "bank", delivery: int = 0
) -> Refund:
    with transaction.atomic():
        return reverse_sale(
            order=order,
            goods={order.lines.get().pk: amount},
            delivery=delivery,
            liable=liable,
            target=target,
            now=LATER,
        )


def held(role: str) -> int:
    return balance(accounts_of(OperatorBook.objects.get().book)[role])


def clean() -> bool:
    return not [*violations(only="settlement"), *violations(only="refund"), *violations(only="payment")]


def test_half_of_an_order_goes_back_with_half_of_its_fees(order):
    refund = give(order, 45_000)

    row = Reversal.objects.get(refund=refund)
    assert (row.commission, row.hub_fee) == (1_350, 900)
    assert (row.from_seller, row.from_hub, row.from_platform) == (42_750, 900, 1_350)
    assert balance_of(order.seller).free == 85_500 - 42_750
    assert (held("refund_payable"), held("seller_payable"), held("hub_payable")) == (45_000, 42_750, 900)
    assert (held("commission_income"), held("escrow")) == (1_350, 0)
    assert clean()


def test_the_bumdes_gives_up_its_fee_in_its_own_book(order):
    give(order, 45_000)

    accounts = accounts_of(order.hub.book)
    assert balance(accounts["hub_fee_income"]) == 1_800 - 900
    with opened(order.hub.book):
        assert Entry.objects.get(source="settlement.reversed").subject == f"order:{order.number}"


@pytest.mark.parametrize(("liable", "role"), [("hub", "hub_payable"), ("platform", "commission_income")])
def test_who_bears_it_instead_of_the_shop_bears_it_whole(order, liable, role):
    before = held(role)

    refund = give(order, 45_000, liable=liable)

    assert held(role) == before - 45_000
    assert balance_of(order.seller).free == 85_500
    assert refund.reversal.charge is None
    assert clean()


def test_after_the_bumdes_bore_a_part_the_shop_still_gets_its_own_fees_back_in_proportion(order):
    give(order, 45_000, liable="hub")

    second = give(order, 45_000)

    assert (second.reversal.commission, second.reversal.hub_fee) == (1_350, 900)
    assert left_of(order).total == order.delivery_fee
    assert clean()


def test_odd_parts_end_in_the_whole_fee(order):
    for amount in (33_333, 1, 29_999, 26_667):
        give(order, amount)

    rows = ReversalLine.objects.all()
    assert sum(row.commission for row in rows) == 2_700
    assert sum(row.hub_fee for row in rows) == 1_800
    assert balance_of(order.seller).free == 0
    assert clean()


@pytest.mark.django_db
def test_where_fees_take_all_small_parts_go_back_too_and_end_in_the_whole_fee():
    make_rule(basis_points=5_000)
    make_rule(FeeKind.HUB, basis_points=5_000)
    order = make_completed_order(pieces=2)
    book_facts(now=NOON)
    settle_orders(now=NOON)

    # Of one rupiah both fees would give half a rupiah back, rounded up.
    for amount in (1, 1, 89_998):
        give(order, amount)

    rows = ReversalLine.objects.order_by("pk")
    assert [(row.commission, row.hub_fee) for row in rows] == [
        (1, 0),
        (0, 1),
        (44_999, 44_999),
    ]
    assert (balance_of(order.seller).free, held("seller_payable")) == (0, 0)
    assert clean()


@pytest.mark.parametrize("amount", [0, -1, 90_001])
def test_not_more_than_was_paid_and_not_nothing(order, amount):
    with pytest.raises(MoreThanPaid):
        give(order, amount)

    assert not Refund.objects.exists()


def test_the_line_of_another_order_gives_nothing_back(order):
    other = make_completed_order()

    with pytest.raises(MoreThanPaid), transaction.atomic():
        reverse_sale(
            order=order,
            goods={other.lines.get().pk: 1_000},
            delivery=0,
            liable="seller",
            target="bank",
            now=LATER,
        )


def test_an_order_that_is_not_shared_out_waits(db):
    with pytest.raises(NotSettled):
        give(make_completed_order(), 1_000)


def test_what_was_paid_out_already_becomes_a_debt_that_the_next_sale_pays(order):
    payout = make_ready_cash(order.seller)
    hand_over_cash(
        payout=payout,
        hub=order.hub,
        code=payout.code,
        receiver="Contoh",
        actor=make_officer(order.hub, "director"),
        now=LATER,
    )
    book_payouts(now=LATER)

    give(order, 90_000)

    assert balance_of(order.seller).free == -85_500
    assert held("seller_payable") == -85_500
    assert clean()
    offer = order.lines.get().stockrecord
    make_completed_order(offer=offer, pieces=3)
    book_facts(now=LATER)
    settle_orders(now=LATER)
    assert balance_of(order.seller).free == 128_250 - 85_500
    assert clean()


def test_the_refund_is_paid_and_booked_as_every_other(order):
    fill_the_bank()
    refund = give(order, 45_000)

    return_money(refund=refund, method="transfer", reference="BRI-9", actor=make_user(), now=LATER)
    book_facts(now=LATER)

    assert held("refund_payable") == 0
    assert clean()


def test_the_database_refuses_what_the_service_never_writes(order):
    refund = give(order, 45_000)

    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        Reversal.objects.filter(refund=refund).update(goods=1)
    with pytest.raises(DatabaseError, match="not borne as it says"), transaction.atomic():
        second = Refund.objects.create(
            order=order,
            split=refund.split,
            amount=1_000,
            reason="complaint",
            liable="hub",
            target="bank",
            requested_at=LATER,
        )
        row = Reversal.objects.get(refund=refund)
        row.pk, row.refund, row.charge, row.goods = None, second, None, 1_000
        row.from_seller, row.from_hub, row.from_platform = 1_000 - 900 - 1_350, 900, 1_350
        row.save(force_insert=True)
    with pytest.raises(DatabaseError, match="more than what was captured"), transaction.atomic():
        Refund.objects.create(
            order=order,
            split=refund.split,
            amount=order.total - 45_000 + 1,
            reason="complaint",
            target="bank",
            requested_at=LATER,
        )


@pytest.mark.race
def test_two_refunds_at_once_give_no_more_back_than_was_paid(committed_db):
    order = settled_order()

    outcomes = at_once([lambda: give(order, 60_000)] * 2)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["MoreThanPaid", "Refund"]
    assert SellerCharge.objects.count() == 1
    assert clean()
