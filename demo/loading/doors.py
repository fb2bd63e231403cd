"""Cash at the door: shops that allow it, and orders in each of its states."""

from __future__ import annotations

from datetime import datetime, timedelta

from bumdes.organisations.models import Office
from bumdes.units.services import close_shift, expected_cash, open_shift
from core.ids import random_token
from core.users.models import User
from marketplace.address.models import UserAddress
from marketplace.basket.models import Basket
from marketplace.basket.services import add_offer
from marketplace.fulfilment.models import CourierTariff
from marketplace.gateways.cod.models import Door
from marketplace.gateways.cod.services import deposit, set_cod
from marketplace.hub_desk.services import deliver_to_door, refuse_at_door
from marketplace.order import services as moves
from marketplace.order.models import Order
from marketplace.partner.models import StockRecord
from marketplace.purchases.services import Choice, PlaceRequest, place
from marketplace.sellers.models import Seller
from marketplace.settlement.services import book_facts
from marketplace.settlement.services.deposits import book_deposits

_ADDRESS = ("dusun", "rt", "rw", "street", "river", "channel", "side", "dock", "landmark")
# (hours ago, how it ended)
ORDERS = ((50, "deposited"), (30, "received"), (26, "refused"), (20, "on_its_way"), (2, "placed"))


def load_doors(now: datetime) -> int:
    """Make orders that are paid at the door unless there are some; gives how many."""
    if Door.objects.exists():
        return 0
    for seller in Seller.objects.filter(status=Seller.Status.VERIFIED).order_by("pk"):
        owner = User.objects.filter(shops__seller=seller, shops__role="owner").first()
        if owner is not None:
            set_cod(seller=seller, is_on=True, actor=owner, now=now - timedelta(days=10))
    ways = _ways()
    made = 0
    for number, (hours, end) in enumerate(ORDERS):
        if number < len(ways):
            _one(*ways[number], end, at=now - timedelta(hours=hours))
            made += 1
    book_facts(now=now)
    book_deposits(now=now)
    return made


def _ways() -> list[tuple[UserAddress, CourierTariff, StockRecord]]:
    """Different buyers whom a courier reaches, each with goods of that courier's BUMDes."""
    found, buyers = [], set()
    tariffs = list(CourierTariff.objects.select_related("hub").order_by("pk"))
    offers = StockRecord.objects.filter(
        is_active=True,
        is_tracked=True,
        num_in_stock__gt=6,
        price__lt=200_000,
        product__is_public=True,
        partner__seller__closed_from=None,
        partner__seller__status=Seller.Status.VERIFIED,
    )
    for address in UserAddress.objects.select_related("village", "user").order_by("pk"):
        for tariff in tariffs:
            if address.user_id in buyers or tariff.district_id != address.village.district_id:
                continue
            offer = offers.filter(partner__seller__hub=tariff.hub).order_by("pk").first()
            if offer is not None:
                found.append((address, tariff, offer))
                buyers.add(address.user_id)
    return found


def _one(address: UserAddress, tariff: CourierTariff, offer: StockRecord, end: str, *, at: datetime) -> None:
    basket = Basket.objects.create(owner=address.user)
    add_offer(basket=basket, stockrecord=offer, quantity=1)
    seller = offer.partner.seller
    purchase = place(
        basket=basket,
        request=PlaceRequest(
            name=address.name,
            phone=address.phone,
            email="",
            method="cod",
            quoted_total=offer.price_rupiah + tariff.fee,
            choices={seller.pk: Choice(option=f"courier-{tariff.pk}")},
            address={"village_id": address.village_id}
            | {name: getattr(address, name) for name in _ADDRESS}
            | {"landmark": address.landmark or "Rumah contoh"},
        ),
        user=address.user,
        key=random_token(),
        now=at,
    )
    order = purchase.orders.select_related("hub").get()
    if end != "placed":
        for move in (moves.accept, moves.pack, moves.hand_over):
            move(order=order, actor=None, now=at + timedelta(hours=1))
        _at_the_door(order, end, at=at + timedelta(hours=2))


def _at_the_door(order: Order, end: str, *, at: datetime) -> None:
    courier = User.objects.filter(
        offices__organisation=order.hub, offices__role=Office.Role.CASHIER, offices__ended_at=None
    ).first()
    if courier is None or end == "on_its_way":
        return
    here = {"order": order, "organisation": order.hub, "actor": courier, "now": at}
    if end == "refused":
        refuse_at_door(**here, reason="Tidak ada orang di rumah.")
        return
    deliver_to_door(**here, recipient=order.purchase.name, cash=order.total, key=random_token())
    if end == "deposited":
        shift = open_shift(organisation=order.hub, cashier=courier, opening_cash=0, now=at)
        deposit(
            shift=shift,
            courier=courier,
            expected=order.total,
            counted=order.total - 2_000,
            reason="Salah memberi kembalian.",
            actor=courier,
            key=random_token(),
            now=at,
        )
        close_shift(shift=shift, counted_cash=expected_cash(shift), gap_reason="", actor=courier, now=at)
