"""Who brings what where: pickup points, village couriers and river routes as plain values.

Everything that ways of delivery are computed from comes with one statement, because four pages of
every purchase ask for it: as models it took five, and most of those pages' time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class Point:
    """A counter where goods wait; `said` is when it is open, else where it is. fee is whole rupiah."""

    pk: int
    hub_id: int
    hub_name: str
    said: str
    district_id: str
    fee: int


@dataclass(frozen=True, slots=True)
class Courier:
    """A hub's courier to one district, for one flat fee in whole rupiah."""

    pk: int
    hub_id: int
    district_id: str
    fee: int
    max_grams: int
    days: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A landing stage; offset_minutes after departure from the first stop."""

    pk: int
    position: int
    name: str
    village_id: str | None
    offset_minutes: int


@dataclass(frozen=True, slots=True)
class Sailing:
    """A weekly departure: weekday with 0 for Monday, local time."""

    weekday: int
    at: time
    is_return: bool


@dataclass(frozen=True, slots=True)
class Route:
    """A river route with its stops in order. Fees are whole rupiah."""

    pk: int
    name: str
    river: str
    cutoff_minutes: int
    base_fee: int
    base_grams: int
    fee_per_kg: int
    max_grams: int
    stops: tuple[Stop, ...]
    sailings: tuple[Sailing, ...]

    def timetable(self, *, is_return: bool) -> list[tuple[int, time]]:
        return [(sailing.weekday, sailing.at) for sailing in self.sailings if sailing.is_return == is_return]

    def wait_minutes(self, stop: Stop, *, is_return: bool) -> int:
        """Minutes from the boat's departure until it is at this stop, in its direction."""
        if is_return:
            return max(other.offset_minutes for other in self.stops) - stop.offset_minutes
        return stop.offset_minutes

    def stop_in(self, village_id: str, district_id: str) -> Stop | None:
        """The landing stage of that village, else the first of its district."""
        found = [stop for stop in self.stops if stop.village_id]
        exact = next((stop for stop in found if stop.village_id == village_id), None)
        return exact or next((stop for stop in found if str(stop.village_id).startswith(district_id)), None)


@dataclass(frozen=True, slots=True)
class Network:
    points: Sequence[Point]
    couriers: Sequence[Courier]
    routes: Sequence[Route]


_ROUTES = """
    SELECT r.id AS pk, r.name, r.river, r.cutoff_minutes,
           r.base_fee, r.base_grams, r.fee_per_kg, r.max_grams,
           (SELECT coalesce(json_agg(stop), '[]') FROM (
                SELECT id AS pk, position, name, village_id, offset_minutes
                  FROM fulfilment_routestop WHERE route_id = r.id ORDER BY position
           ) stop) AS stops,
           (SELECT coalesce(json_agg(sailing), '[]') FROM (
                SELECT weekday, time AS at, is_return
                  FROM fulfilment_departure WHERE route_id = r.id ORDER BY id
           ) sailing) AS sailings
      FROM fulfilment_riverroute r WHERE r.is_active ORDER BY r.id
"""
_POINTS = """
    SELECT p.id AS pk, o.id AS hub_id, o.name AS hub_name, v.district_id, p.fee,
           coalesce(nullif(o.opening_hours, ''), o.address) AS said
      FROM fulfilment_pickuppoint p
      JOIN organisations_organisation o ON o.id = p.organisation_id AND o.is_active
      JOIN villages_village v ON v.code = o.village_id
     WHERE p.is_active AND (o.id = ANY(%(hubs)s) OR v.district_id = %(district)s)
     ORDER BY o.name, p.id
"""
_COURIERS = """
    SELECT id AS pk, hub_id, district_id, fee, max_grams, days
      FROM fulfilment_couriertariff
     WHERE hub_id = ANY(%(hubs)s) AND district_id = %(district)s ORDER BY fee, id
"""
_NETWORK = f"""
    SELECT (SELECT coalesce(json_agg(point), '[]') FROM ({_POINTS}) point),
           (SELECT coalesce(json_agg(courier), '[]') FROM ({_COURIERS}) courier),
           (SELECT coalesce(json_agg(route), '[]') FROM ({_ROUTES}) route)
"""  # noqa: S608 - three constants of this module


def load_network(*, hub_ids: Iterable[int], district_id: str = "") -> Network:
    """The counters of these hubs and of a district, these hubs' couriers to it, every river route.

    Without a district there is no courier. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NETWORK, {"hubs": list(hub_ids), "district": district_id})
        points, couriers, routes = cursor.fetchone()
    return Network(
        points=tuple(Point(**row) for row in points),
        couriers=tuple(Courier(**row) for row in couriers),
        routes=tuple(_route(row) for row in routes),
    )


def _route(row: dict[str, Any]) -> Route:
    stops = tuple(Stop(**stop) for stop in row.pop("stops"))
    sailings = tuple(
        Sailing(
            weekday=sailing["weekday"], at=time.fromisoformat(sailing["at"]), is_return=sailing["is_return"]
        )
        for sailing in row.pop("sailings")
    )
    return Route(**row, stops=stops, sailings=sailings)
