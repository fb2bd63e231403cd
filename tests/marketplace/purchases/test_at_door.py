"""Cash at the door: offered where it may be, received once, refused once, remembered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core.ids import random_token
from core.invariants import violations
from marketplace.gateways.cod.models import Door
from marketplace.gateways.cod.services import set_cod
from marketplace.gateways.provider.services import NotOffered
from marketplace.hub_desk.services import deliver_to_door, refuse_at_door
from marketplace.order import services as moves
from marketplace.order.enums import Status
from marketplace.order.models import Order
from marketplace.order.services import NotPossibleNow, ReasonNeeded
from marketplace.partner.models import StockRecord
from marketplace.payment.models import Payment, Refund
from marketplace.purchases.at_door import (
    CashFirst,
    NoReason,
    NotAtThisDoor,
    WrongAmount,
    receive_by_shop,
    refuse_by_shop,
)
from marketplace.purchases.clocks import run_clocks
from marketplace.purchases.services import NotPayable, cancel_unpaid, change_method
from tests.factories.cod import (
    make_cod_offer,
    make_cod_shop,
    make_order_on_its_way,
    make_service,
    order_at_door,
)
from tests.factories.goods import make_product
from tests.factories.people import NOON, make_officer, make_user, owner_of
from tests.factories.purchases import make_courier, make_purchase

pytestmark = pytest.mark.django_db


def deliver(order: Order, *, cash: int | None = 50_000, actor=None, key: str = "", **kw):
    return deliver_to_door(
        order=order,
        organisation=order.hub,
        recipient="Bu Ani",
        cash=cash,
        actor=actor or make_officer(order.hub),
        key=key or random_token(),
        now=NOON,
        **kw,
    )


def refuse(order: Order, *, reason: str = "Tidak jadi.", actor=None) -> None:
    actor = actor or make_officer(order.hub)
    refuse_at_door(order=order, organisation=order.hub, reason=reason, actor=actor, now=NOON)


def stock_of(offer: StockRecord) -> tuple[int, int]:
    offer.refresh_from_db()
    return offer.num_in_stock, offer.num_allocated


def test_the_order_is_with_its_shop_at_once_and_nothing_is_paid():
    offer = make_cod_offer()

    purchase = order_at_door(offer, pieces=2)

    order, payment = purchase.orders.get(), purchase.payments.get()
    assert (order.status, payment.state, payment.amount) == (Status.PLACED, "due", 90_000)
    assert (payment.door.hub, payment.door.seller) == (order.hub, None)
    assert order.due_at == NOON + timedelta(hours=24)
    assert stock_of(offer) == (10, 2)
    assert list(violations()) == []


def test_nobody_is_asked_to_pay_it_otherwise_and_it_does_not_expire():
    purchase = order_at_door(make_cod_offer())

    with pytest.raises(NotPayable):
        change_method(purchase=purchase, method="counter", now=NOON)
    with pytest.raises(NotPayable):
        cancel_unpaid(purchase=purchase, actor=None, now=NOON)
    moves.accept(order=purchase.orders.get(), actor=None, now=NOON)
    assert run_clocks(now=NOON + timedelta(hours=30)).expired == 0


def test_a_waiting_purchase_can_turn_to_the_door():
    purchase = order_at_door(make_cod_offer(), method="counter")

    payment = change_method(purchase=purchase, method="cod", now=NOON)

    assert (payment.state, purchase.orders.get().status) == ("due", Status.PLACED)
    assert list(violations()) == []


def test_a_shop_that_did_not_allow_it_is_not_asked():
    seller = make_cod_shop()
    offer = make_cod_offer(seller)
    set_cod(seller=seller, is_on=False, actor=owner_of(seller), now=NOON)

    with pytest.raises(NotOffered):
        order_at_door(offer)


def test_it_is_not_for_more_than_the_limit(settings):
    settings.PAY_COD_MOST = 50_000

    assert order_at_door(make_cod_offer(price=40_000))
    with pytest.raises(NotOffered):
        order_at_door(make_cod_offer(price=40_001))


def test_what_is_picked_up_is_paid_at_the_counter():
    with pytest.raises(NotOffered):
        make_purchase((make_cod_offer(), 1), method="cod")


def test_who_refused_twice_pays_beforehand(settings):
    """By telephone number and by account: another account with the number is known too."""
    offer, buyer = make_cod_offer(), make_user()
    for _ in range(settings.PAY_COD_REFUSALS):
        refuse(make_order_on_its_way(offer, buyer=buyer, phone="+6281300000009"))

    with pytest.raises(NotOffered):
        order_at_door(offer, buyer=buyer, phone="+6281300000010")
    with pytest.raises(NotOffered):
        order_at_door(offer, phone="+6281300000009")
    assert order_at_door(offer, phone="+6281300000011")
    assert Door.objects.filter(refused_at__isnull=False).count() == 2


def test_a_refusal_is_forgotten_after_half_a_year(settings):
    settings.PAY_COD_MEMORY_DAYS = 0
    offer, buyer = make_cod_offer(), make_user()
    for _ in range(2):
        refuse(make_order_on_its_way(offer, buyer=buyer))

    assert order_at_door(offer, buyer=buyer)


def test_only_so_many_orders_travel_to_one_door(settings):
    offer, buyer = make_cod_offer(), make_user()
    for _ in range(settings.PAY_COD_OPEN):
        order_at_door(offer, buyer=buyer)

    with pytest.raises(NotOffered):
        order_at_door(offer, buyer=buyer)


def test_cash_and_goods_change_hands_together():
    offer = make_cod_offer()
    order = make_order_on_its_way(offer)
    courier = make_officer(order.hub)

    deliver(order, actor=courier)

    door = Door.objects.select_related("payment").get()
    assert (order.status, door.payment.state) == (Status.DELIVERED, "paid")
    assert (door.received_by, door.received_at) == (courier, NOON)
    assert stock_of(offer) == (9, 0)
    assert list(violations()) == []


def test_the_same_press_twice_takes_the_cash_once():
    order = make_order_on_its_way()
    courier = make_officer(order.hub)

    first = deliver(order, actor=courier, key="k" * 20)
    again = deliver(order, actor=courier, key="k" * 20)

    assert first == again
    assert Payment.objects.filter(state="paid").count() == 1


@pytest.mark.parametrize(
    ("cash", "refusal"), [(None, CashFirst), (49_999, WrongAmount), (50_001, WrongAmount), (0, WrongAmount)]
)
def test_goods_are_not_given_for_another_amount(cash, refusal):
    order = make_order_on_its_way()

    with pytest.raises(refusal):
        deliver(order, cash=cash)

    assert Order.objects.get().status == Status.HANDED_OVER
    assert Payment.objects.get().state == "due"


def test_refused_goods_go_back_to_the_shelf_and_nothing_is_owed():
    offer = make_cod_offer()
    order = make_order_on_its_way(offer, pieces=3)

    refuse(order)
    refuse(order)

    assert (order.status, Payment.objects.get().state) == (Status.CANCELLED, "cancelled")
    assert stock_of(offer) == (10, 0)
    assert not Refund.objects.exists()
    assert list(violations()) == []


def test_a_refusal_says_why():
    order = make_order_on_its_way()

    with pytest.raises(NoReason):
        refuse(order, reason="  ")


def test_what_ended_at_the_door_does_not_end_again():
    paid, refused = make_order_on_its_way(), make_order_on_its_way()
    deliver(paid)
    refuse(refused)

    with pytest.raises(NotPossibleNow):
        refuse(paid)
    with pytest.raises(NotPossibleNow):
        deliver(refused)


@pytest.mark.parametrize("end", ["decline", "cancel"])
def test_an_order_that_ends_before_the_door_asks_for_nothing(end):
    offer = make_cod_offer()
    order = order_at_door(offer).orders.get()

    getattr(moves, end)(order=order, reason="Habis.", actor=None, now=NOON)

    assert Payment.objects.get().state == "cancelled"
    assert not Refund.objects.exists()
    assert stock_of(offer) == (10, 0)
    assert list(violations()) == []


def test_nobody_cancels_what_is_on_its_way():
    order = make_order_on_its_way()

    with pytest.raises(NotPossibleNow):
        moves.cancel(order=order, reason="Berubah pikiran.", actor=None, now=NOON)
    with pytest.raises(ReasonNeeded):
        moves.cancel(order=order, reason="", actor=None, now=NOON)


def test_the_database_lets_no_unpaid_goods_out_of_the_hand():
    order = make_order_on_its_way()

    with pytest.raises(IntegrityError, match="nobody received its cash"), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(status=Status.DELIVERED)


def test_the_database_lets_no_paid_order_end_on_the_road():
    order = make_purchase((make_product().stockrecords.get(), 1), paid=True).orders.get()
    for step in (moves.accept, moves.pack, moves.hand_over):
        step(order=order, actor=None, now=NOON)

    with pytest.raises(IntegrityError, match="nobody refused it"), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(status=Status.CANCELLED)


@pytest.mark.parametrize(
    "wrong", [{"amount": 1}, {"received_at": None, "received_by": None}, {"seller_id": None, "hub_id": None}]
)
def test_the_database_keeps_what_was_received(wrong):
    deliver(make_order_on_its_way())

    with pytest.raises(IntegrityError, match="stays as it was written"), transaction.atomic():
        Door.objects.update(**wrong)


def test_a_shop_that_works_at_the_buyers_takes_the_cash_itself():
    offer = make_service()
    order, owner = make_order_on_its_way(offer), owner_of(offer.partner.seller)
    take = {"order": order, "seller": order.seller, "amount": 40_000, "actor": owner, "now": NOON}

    receive_by_shop(**take)
    receive_by_shop(**take)

    assert (order.status, Payment.objects.get().state) == (Status.DELIVERED, "paid")
    assert Door.objects.get().seller == order.seller
    assert list(violations()) == []


def test_a_shop_stands_at_no_other_door():
    brought, done = make_order_on_its_way(), make_order_on_its_way(make_service())
    other = make_cod_shop()
    actor = owner_of(other)

    for order in (brought, done):
        with pytest.raises(NotAtThisDoor):
            receive_by_shop(order=order, seller=other, amount=order.total, actor=actor, now=NOON)
    with pytest.raises(NotAtThisDoor):
        refuse_by_shop(order=brought, seller=brought.seller, reason="x", actor=actor, now=NOON)


def test_a_courier_tariff_alone_offers_nothing():
    offer = make_product().stockrecords.get()
    make_courier(offer.partner.seller.hub)

    with pytest.raises(NotOffered):
        order_at_door(offer)
