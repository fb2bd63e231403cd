"""What the checkout needs around a basket: ways of delivery and an account to transfer to."""

from __future__ import annotations

from datetime import time

from marketplace.fulfilment.models import Departure, RiverRoute, RouteStop
from marketplace.gateways.transfer.models import BankAccount
from marketplace.partner.models import StockRecord
from tests.factories.goods import make_product
from tests.factories.people import make_organisation, make_seller, make_village
from tests.factories.purchases import make_courier, make_pickup_point


def make_shop_offer(*, courier: int | None = 10_000, **kw) -> StockRecord:
    """An offer of a shop whose own hub has a pickup point and, unless None, a courier to its district."""
    hub = make_organisation(opening_hours="Senin-Sabtu 08.00-16.00")
    make_pickup_point(hub)
    if courier is not None:
        make_courier(hub, fee=courier)
    return make_product(seller=make_seller(hub=hub), **kw).stockrecords.get()


def make_route(*, fee: int = 25_000) -> RiverRoute:
    """A boat every morning from Mariana to Sungsang I, where make_village() lies."""
    route = RiverRoute.objects.create(
        code="musi", name="Musi Hilir", river="Sungai Musi", base_fee=fee, cutoff_minutes=60
    )
    mariana = make_village("16.07.01.1016", "Mariana", "Banyuasin I")
    for position, (name, village) in enumerate([("Mariana", mariana), ("Sungsang", make_village())]):
        RouteStop.objects.create(
            route=route, position=position, name=name, village=village, offset_minutes=120 * position
        )
    Departure.objects.bulk_create(Departure(route=route, weekday=day, time=time(9)) for day in range(7))
    return route


def make_bank_account() -> BankAccount:
    return BankAccount.objects.create(bank="BRI", number="0000016070", holder="Sedulang (contoh)")
