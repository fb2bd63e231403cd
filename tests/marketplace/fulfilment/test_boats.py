"""River boats: fees by weight, the next departure before its cut-off, both directions."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.fulfilment.calculations import WIB, Tariff, next_departure, river_fee
from marketplace.fulfilment.models import Departure, RiverRoute, RouteStop
from marketplace.fulfilment.network import load_network
from marketplace.fulfilment.queries import next_departures, options_for
from tests.factories.people import NOON, make_organisation, make_seller, make_village

TARIFF = Tariff(base_fee=25_000, base_grams=5_000, fee_per_kg=3_000, max_grams=20_000)


@pytest.mark.parametrize(
    ("grams", "fee"), [(1, 25_000), (5_000, 25_000), (5_001, 28_000), (7_000, 31_000), (20_001, None)]
)
def test_river_fee_counts_each_kilogram_begun(grams, fee):
    assert river_fee(TARIFF, grams=grams) == fee


MONDAY_NINE = [(0, time(9, 0))]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=WIB)  # the 23rd is a Monday


@pytest.mark.parametrize(
    ("after", "departs"),
    [
        (at(23, 7, 29), at(23, 9)),
        (at(23, 7, 30), at(30, 9)),  # the parcel is too late at the cut-off itself
        (at(24, 7), at(30, 9)),
        (at(22, 23), at(23, 9)),
    ],
)
def test_next_departure_leaves_time_for_the_cut_off(after, departs):
    assert next_departure(MONDAY_NINE, after=after, cutoff_minutes=90) == departs


def test_next_departure_of_an_empty_timetable_is_none():
    assert next_departure([], after=NOON, cutoff_minutes=0) is None


# How quickly a busy machine draws times says nothing of the boats.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.times()), min_size=1, max_size=8),
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 1, 1), timezones=st.just(UTC)),
    st.integers(0, 600),
)
def test_next_departure_is_the_first_one_still_open(timetable, after, cutoff):
    departs = next_departure(timetable, after=after, cutoff_minutes=cutoff)

    assert departs is not None
    assert departs - timedelta(minutes=cutoff) > after
    assert departs - timedelta(days=7) - timedelta(minutes=cutoff) <= after
    assert (departs.weekday(), departs.time()) in timetable


@pytest.fixture
def route(db) -> RiverRoute:
    route = RiverRoute.objects.create(
        code="musi", name="Musi hilir", river="Musi", base_fee=25_000, cutoff_minutes=90
    )
    upstream = make_village("16.07.01.2001", "Sungai Rebo", "Banyuasin I")
    downstream = make_village("16.07.02.2001", "Sungsang I", "Banyuasin II")
    for position, (name, village, minutes) in enumerate(
        [("Palembang", None, 0), ("Sungai Rebo", upstream, 60), ("Sungsang", downstream, 150)]
    ):
        RouteStop.objects.create(
            route=route, position=position, name=name, village=village, offset_minutes=minutes
        )
    Departure.objects.create(route=route, weekday=1, time=time(9, 0))
    Departure.objects.create(route=route, weekday=2, time=time(7, 0), is_return=True)
    return route


def boats(route: RiverRoute, *, seller_village: str, buyer_village: str, now: datetime) -> list:
    hub = make_organisation(village=make_village(seller_village))
    seller = make_seller(hub=hub, village=make_village(seller_village))
    options = options_for(
        load_network(hub_ids=[hub.pk]),
        seller=seller,
        village=make_village(buyer_village),
        grams=1_000,
        requires_delivery=True,
        now=now,
    )
    return [option for option in options if option.mode == "river"]


def test_a_parcel_boards_when_the_boat_passes_the_shops_village(route):
    (boat,) = boats(route, seller_village="16.07.01.2001", buyer_village="16.07.02.2001", now=at(23, 12))

    assert boat.departs_at == at(24, 10)
    assert boat.fee == 25_000


def test_the_way_back_counts_from_the_last_stop(route):
    (boat,) = boats(route, seller_village="16.07.02.2001", buyer_village="16.07.01.2001", now=at(23, 12))

    assert boat.departs_at == at(25, 7)


def test_no_boat_within_one_village(route):
    assert boats(route, seller_village="16.07.02.2001", buyer_village="16.07.02.2001", now=NOON) == []


def test_next_departures_shows_both_directions_soonest_first(route):
    shown = [(boat.from_name, boat.to_name) for boat in next_departures(now=at(23, 12))]

    assert shown == [("Palembang", "Sungsang"), ("Sungsang", "Palembang")]
