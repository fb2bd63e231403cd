"""What delivery can be offered for one shop's goods, and which boat goes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from django.utils import timezone
from django.utils.translation import gettext as _

from core.moments import format_short
from marketplace.fulfilment.calculations import Tariff, next_departure, river_fee
from marketplace.fulfilment.network import Network, Route, Stop, load_network
from marketplace.order.enums import Mode


@dataclass(frozen=True)
class Option:
    """One way to get one shop's goods. `code` is what the form carries; fee is whole rupiah."""

    code: str
    mode: str
    label: str
    detail: str
    fee: int
    promised_date: date | None
    pickup_point_id: int | None = None
    tariff_id: int | None = None
    route_id: int | None = None
    stop_id: int | None = None
    departs_at: datetime | None = None


@dataclass(frozen=True)
class NextBoat:
    route_name: str
    river: str
    from_name: str
    to_name: str
    departs_at: datetime
    order_by: datetime


class Place(Protocol):
    """A village, be it a row or what a page keeps of one."""

    @property
    def pk(self) -> str: ...

    @property
    def district_id(self) -> str: ...


class Sender(Protocol):
    """A shop, be it a row or what a page keeps of one."""

    @property
    def hub_id(self) -> int: ...

    @property
    def village(self) -> Place: ...


def _pickups(network: Network, seller: Sender, village: Place | None, now: datetime) -> list[Option]:
    near = [
        point
        for point in network.points
        if point.hub_id == seller.hub_id or (village is not None and point.district_id == village.district_id)
    ]
    return [
        Option(
            code=f"pickup-{point.pk}",
            mode=Mode.PICKUP,
            label=_("Pick up at %(place)s") % {"place": point.hub_name},
            detail=point.said,
            fee=point.fee,
            promised_date=timezone.localdate(now) + timedelta(days=2),
            pickup_point_id=point.pk,
        )
        for point in sorted(near, key=lambda point: (point.hub_id != seller.hub_id, point.hub_name))
    ]


def _courier(network: Network, seller: Sender, village: Place, grams: int, now: datetime) -> list[Option]:
    for courier in network.couriers:
        if courier.hub_id == seller.hub_id and courier.district_id == village.district_id:
            if grams > courier.max_grams:
                return []
            return [
                Option(
                    code=f"courier-{courier.pk}",
                    mode=Mode.COURIER,
                    label=_("Village courier"),
                    detail=_("To your door, about %(days)s day(s) after packing") % {"days": courier.days},
                    fee=courier.fee,
                    promised_date=timezone.localdate(now) + timedelta(days=2 + courier.days),
                    tariff_id=courier.pk,
                )
            ]
    return []


def _stop_in(route: Route, village: Place) -> Stop | None:
    return route.stop_in(village.pk, village.district_id)


def _boats(network: Network, seller: Sender, village: Place, grams: int, now: datetime) -> list[Option]:
    options = []
    for route in network.routes:
        start, end = _stop_in(route, seller.village), _stop_in(route, village)
        if start is None or end is None or start.pk == end.pk:
            continue
        fee = river_fee(
            Tariff(route.base_fee, route.base_grams, route.fee_per_kg, route.max_grams), grams=grams
        )
        is_return = start.position > end.position
        wait = timedelta(minutes=route.wait_minutes(start, is_return=is_return))
        departs = next_departure(
            route.timetable(is_return=is_return), after=now - wait, cutoff_minutes=route.cutoff_minutes
        )
        if fee is None or departs is None:
            continue
        boards = departs + wait
        options.append(
            Option(
                code=f"river-{route.pk}-{end.pk}",
                mode=Mode.RIVER,
                label=_("River boat to %(stop)s") % {"stop": end.name},
                detail=_("%(route)s: next boat %(when)s")
                % {"route": route.name, "when": format_short(boards)},
                fee=fee,
                promised_date=timezone.localdate(boards),
                route_id=route.pk,
                stop_id=end.pk,
                departs_at=boards,
            )
        )
    return options


def options_for(
    network: Network,
    *,
    seller: Sender,
    village: Place | None,
    grams: int,
    requires_delivery: bool,
    now: datetime,
) -> list[Option]:
    """The ways one shop's goods can reach the buyer, cheapest door first within each kind.

    Without a village only pickup at the shop's own hub is offered; services need no delivery.
    Runs no query: everything comes from `network`, which must be that of this hub and this
    village's district, and from `seller.village`.
    """
    if not requires_delivery:
        return [
            Option(
                code="service",
                mode=Mode.SERVICE,
                label=_("No delivery needed"),
                detail=_("The shop will contact you."),
                fee=0,
                promised_date=None,
            )
        ]
    options = _pickups(network, seller, village, now)
    if village is not None:
        options += _courier(network, seller, village, grams, now) + _boats(
            network, seller, village, grams, now
        )
    return options


def _next_boat(route: Route, now: datetime, *, is_return: bool) -> NextBoat | None:
    stops = route.stops
    departs = next_departure(
        route.timetable(is_return=is_return), after=now, cutoff_minutes=route.cutoff_minutes
    )
    if departs is None or len(stops) < 2:
        return None
    ends = (stops[-1], stops[0]) if is_return else (stops[0], stops[-1])
    return NextBoat(
        route_name=route.name,
        river=route.river,
        from_name=ends[0].name,
        to_name=ends[1].name,
        departs_at=departs,
        order_by=departs - timedelta(minutes=route.cutoff_minutes),
    )


def _soonest(routes: Iterable[Route], now: datetime) -> list[NextBoat]:
    boats = [_next_boat(route, now, is_return=back) for route in routes for back in (False, True)]
    found = [boat for boat in boats if boat is not None]
    return sorted(found, key=lambda boat: (boat.departs_at, boat.route_name))


def next_boat_from(network: Network, *, seller: Sender, now: datetime) -> NextBoat | None:
    """The boat that next calls near a shop, None when no route does. Runs no query."""
    boats = []
    for route in network.routes:
        start = _stop_in(route, seller.village)
        if start is None:
            continue
        for is_return in (False, True):
            last = route.stops[0] if is_return else route.stops[-1]
            wait = timedelta(minutes=route.wait_minutes(start, is_return=is_return))
            departs = next_departure(
                route.timetable(is_return=is_return), after=now - wait, cutoff_minutes=route.cutoff_minutes
            )
            if departs is not None and start.pk != last.pk:
                boards = departs + wait
                order_by = boards - timedelta(minutes=route.cutoff_minutes)
                boats.append(NextBoat(route.name, route.river, start.name, last.name, boards, order_by))
    return min(boats, key=lambda boat: boat.departs_at, default=None)


def next_departures(*, now: datetime, limit: int = 3) -> list[NextBoat]:
    """The boats that leave next, soonest first. One query."""
    return _soonest(load_network(hub_ids=()).routes, now)[:limit]
