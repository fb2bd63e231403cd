"""Placing: from a basket and the buyer's choices to one Purchase, in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.villages.models import Village
from core.ids import random_reference, random_token
from core.money import format_rupiah
from core.refusals import Conflict, Refusal
from core.users.models import User
from marketplace.basket.models import Basket
from marketplace.basket.queries import BasketView, ShopGroup, grouped
from marketplace.fulfilment.models import Shipment
from marketplace.fulfilment.network import load_network
from marketplace.fulfilment.queries import Option, options_for
from marketplace.order.enums import Mode, Status
from marketplace.order.models import Line, Order, OrderEvent, Purchase, ShippingAddress
from marketplace.order.notices import tell_how_to_pay
from marketplace.partner import stock
from marketplace.payment.models import Payment
from marketplace.purchases.paying import open_payment
from marketplace.search.services import set_stock_flag


class EmptyBasket(Refusal):
    message = _("Your basket is empty.")


class BasketHasProblems(Refusal):
    message = _("Some goods in your basket cannot be ordered as they are. Please look at the marked lines.")


class ChooseDelivery(Refusal):
    message = _("Choose how you want to receive the goods from %(shop)s.")
    field = "delivery"


class AddressNeeded(Refusal):
    message = _("This way of delivery needs your address.")
    field = "village"


class TotalChanged(Refusal):
    """What the page quoted is no longer the total; the buyer is shown the new one and asked."""

    message = _("The total is now %(total)s. Please check it and confirm again.")
    field = "quoted_total"

    def __init__(self, *, total: int):
        self.total = total
        super().__init__(self.message, total=format_rupiah(total))


class AlreadyPlaced(Refusal):
    """The basket was ordered already, from another tab or phone."""

    message = _("This basket has already been ordered.")

    def __init__(self, *, purchase: Purchase):
        self.purchase = purchase
        super().__init__()


@dataclass(frozen=True)
class Choice:
    """What the buyer chose for one shop: the option's code and a note."""

    option: str
    note: str = ""


@dataclass(frozen=True)
class PlaceRequest:
    """One press of "place order". Amounts are whole rupiah; keys of `choices` are seller ids."""

    name: str
    phone: str
    email: str
    method: str
    quoted_total: int
    choices: Mapping[int, Choice]
    address: Mapping[str, str] = field(
        default_factory=dict
    )  # fields of VillageAddress, village_id among them

    def content_hash(self) -> str:
        """Same content, same hash: what tells a retry from another order under the same key."""
        content = asdict(self) | {"choices": {str(k): asdict(v) for k, v in sorted(self.choices.items())}}
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Quote:
    """A basket with a chosen way of delivery per shop. Amounts are whole rupiah."""

    parts: tuple[tuple[ShopGroup, Option], ...]

    @property
    def goods_total(self) -> int:
        return sum(group.goods_total for group, _option in self.parts)

    @property
    def delivery_total(self) -> int:
        return sum(option.fee for _group, option in self.parts)

    @property
    def travels(self) -> bool:
        """True when something is brought to the buyer's door or landing stage."""
        return any(option.mode in (Mode.COURIER, Mode.RIVER) for _group, option in self.parts)

    @property
    def total(self) -> int:
        return self.goods_total + self.delivery_total


def quote(
    *, view: BasketView, choices: Mapping[int, Choice], village: Village | None, now: datetime
) -> Quote:
    """Price a basket with the buyer's choices. Raises ChooseDelivery for a missing or stale one."""
    network = load_network(
        hub_ids={group.seller.hub_id for group in view.groups},
        district_id=village.district_id if village else "",
    )
    parts = []
    for group in view.groups:
        options = options_for(
            network,
            seller=group.seller,
            village=village,
            grams=group.weight_grams,
            requires_delivery=group.requires_delivery,
            now=now,
        )
        choice = choices.get(group.seller.pk)
        chosen = next((option for option in options if choice and option.code == choice.option), None)
        if chosen is None:
            raise ChooseDelivery(shop=group.seller.name)
        parts.append((group, chosen))
    return Quote(parts=tuple(parts))


