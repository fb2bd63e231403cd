"""What delivery can be offered for one shop's goods, and which boat goes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.villages.models import Village
from core.moments import format_short
from marketplace.fulfilment.calculations import Tariff, next_departure, river_fee
from marketplace.fulfilment.models import CourierTariff, PickupPoint, RiverRoute, RouteStop
from marketplace.order.enums import Mode
from marketplace.sellers.models import Seller


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


@dataclass(frozen=True)
class Network:
    """Everything that options are computed from, loaded once per page: four queries."""

    points: Sequence[PickupPoint]
    tariffs: Sequence[CourierTariff]
    routes: Sequence[RiverRoute]


def load_network(*, hub_ids: Iterable[int]) -> Network:
    """Pickup points, the couriers of these hubs, and all river routes."""
    return Network(
        points=list(
            PickupPoint.objects.filter(is_active=True, organisation__is_active=True)
            .select_related("organisation__village__district")
            .order_by("organisation__name", "pk")
        ),
        tariffs=list(CourierTariff.objects.filter(hub__in=set(hub_ids)).order_by("fee", "pk")),
        routes=list(
            RiverRoute.objects.filter(is_active=True).prefetch_related("stops", "departures").order_by("pk")
        ),
    )


def _stop_in(stops: Iterable[RouteStop], village: Village) -> RouteStop | None:
    """The landing stage of that village, else of its district."""
    found = [stop for stop in stops if stop.village_id]
    exact = next((stop for stop in found if stop.village_id == village.pk), None)
    district = village.district_id
    return exact or next((stop for stop in found if str(stop.village_id).startswith(district)), None)


def _pickups(network: Network, seller: Seller, village: Village | None, now: datetime) -> list[Option]:
    near = [
        point
        for point in network.points
        if point.organisation_id == seller.hub_id
        or (village is not None and point.organisation.village.district_id == village.district_id)
    ]
    return [
        Option(
            code=f"pickup-{point.pk}",
            mode=Mode.PICKUP,
            label=_("Pick up at %(place)s") % {"place": point.organisation.name},
            detail=point.organisation.opening_hours or point.organisation.address,
            fee=point.fee,
            promised_date=timezone.localdate(now) + timedelta(days=2),
            pickup_point_id=point.pk,
        )
        for point in sorted(near, key=lambda p: (p.organisation_id != seller.hub_id, p.organisation.name))
    ]


def _courier(network: Network, seller: Seller, village: Village, grams: int, now: datetime) -> list[Option]:
    for tariff in network.tariffs:
        if tariff.hub_id == seller.hub_id and tariff.district_id == village.district_id:
            if grams > tariff.max_grams:
                return []
            return [
                Option(
                    code=f"courier-{tariff.pk}",
                    mode=Mode.COURIER,
                    label=_("Village courier"),
                    detail=_("To your door, about %(days)s day(s) after packing") % {"days": tariff.days},
                    fee=tariff.fee,
                    promised_date=timezone.localdate(now) + timedelta(days=2 + tariff.days),
                    tariff_id=tariff.pk,
                )
            ]
    return []


def _timetable(route: RiverRoute, *, is_return: bool) -> list[tuple[int, time]]:
    return [(d.weekday, d.time) for d in route.departures.all() if d.is_return == is_return]


def _wait_minutes(stops: Sequence[RouteStop], stop: RouteStop, *, is_return: bool) -> int:
    """Minutes from the boat's departure until it is at this stop, in its direction."""
    if is_return:
        return max(s.offset_minutes for s in stops) - stop.offset_minutes
    return stop.offset_minutes


def _boats(network: Network, seller: Seller, village: Village, grams: int, now: datetime) -> list[Option]:
    options = []
    for route in network.routes:
        stops = list(route.stops.all())
        start, end = _stop_in(stops, seller.village), _stop_in(stops, village)
        if start is None or end is None or start.pk == end.pk:
            continue
        fee = river_fee(
            Tariff(route.base_fee, route.base_grams, route.fee_per_kg, route.max_grams), grams=grams
        )
        is_return = start.position > end.position
        wait = timedelta(minutes=_wait_minutes(stops, start, is_return=is_return))
        departs = next_departure(
            _timetable(route, is_return=is_return), after=now - wait, cutoff_minutes=route.cutoff_minutes
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
    seller: Seller,
    village: Village | None,
    grams: int,
    requires_delivery: bool,
    now: datetime,
) -> list[Option]:
    """The ways one shop's goods can reach the buyer, cheapest door first within each kind.

    Without a village only pickup at the shop's own hub is offered; services need no delivery.
    Runs no query: everything comes from `network`, `seller.village` and `seller.hub`.
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


def _next_boat(route: RiverRoute, now: datetime, *, is_return: bool) -> NextBoat | None:
    stops = sorted(route.stops.all(), key=lambda stop: stop.position)
    departs = next_departure(
        _timetable(route, is_return=is_return), after=now, cutoff_minutes=route.cutoff_minutes
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


def _soonest(routes: Iterable[RiverRoute], now: datetime) -> list[NextBoat]:
    boats = [_next_boat(route, now, is_return=back) for route in routes for back in (False, True)]
    found = [boat for boat in boats if boat is not None]
    return sorted(found, key=lambda boat: (boat.departs_at, boat.route_name))


def next_boat_from(network: Network, *, seller: Seller, now: datetime) -> NextBoat | None:
    """The boat that next calls near a shop, None when no route does. Runs no query."""
    boats = []
    for route in network.routes:
        stops = sorted(route.stops.all(), key=lambda stop: stop.position)
        start = _stop_in(stops, seller.village)
        if start is None:
            continue
        for is_return in (False, True):
            last = stops[0] if is_return else stops[-1]
            wait = timedelta(minutes=_wait_minutes(stops, start, is_return=is_return))
            departs = next_departure(
                _timetable(route, is_return=is_return), after=now - wait, cutoff_minutes=route.cutoff_minutes
            )
            if departs is not None and start.pk != last.pk:
                boards = departs + wait
                order_by = boards - timedelta(minutes=route.cutoff_minutes)
                boats.append(NextBoat(route.name, route.river, start.name, last.name, boards, order_by))
    return min(boats, key=lambda boat: boat.departs_at, default=None)


def next_departures(*, now: datetime, limit: int = 3) -> list[NextBoat]:
    """The boats that leave next, soonest first. Three queries, whatever the number of routes."""
    routes = RiverRoute.objects.filter(is_active=True).prefetch_related("stops", "departures").order_by("pk")
    return _soonest(routes, now)[:limit]
