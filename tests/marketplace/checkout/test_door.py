"""Choosing to pay at the door: where it is offered, what is said, and the page afterwards."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from core.invariants import violations
from marketplace.order.models import Order, Purchase
from marketplace.payment.models import Payment
from tests.factories.cod import make_cod_offer
from tests.factories.purchases import make_pickup_point
from tests.marketplace.checkout.pages import (
    HOUSE,
    go_to_delivery,
    order,
    put_in_basket,
    text_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def offer():
    offer = make_cod_offer()
    make_pickup_point(offer.partner.seller.hub)
    return offer


def test_a_guest_orders_now_and_pays_at_the_door(client, offer):
    put_in_basket(client, offer, 2)
    page = go_to_delivery(client, **HOUSE)
    assert "Cash at the door" in text_of(page)

    answer = order(client, page, method="cod")
    paying = client.get(answer["Location"])

    words = text_of(paying)
    assert "Thank you, your order is with the shop You pay when the goods come: Rp90.000" in words
    assert "Pay before" not in words
    assert (Order.objects.get().status, Payment.objects.get().state) == ("placed", "due")
    followed = client.get(f"/akun/lacak/{Purchase.objects.get().token}/")
    assert "You pay Rp90.000 in cash when the goods come." in text_of(followed)
    confirmed = client.get(answer["Location"].replace("bayar/", "konfirmasi/"))
    assert "To be paid in cash when the goods are handed over." in text_of(confirmed)
    assert list(violations()) == []


def test_it_is_not_offered_to_who_picks_up(client, offer):
    put_in_basket(client, offer)

    assert "Cash at the door" not in text_of(go_to_delivery(client))


def test_it_is_not_offered_for_goods_of_two_shops(client, offer):
    put_in_basket(client, offer)
    put_in_basket(client, make_cod_offer())

    assert "Cash at the door" not in text_of(go_to_delivery(client, **HOUSE))


def test_it_needs_the_courier_and_says_so(client, offer):
    put_in_basket(client, offer)
    page = go_to_delivery(client, **HOUSE)
    way = f"pickup-{offer.partner.seller.hub.pickup_point.pk}"
    pickup = {f"option-{offer.partner.seller_id}": way, "quoted_total": "40000"}

    answer = order(client, page, method="cod", **pickup)

    assert "Cash at the door is for goods of one shop that the village courier brings." in text_of(answer)
    assert not Purchase.objects.exists()


def test_a_waiting_purchase_is_offered_the_door(client, offer):
    put_in_basket(client, offer)
    pay = order(client, go_to_delivery(client, **HOUSE), method="counter")["Location"]
    assert "Cash at the door" in text_of(client.get(pay))

    client.post(f"{pay}cara/", {"method": "cod"})

    assert "your order is with the shop" in text_of(client.get(pay))


def test_cancelling_what_was_not_paid_promises_no_money(client, offer):
    put_in_basket(client, offer)
    order(client, go_to_delivery(client, **HOUSE), method="cod")
    token, number = Purchase.objects.get().token, Order.objects.get().number

    page = client.post(f"/akun/lacak/{token}/{number}/batal/", {"reason": "Tidak jadi."}, follow=True)

    assert "The order is cancelled. Nothing was charged." in text_of(page)
