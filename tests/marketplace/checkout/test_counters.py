"""Which counters a buyer is sent to: the own district's first, then the nearest."""

from decimal import Decimal

import pytest

from bumdes.villages.models import Village
from marketplace.checkout.queries import counters_near
from tests.factories.people import make_organisation, make_village

pytestmark = pytest.mark.django_db


def village_at(code: str, latitude: str | None, longitude: str | None = "104.8") -> Village:
    village = make_village(code, f"Desa {code}", f"Kecamatan {code[:8]}")
    village.latitude = None if latitude is None else Decimal(latitude)
    village.longitude = None if longitude is None else Decimal(longitude)
    village.save()
    return village


def names_near(village: Village | None, **kw) -> list[str]:
    return [counter.name for counter in counters_near(village, hub_ids=[], **kw)]


def test_counters_of_the_own_district_come_before_nearer_ones():
    home = village_at("16.07.02.2001", "-2.50")
    make_organisation(name="Sejengkal", village=village_at("16.07.01.2001", "-2.51"))
    make_organisation(name="Sekecamatan", village=village_at("16.07.02.2009", "-2.90"))
    make_organisation(name="Jauh", village=village_at("16.07.03.2001", "-3.40"))

    assert names_near(home) == ["Sekecamatan", "Sejengkal", "Jauh"]


def test_counters_east_and_north_are_measured_alike():
    home = village_at("16.07.02.2001", "-2.50", "104.80")
    make_organisation(name="Utara", village=village_at("16.07.01.2001", "-2.40", "104.80"))
    make_organisation(name="Timur", village=village_at("16.07.03.2001", "-2.50", "104.85"))

    assert names_near(home) == ["Timur", "Utara"]


def test_counters_without_a_place_on_the_map_come_last():
    home = village_at("16.07.02.2001", "-2.50")
    make_organisation(name="Entah", village=village_at("16.07.01.2001", None, None))
    make_organisation(name="Jauh", village=village_at("16.07.03.2001", "-3.40"))

    assert names_near(home) == ["Jauh", "Entah"]


def test_counters_near_a_village_without_a_place_still_begin_with_its_district():
    home = village_at("16.07.02.2001", None, None)
    make_organisation(name="Anu", village=village_at("16.07.01.2001", "-2.50"))
    make_organisation(name="Sekecamatan", village=village_at("16.07.02.2009", "-2.90"))

    assert names_near(home) == ["Sekecamatan", "Anu"]


def test_counters_are_open_ones_and_no_more_than_asked_for():
    home = village_at("16.07.02.2001", "-2.50")
    for name in ("Anu", "Beta", "Cinta"):
        make_organisation(name=name, village=home)
    make_organisation(name="Aduh", village=home, is_active=False)

    assert names_near(home, limit=2) == ["Anu", "Beta"]


def test_without_a_village_the_shops_own_hubs_are_named():
    hub = make_organisation(name="Hub", address="Jalan Desa 1", opening_hours="Senin")
    make_organisation(name="Lain")

    (counter,) = counters_near(None, hub_ids=[hub.pk])

    assert (counter.name, counter.village_name) == ("Hub", hub.village.name)
    assert (counter.address, counter.opening_hours) == ("Jalan Desa 1", "Senin")
