"""Baskets, delivery choices and placed purchases, made by the real services."""

from __future__ import annotations

from django.db import transaction

from bumdes.organisations.models import Organisation
from bumdes.units.services import open_shift, take_cash
from core.ids import random_token
from core.users.models import User
from marketplace.basket.models import Basket
from marketplace.basket.services import add_offer
from marketplace.fulfilment.models import CourierTariff, PickupPoint
from marketplace.order.models import Order, Purchase
from marketplace.partner.models import StockRecord
from marketplace.purchases.services import Choice, PlaceRequest, apply_receipt, payment_of, place
from tests.factories.people import NOON, make_officer, make_user


def make_pickup_point(organisation: Organisation, fee: int = 0) -> PickupPoint:
    point, _ = PickupPoint.objects.get_or_create(organisation=organisation, defaults={"fee": fee})
    return point


def make_courier(hub: Organisation, fee: int = 10_000) -> CourierTariff:
    return CourierTariff.objects.create(hub=hub, district=hub.village.district, fee=fee)


def make_basket(*lines: tuple[StockRecord, int], owner: User | None = None) -> Basket:
    basket = Basket.objects.create(owner=owner, token=None if owner else random_token())
    for offer, quantity in lines:
        add_offer(basket=basket, stockrecord=offer, quantity=quantity)
    return basket


def pickup_request(basket: Basket, **kw) -> PlaceRequest:
    """Every shop's goods collected at its own hub, which gets a pickup point when it has none."""
    lines = basket.lines.select_related("stockrecord__partner__seller__hub")
    choices, total = {}, 0
    for line in lines:
        seller = line.stockrecord.partner.seller
        point = make_pickup_point(seller.hub)
        if seller.pk not in choices:
            total += point.fee
        choices[seller.pk] = Choice(option=f"pickup-{point.pk}")
        total += line.stockrecord.price_rupiah * line.quantity
    kw.setdefault("name", "Siti")
    kw.setdefault("phone", "+6281200000001")
    kw.setdefault("email", "")
    kw.setdefault("method", "counter")
    kw.setdefault("quoted_total", total)
    return PlaceRequest(choices=choices, **kw)


def make_purchase(
    *lines: tuple[StockRecord, int], user: User | None = None, now=NOON, paid: bool = False, **kw
) -> Purchase:
    user = user or make_user()
    basket = make_basket(*lines, owner=user)
    purchase = place(
        basket=basket, request=pickup_request(basket, **kw), user=user, key=random_token(), now=now
    )
    if paid:
        pay_at_counter(purchase, now=now)
    return purchase


def pay_at_counter(purchase: Purchase, *, now=NOON) -> None:
    """Cash in a cashier's drawer, as the counter does it."""
    hub = purchase.orders.order_by("pk").first().hub
    cashier = make_officer(hub)
    shift = open_shift(organisation=hub, cashier=cashier, opening_cash=0, now=now)
    payment = payment_of(purchase)
    with transaction.atomic():
        receipt = take_cash(
            shift=shift,
            purpose="Belanja",
            reference=f"payment:{payment.pk}",
            amount=payment.amount,
            tendered=payment.amount,
            now=now,
        )
        payment.counter_code.receipt = receipt
        payment.counter_code.save()
        apply_receipt(payment=payment, amount=payment.amount, reference=f"receipt:{receipt.pk}", now=now)


def only_order(purchase: Purchase) -> Order:
    return Order.objects.get(purchase=purchase)
