"""The ways of delivery that one page loads: those of its shops' hubs and of the buyer's district."""

from datetime import time

import pytest

from marketplace.fulfilment.models import CourierTariff, PickupPoint
from marketplace.fulfilment.network import Courier, Network, Point, Sailing, load_network
from tests.factories.checkout import make_route
from tests.factories.people import make_organisation, make_village
from tests.factories.purchases import make_courier, make_pickup_point

pytestmark = pytest.mark.django_db

HERE, THERE = "16.07.02", "16.07.01"


@pytest.fixture
def hub():
    return make_organisation(name="BUMDes Sini", opening_hours="Senin 08.00-16.00", address="Jalan Desa 1")


def make_far_hub(**kw):
    return make_organisation(village=make_village("16.07.01.1016", "Mariana", "Banyuasin I"), **kw)


def hubs_of(network: Network) -> list[str]:
    return [point.hub_name for point in network.points]


def test_network_without_anything_is_empty():
    assert load_network(hub_ids=[], district_id=HERE) == Network(points=(), couriers=(), routes=())


def test_points_are_those_of_the_hubs_and_of_the_district_in_name_order(hub):
    make_pickup_point(hub, fee=2_000)
    make_pickup_point(make_far_hub(name="BUMDes Sana"))
    make_pickup_point(make_far_hub(name="BUMDes Anu"))

    assert hubs_of(load_network(hub_ids=[hub.pk])) == ["BUMDes Sini"]
    assert hubs_of(load_network(hub_ids=[], district_id=THERE)) == ["BUMDes Anu", "BUMDes Sana"]
    assert hubs_of(load_network(hub_ids=[hub.pk], district_id=THERE)) == [
        "BUMDes Anu",
        "BUMDes Sana",
        "BUMDes Sini",
    ]


def test_point_says_its_hours_else_its_address(hub):
    point = make_pickup_point(hub, fee=2_000)

    with_hours = load_network(hub_ids=[hub.pk])
    hub.opening_hours = ""
    hub.save()
    without = load_network(hub_ids=[hub.pk])

    assert with_hours.points == (Point(point.pk, hub.pk, "BUMDes Sini", "Senin 08.00-16.00", HERE, 2_000),)
    assert without.points[0].said == "Jalan Desa 1"


def test_closed_points_and_hubs_are_left_out(hub):
    make_pickup_point(hub)
    PickupPoint.objects.update(is_active=False)
    gone = make_organisation(is_active=False)
    make_pickup_point(gone)

    assert load_network(hub_ids=[hub.pk, gone.pk], district_id=HERE).points == ()


def test_couriers_are_those_from_the_hubs_to_the_district(hub):
    tariff = make_courier(hub, fee=12_000)
    make_courier(make_organisation(), fee=9_000)
    CourierTariff.objects.create(hub=hub, district=make_far_hub().village.district, fee=30_000)

    couriers = load_network(hub_ids=[hub.pk], district_id=HERE).couriers

    assert couriers == (Courier(tariff.pk, hub.pk, HERE, 12_000, tariff.max_grams, tariff.days),)


def test_route_comes_with_its_stops_in_order_and_its_timetable():
    row = make_route(fee=25_000)
    row.stops.filter(position=0).update(position=5)

    (route,) = load_network(hub_ids=[]).routes

    assert (route.pk, route.name, route.base_fee) == (row.pk, "Musi Hilir", 25_000)
    assert [stop.name for stop in route.stops] == ["Sungsang", "Mariana"]
    assert route.sailings == tuple(Sailing(day, time(9), False) for day in range(7))
    assert route.timetable(is_return=True) == []


def test_route_that_does_not_run_is_left_out():
    route = make_route()
    route.is_active = False
    route.save()

    assert load_network(hub_ids=[]).routes == ()


@pytest.mark.parametrize("count", [1, 3])
def test_network_takes_one_query(count, django_assert_num_queries):
    make_route()
    hubs = [make_organisation() for _ in range(count)]
    for each in hubs:
        make_pickup_point(each)
        make_courier(each)

    with django_assert_num_queries(1):
        load_network(hub_ids=[each.pk for each in hubs], district_id=HERE)