def place(*, basket: Basket, request: PlaceRequest, user: User | None, key: str, now: datetime) -> Purchase:
    """Turn a basket into a purchase of one order per shop, awaiting payment, stock promised.

    What is paid at the door is placed with its shop at once.

    The same key and content give the first purchase again; other content raises Conflict.
    Raises EmptyBasket, BasketHasProblems, ChooseDelivery, AddressNeeded, TotalChanged,
    AlreadyPlaced, stock.StockShort: then nothing has changed.
    """
    content_hash = request.content_hash()
    with transaction.atomic(durable=True):
        # The basket's row is the queue for everything that one buyer sends at once.
        Basket.objects.select_for_update(no_key=True).values_list("pk").get(pk=basket.pk)
        placed = list(Purchase.objects.filter(Q(key=key) | Q(basket=basket)))
        if earlier := next((purchase for purchase in placed if purchase.key == key), None):
            if earlier.content_hash != content_hash:
                raise Conflict
            return earlier
        if placed:
            raise AlreadyPlaced(purchase=placed[0])

        view = grouped(basket, today=timezone.localdate(now))
        if not view.groups:
            raise EmptyBasket
        if view.has_problem:
            raise BasketHasProblems
        village = _village(request)
        priced = quote(view=view, choices=request.choices, village=village, now=now)
        if priced.travels and not (village and request.address.get("landmark")):
            raise AddressNeeded
        if priced.total != request.quoted_total:
            raise TotalChanged(total=priced.total)

        wanted: dict[int, int] = {}
        for group in view.groups:
            for line in group.lines:
                wanted[line.offer_id] = wanted.get(line.offer_id, 0) + line.quantity
        sold_out = stock.allocate(wanted=wanted)
        purchase = _write_purchase(
            basket=basket,
            request=request,
            user=user,
            priced=priced,
            key=key,
            content_hash=content_hash,
            now=now,
        )
        orders = _write_orders(purchase, request, user, priced, now)
        payment = open_payment(purchase=purchase, orders=orders, method=request.method, now=now)
        if payment.state == Payment.State.PENDING:
            tell_how_to_pay(purchase, amount=payment.amount_due, until=payment.expires_at, at=now)
        Basket.objects.filter(pk=basket.pk).update(status=Basket.SUBMITTED, date_submitted=now)
        if sold_out:
            set_stock_flag(product_ids=sold_out)
    return purchase


def _village(request: PlaceRequest) -> Village | None:
    code = request.address.get("village_id", "")
    return Village.objects.filter(pk=code).first() if code else None


def _write_purchase(
    *,
    basket: Basket,
    request: PlaceRequest,
    user: User | None,
    priced: Quote,
    key: str,
    content_hash: str,
    now: datetime,
) -> Purchase:
    # Who picks up says a village only to see the counters near it: no address is kept then.
    address = None
    if priced.travels:
        address = ShippingAddress.objects.create(name=request.name, phone=request.phone, **request.address)
    return Purchase.objects.create(
        reference=random_reference(),
        token=random_token(),
        user=user,
        basket=basket,
        name=request.name,
        phone=request.phone,
        email=request.email,
        address=address,
        goods_total=priced.goods_total,
        delivery_total=priced.delivery_total,
        total=priced.total,
        key=key,
        content_hash=content_hash,
        created_at=now,
    )


def _write_orders(
    purchase: Purchase, request: PlaceRequest, user: User | None, priced: Quote, now: datetime
) -> list[Order]:
    """One order per shop with its lines, shipment and first history row: four inserts in all."""
    orders = Order.objects.bulk_create(
        [
            Order(
                number=random_reference(9),
                purchase=purchase,
                basket_id=purchase.basket_id,
                user=user,
                guest_email="" if user else request.email,
                seller_id=group.seller.pk,
                hub_id=group.seller.hub_id,
                mode=option.mode,
                status=Status.AWAITING_PAYMENT,
                currency=settings.OSCAR_DEFAULT_CURRENCY,
                delivery_label=option.label,
                shipping_method=option.label,
                shipping_code=option.code,
                total_incl_tax=group.goods_total + option.fee,
                total_excl_tax=group.goods_total + option.fee,
                shipping_incl_tax=option.fee,
                shipping_excl_tax=option.fee,
                shipping_address=purchase.address,
                weight_grams=group.weight_grams,
                note=request.choices[group.seller.pk].note,
                promised_date=option.promised_date,
                date_placed=now,
            )
            for group, option in priced.parts
        ]
    )
    Line.objects.bulk_create(
        Line(
            order=order,
            partner_id=group.seller.partner_id,
            partner_name=group.seller.name,
            partner_sku=f"offer-{line.offer_id}",
            stockrecord_id=line.offer_id,
            product_id=line.product_id,
            title=line.title,
            unit=line.unit,
            quantity=line.quantity,
            open=line.quantity,
            is_tracked=line.is_tracked,
            num_allocated=line.quantity if line.is_tracked else 0,
            unit_price_incl_tax=line.unit_price,
            unit_price_excl_tax=line.unit_price,
            line_price_incl_tax=line.total,
            line_price_excl_tax=line.total,
            line_price_before_discounts_incl_tax=line.total,
            line_price_before_discounts_excl_tax=line.total,
        )
        for order, (group, _option) in zip(orders, priced.parts, strict=True)
        for line in group.lines
    )
    Shipment.objects.bulk_create(
        Shipment(
            order=order,
            pickup_point_id=option.pickup_point_id,
            tariff_id=option.tariff_id,
            route_id=option.route_id,
            stop_id=option.stop_id,
            departs_at=option.departs_at,
            pickup_code=random_reference(6) if option.pickup_point_id else "",
        )
        for order, (_group, option) in zip(orders, priced.parts, strict=True)
    )
    OrderEvent.objects.bulk_create(
        OrderEvent(order=order, to_status=Status.AWAITING_PAYMENT, actor=user, at=now) for order in orders
    )
    return orders


def payment_of(purchase: Purchase) -> Payment | None:
    """The live payment of a purchase, else its last one. One query."""
    return purchase.payments.order_by("-pk").first()
