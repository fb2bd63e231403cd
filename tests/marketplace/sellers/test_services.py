"""A shop's life: addresses, hubs, closures, people, verification."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.audit.models import AuditLine
from marketplace.sellers import queries, services
from marketplace.sellers.models import Seller
from tests.factories.people import (
    NOON,
    make_organisation,
    make_seller,
    make_user,
    make_village,
    owner_of,
)

pytestmark = pytest.mark.django_db


def close(seller: Seller, first: date, last: date) -> Seller:
    return services.close_for_holiday(
        seller=seller,
        closed_from=first,
        closed_until=last,
        note="Mudik",
        today=NOON.date(),
        actor=owner_of(seller),
        now=NOON,
    )


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Kemplang Cek Sari", "kemplang-cek-sari"),
        ("Daftar", "toko-daftar"),
        ("2026", "toko-2026"),
        ("🐟 ☀", "toko"),
        ("x" * 60, "x" * 50),
    ],
)
def test_address_comes_from_the_name(name, slug):
    assert services.free_slug(name) == slug


def test_address_of_another_shop_is_not_given_again():
    make_seller(slug="kemplang")

    assert services.free_slug("Kemplang").startswith("kemplang-")


def test_hub_is_that_of_the_village_then_of_the_district_then_the_nearest():
    village = make_village("16.07.02.2001", "Sungsang I")
    neighbour = make_village("16.07.02.2002", "Sungsang II")
    far = make_village("16.07.05.2001", "Talang Ipuh", "Suak Tapeh")
    elsewhere = make_organisation(village=far)
    first = queries.suggest_hub(village)
    in_district = make_organisation(village=neighbour)
    second = queries.suggest_hub(village)
    in_village = make_organisation(village=village)

    assert [first, second, queries.suggest_hub(village)] == [elsewhere, in_district, in_village]


def test_closed_hub_is_not_suggested():
    make_organisation(is_active=False)

    assert queries.suggest_hub(make_village()) is None


def test_closure_keeps_both_days_and_the_trail():
    seller = make_seller()

    close(seller, date(2026, 12, 24), date(2026, 12, 26))

    seller.refresh_from_db()
    assert (seller.closed_from, seller.closed_until) == (date(2026, 12, 24), date(2026, 12, 26))
    assert AuditLine.objects.get(action="seller.closure").data == {"days": ["2026-12-24", "2026-12-26"]}


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        (0, -1, services.ClosureBackwards),
        (-3, -1, services.ClosureInPast),
        (0, 90, services.ClosureTooLong),
    ],
)
def test_impossible_closure_is_refused(first, last, refusal):
    today = NOON.date()

    with pytest.raises(refusal):
        close(make_seller(), today + timedelta(days=first), today + timedelta(days=last))


def test_person_is_added_by_number_or_address():
    seller = make_seller()
    by_phone, by_mail = make_user(phone="081299990000"), make_user(email="ani@contoh.test")

    for login in ("0812 9999 0000", "ANI@contoh.test"):
        services.add_staff(seller=seller, login=login, actor=owner_of(seller), now=NOON)

    assert {member.user for member in queries.staff_of(seller)} == {owner_of(seller), by_phone, by_mail}


def test_person_is_added_once():
    seller = make_seller()

    with pytest.raises(services.AlreadyStaff):
        services.add_staff(seller=seller, login=owner_of(seller).email, actor=owner_of(seller), now=NOON)


def test_failed_tries_are_counted_and_forgotten_after_a_day():
    seller = make_seller()

    def ask(now):
        services.add_staff(seller=seller, login="siapa@contoh.test", actor=owner_of(seller), now=now)

    for _try in range(services.STAFF_TRIES_PER_DAY):
        with pytest.raises(services.Nobody):
            ask(NOON)
    with pytest.raises(services.TooManyTries):
        ask(NOON + timedelta(hours=23))
    with pytest.raises(services.Nobody):
        ask(NOON + timedelta(hours=25))


def test_verification_is_written_once_with_its_reason():
    seller = make_seller(status="registered")
    actor = make_user()

    for _time in range(2):
        services.set_status(
            seller=seller,
            status=Seller.Status.VERIFIED,
            reason="Rumah sudah dilihat",
            actor=actor,
            now=NOON,
        )

    line = AuditLine.objects.get(action="seller.status")
    assert seller.status == "verified"
    assert line.data == {"old": "registered", "new": "verified", "reason": "Rumah sudah dilihat"}


def test_level_goes_up_by_one_only():
    seller = make_seller()

    with pytest.raises(services.NotNextLevel):
        services.raise_level(seller=seller, to=3, evidence={}, actor=owner_of(seller), now=NOON)
    services.raise_level(seller=seller, to=2, evidence={}, actor=owner_of(seller), now=NOON)
    with pytest.raises(services.NotNextLevel):
        services.raise_level(seller=seller, to=2, evidence={}, actor=owner_of(seller), now=NOON)

    seller.refresh_from_db()
    assert seller.level == 2
