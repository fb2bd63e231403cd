"""Opening a shop, its profile, holiday, people and steps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from bumdes.villages.models import Village
from core.audit.models import AuditLine
from core.ids import random_token
from marketplace.search.models import ProductCard
from marketplace.search.services import index_products
from marketplace.seller_centre.queries import home as home_queries
from marketplace.seller_centre.rungs import Evidence, ladder
from marketplace.seller_centre.sparkline import HEIGHT, WIDTH, points
from marketplace.sellers.models import Seller
from tests.factories.goods import make_product
from tests.factories.people import make_organisation, make_seller, make_user, make_village, owner_of
from tests.factories.seller_centre import make_order, photo_file

pytestmark = pytest.mark.django_db

OPEN = "seller:open"


@pytest.fixture
def shop():
    return make_seller()


@pytest.fixture
def own(client, shop):
    client.force_login(owner_of(shop))
    return client


@pytest.fixture
def village() -> Village:
    return make_village()


def opening(village: Village, **kw) -> dict[str, str]:
    return {
        "key": random_token(),
        "name": "Kemplang Cek Sari",
        "owner_name": "Sari",
        "phone": "0812-3456-7890",
        "village": village.pk,
        "hub": "",
        "tagline": "",
        "nib": "",
        "terms": "on",
    } | kw


def test_shop_is_opened_once_with_owner_partner_and_nearest_hub(client, village):
    far = make_village("16.07.05.2001", "Talang Ipuh", "Suak Tapeh")
    make_organisation(village=far)
    near = make_organisation(village=make_village("16.07.02.2002", "Sungsang II"))
    user = make_user()
    client.force_login(user)
    data = opening(village)

    first, again = client.post(reverse(OPEN), data), client.post(reverse(OPEN), data)

    seller = Seller.objects.get()
    assert first["Location"] == again["Location"] == reverse("seller:home", args=["kemplang-cek-sari"])
    assert (seller.hub, seller.phone, seller.status) == (near, "+6281234567890", "registered")
    assert seller.staff.get().user == user
    assert seller.staff.get().role == "owner"
    assert seller.partner.name == seller.name
    assert AuditLine.objects.get(action="seller.registered").data == {"terms": "2026-11"}


def test_chosen_hub_is_taken(client, village):
    make_organisation(village=village)
    chosen = make_organisation(village=make_village("16.07.05.2001", "Talang Ipuh", "Suak Tapeh"))
    client.force_login(make_user())

    client.post(reverse(OPEN), opening(village, hub=chosen.code))

    assert Seller.objects.get().hub == chosen


def test_two_shops_of_one_name_get_two_addresses(client, village):
    make_organisation(village=village)
    client.force_login(make_user())

    client.post(reverse(OPEN), opening(village))
    client.post(reverse(OPEN), opening(village))

    assert Seller.objects.values("slug").distinct().count() == 2


@pytest.mark.parametrize(("name", "slug"), [("Daftar", "toko-daftar"), ("12345", "toko-12345")])
def test_shop_cannot_take_an_address_of_ours(client, village, name, slug):
    make_organisation(village=village)
    client.force_login(make_user())

    client.post(reverse(OPEN), opening(village, name=name))

    assert Seller.objects.get().slug == slug


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("name", "", "This field is required."),
        ("name", "🐟🐟🐟", "Write it in words"),
        ("name", "x" * 10_000, "at most 60 characters"),
        ("phone", "12", "Write a mobile number"),
        ("phone", "0812" * 2_500, "at most 30 characters"),
        ("village", "99.99", "Select a valid choice."),
        ("village", "", "This field is required."),
        ("hub", "bukan-bumdes", "Select a valid choice."),
        ("nib", "123", "A NIB has 13 digits."),
        ("terms", "", "Tick this box to open a shop."),
        ("key", "", "This form is incomplete."),
    ],
)
def test_bad_opening_is_told_and_kept(client, village, field, typed, message):
    make_organisation(village=village)
    client.force_login(make_user())

    answer = client.post(reverse(OPEN), opening(village, tagline="Renyah") | {field: typed})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert 'value="Renyah"' in page
    assert not Seller.objects.exists()


def test_regency_without_a_hub_refuses_beside_the_field(client, village):
    client.force_login(make_user())

    answer = client.post(reverse(OPEN), opening(village))

    assert "No BUMDes serves this village yet." in answer.content.decode()


def profile(shop, **kw) -> dict[str, object]:
    return {
        "name": shop.name,
        "tagline": "Renyah dari tenggiri",
        "story": "Sejak nenek.",
        "owner_name": shop.owner_name,
        "phone": shop.phone,
        "nib": "",
        "since_year": "1998",
    } | kw


def test_profile_is_saved_with_its_photo(own, shop):
    url = reverse("seller:profile", args=[shop.slug])

    own.post(url, profile(shop, banner=photo_file()))

    shop.refresh_from_db()
    assert (shop.tagline, shop.story, shop.since_year) == ("Renyah dari tenggiri", "Sejak nenek.", 1998)
    assert shop.banner is not None


def test_new_name_reaches_search(own, shop):
    product = make_product(seller=shop)
    index_products(product_ids=[product.pk])

    own.post(reverse("seller:profile", args=[shop.slug]), profile(shop, name="Nama baru"))

    assert ProductCard.objects.get().seller_name == "Nama baru"


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("since_year", "19xx", "Write a year"),
        ("since_year", "3026", "Write a year"),
        ("story", "x" * 10_000, "at most 2000 characters"),
        ("phone", "+1", "Write a mobile number"),
    ],
)
def test_bad_profile_is_told_and_kept(own, shop, field, typed, message):
    answer = own.post(reverse("seller:profile", args=[shop.slug]), profile(shop, **{field: typed}))

    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert "Sejak nenek." in answer.content.decode() or field == "story"


def test_photo_of_the_shop_survives_an_error_elsewhere(own, shop):
    url = reverse("seller:profile", args=[shop.slug])
    page = own.post(url, profile(shop, phone="x", banner=photo_file())).content.decode()
    token = page.split('name="photo" value="')[1].split('"')[0]

    own.post(url, profile(shop, photo=token))

    shop.refresh_from_db()
    assert shop.banner is not None


def test_hostile_banner_is_refused(own, shop):
    svg = SimpleUploadedFile("a.jpg", b"<svg/>", content_type="image/jpeg")

    answer = own.post(reverse("seller:profile", args=[shop.slug]), profile(shop, banner=svg))

    assert "This file is not a photo that we can read." in answer.content.decode()


def day_in(days: int) -> str:
    """A day from today on, as a date field sends it."""
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_holiday_closes_the_goods_and_opening_brings_them_back(own, shop):
    product = make_product(seller=shop)
    index_products(product_ids=[product.pk])
    url = reverse("seller:holiday", args=[shop.slug])
    today = timezone.localdate()

    own.post(
        url, {"first": today.isoformat(), "last": (today + timedelta(days=3)).isoformat(), "note": "Mudik"}
    )
    closed = ProductCard.objects.get().is_closed
    own.post(url, {"open": "1"})

    shop.refresh_from_db()
    assert closed
    assert not ProductCard.objects.get().is_closed
    assert shop.closed_from is None


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        (0, -1, "The last day must not be before the first day."),
        (-9, -5, "already over"),
        (0, 200, "at most 90 days"),
    ],
)
def test_impossible_holiday_is_told(own, shop, first, last, message):
    today = timezone.localdate()
    days = {
        "first": (today + timedelta(days=first)).isoformat(),
        "last": (today + timedelta(days=last)).isoformat(),
    }

    answer = own.post(reverse("seller:holiday", args=[shop.slug]), days | {"note": "x"})

    assert message in answer.content.decode()
    shop.refresh_from_db()
    assert shop.closed_from is None


def test_nonsense_days_are_told(own, shop):
    answer = own.post(reverse("seller:holiday", args=[shop.slug]), {"first": "besok", "last": "9999-99-99"})

    assert answer.content.decode().count("Write a day, such as 24/12/2026.") >= 2


def test_owner_lets_somebody_work_and_ends_it(own, shop, client):
    helper = make_user(phone="081299990000")
    url = reverse("seller:staff", args=[shop.slug])

    own.post(url, {"login": "0812-9999-0000"})
    works = Seller.objects.for_user(helper).exists()
    member = shop.staff.get(user=helper)
    own.post(reverse("seller:end_staff", args=[shop.slug, member.pk]))

    assert works
    assert not Seller.objects.for_user(helper).exists()


def test_staff_sells_but_does_not_manage(client, shop):
    helper = make_user()
    shop.staff.create(user=helper, role="staff", started_at=timezone.now())
    client.force_login(helper)
    member = shop.staff.get(role="owner")

    codes = {
        name: client.get(reverse(f"seller:{name}", args=[shop.slug])).status_code
        for name in ("home", "orders", "products", "offers", "holiday", "staff", "profile", "climb")
    }
    client.post(reverse("seller:staff", args=[shop.slug]), {"login": make_user().email})
    ended = client.post(reverse("seller:end_staff", args=[shop.slug, member.pk])).status_code

    assert {name for name, code in codes.items() if code == 403} == {"profile", "climb"}
    assert shop.staff.filter(ended_at=None).count() == 2
    assert ended == 403


def test_last_owner_stays(own, shop):
    member = shop.staff.get()

    answer = own.post(reverse("seller:end_staff", args=[shop.slug, member.pk]), follow=True)

    assert "A shop needs an owner." in answer.content.decode()


def test_asking_for_people_is_bounded(own, shop):
    url = reverse("seller:staff", args=[shop.slug])

    answers = [own.post(url, {"login": f"orang{n}@contoh.test"}).content.decode() for n in range(9)]

    assert all("Nobody signs in with this." in answer for answer in answers[:8])
    assert "That was tried too often today." in answers[8]


EVIDENCE = {
    "is_verified": 1,
    "has_nib": 1,
    "has_story": 1,
    "public_products": 3,
    "permits": 1,
    "completed_orders": 9,
    "months_rising": 0,
    "on_time_percent": 100,
    "handed_over": 9,
    "people": 1,
    "districts": 2,
    "year_sales": 1_000_000,
}


def test_step_says_what_is_missing():
    rungs = ladder(Evidence(**EVIDENCE))

    assert [rung.number for rung in rungs] == [1, 2, 3, 4, 5]
    assert rungs[0].missing == ()
    assert [(need.have, need.want) for need in rungs[1].missing] == [(9, 10)]


def test_shop_goes_up_only_on_evidence(own, shop):
    url = reverse("seller:climb", args=[shop.slug])

    answer = own.post(url, follow=True)

    shop.refresh_from_db()
    assert shop.level == 1
    assert "Not everything for this step is there yet." in answer.content.decode()


def test_shop_goes_up_when_everything_is_there(own, shop, monkeypatch):
    from marketplace.seller_centre.services import shops

    met = Evidence(**(EVIDENCE | {"completed_orders": 10}))
    monkeypatch.setattr(shops, "evidence_of", lambda seller, now: met)

    own.post(reverse("seller:climb", args=[shop.slug]))
    own.post(reverse("seller:climb", args=[shop.slug]))

    shop.refresh_from_db()
    assert shop.level == 2
    assert AuditLine.objects.get(action="seller.level").data["evidence"]["completed_orders"] == 10


def test_home_counts_money_of_this_shop_only(shop):
    now = timezone.now()
    make_order(shop, now=now, pieces=2)
    make_order(make_seller(), now=now, pieces=9)

    money = home_queries.money(shop, now=now)
    week = home_queries.week(shop, now=now)

    assert (money.in_work, money.held, money.completed) == (40_000, 0, 0)
    assert (len(week), week[-1].amount, week[-1].orders) == (7, 40_000, 1)
    assert week[-1].day == timezone.localdate(now)


def test_sparkline_stays_inside_its_field():
    drawn = points([0, 5, 10])

    assert drawn == [(4, HEIGHT - 4), (WIDTH // 2, HEIGHT // 2), (WIDTH - 4, 4)]
    assert {y for _x, y in points([0, 0, 0])} == {HEIGHT - 4}
