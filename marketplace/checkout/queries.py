"""What the basket, checkout and pay pages show, computed once, so that templates run no query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians

from django.db import connection

from bumdes.villages.models import Village
from marketplace.basket.queries import BasketView, ShopGroup
from marketplace.fulfilment.network import load_network
from marketplace.fulfilment.queries import NextBoat, Option, next_boat_from, options_for
from marketplace.gateways.port import offered
from marketplace.gateways.wanted import Wanted
from marketplace.order.enums import Mode


@dataclass(frozen=True)
class Hint:
    """How one shop's goods may come, before anything was asked. fee is whole rupiah."""

    pickup_at: str
    pickup_fee: int
    boat: NextBoat | None


@dataclass(frozen=True)
class ShopPart:
    """One shop's goods with the ways to get them; `chosen` is None when there is none at all."""

    group: ShopGroup
    options: tuple[Option, ...]
    chosen: Option | None

    @property
    def total(self) -> int:
        return self.group.goods_total + (self.chosen.fee if self.chosen else 0)


@dataclass(frozen=True)
class Parts:
    """The whole basket as the second checkout page prices it. Amounts are whole rupiah."""

    shops: tuple[ShopPart, ...]

    @property
    def goods_total(self) -> int:
        return sum(shop.group.goods_total for shop in self.shops)

    @property
    def delivery_total(self) -> int:
        return sum(shop.chosen.fee for shop in self.shops if shop.chosen)

    @property
    def total(self) -> int:
        return self.goods_total + self.delivery_total

    @property
    def is_complete(self) -> bool:
        return all(shop.chosen for shop in self.shops)


def hints(view: BasketView, *, now: datetime) -> list[tuple[ShopGroup, Hint | None]]:
    """Each shop with how its goods may come, None for goods that need no delivery. One query."""
    if not view.groups:
        return []
    network = load_network(hub_ids={group.seller.hub_id for group in view.groups})
    points = {point.hub_id: point for point in network.points}
    found: list[tuple[ShopGroup, Hint | None]] = []
    for group in view.groups:
        hint = None
        if group.requires_delivery:
            point = points.get(group.seller.hub_id)
            hint = Hint(
                pickup_at=point.hub_name if point else "",
                pickup_fee=point.fee if point else 0,
                boat=next_boat_from(network, seller=group.seller, now=now),
            )
        found.append((group, hint))
    return found


def shop_parts(
    view: BasketView,
    *,
    village: Village | None,
    is_pickup: bool,
    picked: Mapping[int, str],
    now: datetime,
) -> Parts:
    """Each shop with its ways of delivery and the one picked, else the one most people want.

    `picked` maps seller ids to codes; one that is not offered (any more) falls back. One query.
    """
    network = load_network(
        hub_ids={group.seller.hub_id for group in view.groups},
        district_id=village.district_id if village else "",
    )
    shops = []
    for group in view.groups:
        options = options_for(
            network,
            seller=group.seller,
            village=village,
            grams=group.weight_grams,
            requires_delivery=group.requires_delivery,
            now=now,
        )
        if is_pickup:
            options = [option for option in options if option.mode in (Mode.PICKUP, Mode.SERVICE)]
        code = picked.get(group.seller.pk)
        chosen = next((option for option in options if option.code == code), None)
        shops.append(ShopPart(group, tuple(options), chosen or _usual(options)))
    return Parts(tuple(shops))


def _usual(options: Iterable[Option]) -> Option | None:
    """To the door or landing stage for the least, else the shop's own counter."""
    ways = list(options)
    brought = [option for option in ways if option.mode in (Mode.COURIER, Mode.RIVER)]
    return min(brought, key=lambda option: option.fee) if brought else next(iter(ways), None)


@dataclass(frozen=True)
class Way:
    """A way to pay as it is offered: minutes (below two hours) or hours to pay."""

    code: str
    label: str
    hours: int
    minutes: int


def methods_for(wanted: Wanted) -> list[Way]:
    """The ways to pay this purchase, in the order in which people are asked. At most two queries."""
    return [
        Way(
            str(gateway.method),
            str(gateway.method.label),
            gateway.time_to_pay // timedelta(hours=1),
            gateway.time_to_pay // timedelta(minutes=1),
        )
        for gateway in offered(wanted)
    ]


@dataclass(frozen=True, slots=True)
class Counter:
    """A BUMDes where cash can be paid."""

    name: str
    village_name: str
    address: str
    opening_hours: str


_COUNTERS = """
    SELECT o.name, v.name, o.address, o.opening_hours
      FROM organisations_organisation o JOIN villages_village v ON v.code = o.village_id
     WHERE o.is_active
"""
# As the crow flies; flat is exact enough to sort by within one regency.
_NEAREST = f"""{_COUNTERS}
     ORDER BY v.district_id <> %(district)s,
              (v.latitude - %(latitude)s) ^ 2 + ((v.longitude - %(longitude)s) * %(narrowing)s) ^ 2,
              o.name, o.id
     LIMIT %(limit)s
"""
_OF_THE_SHOPS = f"{_COUNTERS} AND o.id = ANY(%(hubs)s) ORDER BY o.name, o.id LIMIT %(limit)s"


def counters_near(village: Village | None, *, hub_ids: Iterable[int], limit: int = 4) -> list[Counter]:
    """BUMDes counters where cash can be paid. One query.

    Those of the buyer's district first, then by distance between the villages; the distance itself
    is not told, because tidal villages are wide and roads go round. Without a village: the shops'
    own hubs.
    """
    with connection.cursor() as cursor:
        if village is None:
            cursor.execute(_OF_THE_SHOPS, {"hubs": list(hub_ids), "limit": limit})
        else:
            where = {"latitude": village.latitude, "longitude": village.longitude}
            narrowing = cos(radians(village.latitude or 0))  # a degree of longitude, of one of latitude
            values = {**where, "narrowing": narrowing, "district": village.district_id, "limit": limit}
            cursor.execute(_NEAREST, values)
        return [Counter(*row) for row in cursor.fetchall()]
