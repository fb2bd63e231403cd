"""What belongs to one visitor: basket count and name, text mode, language."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from marketplace.basket.services import COOKIE
from tests.factories.goods import make_product
from tests.factories.people import make_user
from tests.factories.purchases import make_basket

pytestmark = pytest.mark.django_db
OURS = {"Origin": "http://testserver"}


def test_me_of_a_stranger(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(reverse("store:me"))

    assert response.json() == {"basket_count": 0, "name": "", "signed_in": False}
    assert response["Cache-Control"] == "private, no-store"


def test_me_counts_the_pieces_of_a_guest(client):
    basket = make_basket((make_product().stockrecords.get(), 2), (make_product().stockrecords.get(), 3))
    basket.token = "token-of-a-guest"
    basket.save()
    client.cookies[COOKIE] = basket.token

    assert client.get(reverse("store:me")).json()["basket_count"] == 5


def test_me_of_somebody_signed_in(client):
    user = make_user(name="Yuni Astuti")
    make_basket((make_product().stockrecords.get(), 4), owner=user)
    client.force_login(user)

    assert client.get(reverse("store:me")).json() == {
        "basket_count": 4,
        "name": "Yuni Astuti",
        "signed_in": True,
    }


def save_data(client, *, headers=OURS, **data):
    return client.post(reverse("store:data_saver"), data, headers=headers)


def test_data_saver_is_switched_on_and_off(client):
    there = reverse("store:list")

    on = save_data(client, on="1", next=there)
    text = client.get(there)
    off = save_data(client, on="0", next=there)
    photos = client.get(there)

    assert (on.status_code, on["Location"], off["Location"]) == (303, there, there)
    assert b"stylesheet" not in text.content
    assert b"stylesheet" in photos.content


def test_photos_can_be_had_although_the_phone_saves_data(client):
    save_data(client, headers={**OURS, "Save-Data": "on"}, on="0")

    page = client.get(reverse("store:list"), headers={"Save-Data": "on"})

    assert b"stylesheet" in page.content


@pytest.mark.parametrize("target", ["https://jahat.test/", "//jahat.test", "javascript:alert(1)", ""])
def test_data_saver_goes_back_to_our_pages_only(client, target):
    assert save_data(client, on="1", next=target)["Location"] == reverse("store:list")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://jahat.test"},
        {"Origin": "null"},
        {"Referer": "https://jahat.test/testserver/"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("name", ["store:data_saver", "set_language"])
def test_form_of_another_site_is_refused(name, headers):
    client = Client(enforce_csrf_checks=True)

    response = client.post(reverse(name), {"on": "1", "language": "en"}, headers=headers)

    assert response.status_code == 403
    assert not response.cookies


@pytest.mark.parametrize(
    "headers",
    [OURS, {"Referer": "http://testserver/belanja/"}, {"Sec-Fetch-Site": "same-origin"}],
)
def test_own_form_needs_no_token(headers):
    client = Client(enforce_csrf_checks=True)

    assert save_data(client, headers=headers, on="1").status_code == 303


def test_language_is_chosen_by_a_form(client):
    there = reverse("store:list")

    response = client.post(reverse("set_language"), {"language": "en", "next": there}, headers=OURS)
    page = client.get(there)

    assert response["Location"] == there
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert page["Content-Language"] == "en"


def test_switches_cannot_be_fetched(client):
    assert client.get(reverse("store:data_saver")).status_code == 405
    assert client.get(reverse("set_language")).status_code == 405
