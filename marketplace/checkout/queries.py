"""What the basket, checkout and pay pages show, computed once, so that templates run no query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import cos, hypot, radians

from bumdes.organisations.models import Organisation
from bumdes.villages.models import Village
from marketplace.basket.queries import BasketView, ShopGroup
from marketplace.fulfilment.queries import NextBoat, Option, load_network, next_boat_from, options_for
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
    """Each shop with how its goods may come, None for goods that need no delivery. Four queries."""
    if not view.groups:
        return []
    network = load_network(hub_ids=())
    points = {point.organisation_id: point for point in network.points}
    found: list[tuple[ShopGroup, Hint | None]] = []
    for group in view.groups:
        hint = None
        if group.requires_delivery:
            point = points.get(group.seller.hub_id)
            hint = Hint(
                pickup_at=point.organisation.name if point else "",
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

    `picked` maps seller ids to codes; one that is not offered (any more) falls back. Five queries.
    """
    network = load_network(hub_ids={group.seller.hub_id for group in view.groups})
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


def _distance(a: Village, b: Village) -> float:
    """As the crow flies, in degrees; flat is exact enough to sort by within one regency."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return float("inf")
    north = float(a.latitude - b.latitude)
    east = float(a.longitude - b.longitude) * cos(radians(float(a.latitude)))
    return hypot(north, east)


def counters_near(village: Village | None, *, hub_ids: Iterable[int], limit: int = 4) -> list[Organisation]:
    """BUMDes counters where cash can be paid, with their village loaded. One query.

    Those of the buyer's district first, then by distance between the villages; the distance itself
    is not told, because tidal villages are wide and roads go round. Without a village: the shops'
    own hubs.
    """
    counters = Organisation.objects.filter(is_active=True).select_related("village").order_by("name", "pk")
    if village is None:
        return list(counters.filter(pk__in=set(hub_ids))[:limit])
    return sorted(
        counters,
        key=lambda counter: (
            counter.village.district_id != village.district_id,
            _distance(village, counter.village),
        ),
    )[:limit]
