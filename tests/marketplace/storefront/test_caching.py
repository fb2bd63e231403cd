"""Public pages are the same bytes for everyone and kept near the reader."""

import pytest
from django.conf import settings
from django.urls import reverse

from marketplace.storefront.public import PRIVATE, PUBLIC
from tests.factories.people import make_user, make_village
from tests.factories.search import make_listed

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages():
    product = make_listed("Kopi robusta")
    village = make_village()
    return {
        "list": reverse("store:list"),
        "search": reverse("store:search") + "?q=kopi",
        "categories": reverse("store:categories"),
        "product": product.get_absolute_url(),
        "shops": reverse("store:shops"),
        "shop": reverse("store:shop", args=[product.seller.slug]),
        "villages": reverse("store:villages"),
        "village": reverse("store:village", args=[village.slug]),
    }


NAMES = ["list", "search", "categories", "product", "shops", "shop", "villages", "village"]


@pytest.mark.parametrize("name", NAMES)
def test_public_page_may_be_kept_by_every_cache(client, pages, name):
    response = client.get(pages[name])

    assert response.status_code == 200
    assert response["Cache-Control"] == PUBLIC
    assert response["Vary"] == "Save-Data"
    assert response["Content-Language"] == "id"
    assert not response.cookies
    assert not response.wsgi_request.session.accessed
    assert b"csrfmiddlewaretoken" not in response.content
    assert b"<script>" not in response.content
    assert b"style=" not in response.content
    assert b"nonce" not in response["Content-Security-Policy"].encode()


@pytest.mark.parametrize("name", NAMES)
def test_public_page_answers_304_when_nothing_changed(client, pages, name):
    first = client.get(pages[name])

    again = client.get(pages[name], headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], first["Cache-Control"])


@pytest.mark.parametrize("name", NAMES)
def test_public_page_is_the_same_for_somebody_signed_in(client, pages, name):
    guest = client.get(pages[name])
    client.force_login(make_user())

    member = client.get(pages[name])

    assert (member["ETag"], member["Cache-Control"]) == (guest["ETag"], PUBLIC)
    assert not member.wsgi_request.session.accessed


def test_page_changes_its_tag_with_its_content(client, pages):
    before = client.get(pages["list"])
    make_listed("Gula aren")

    after = client.get(pages["list"], headers={"If-None-Match": before["ETag"]})

    assert after.status_code == 200


def test_language_of_the_phone_is_not_asked(client, pages):
    response = client.get(pages["list"], headers={"Accept-Language": "en"})

    assert (response["Content-Language"], response["Cache-Control"]) == ("id", PUBLIC)


@pytest.mark.parametrize(
    ("cookie", "value"), [(settings.LANGUAGE_COOKIE_NAME, "en"), ("hemat", "teks"), ("hemat", "foto")]
)
def test_page_in_a_chosen_variant_stays_with_its_reader(client, pages, cookie, value):
    client.cookies[cookie] = value

    response = client.get(pages["list"])
    again = client.get(pages["list"], headers={"If-None-Match": response["ETag"]})

    assert response["Cache-Control"] == PRIVATE
    assert again.status_code == 304


@pytest.mark.parametrize(("cookie", "value"), [(settings.LANGUAGE_COOKIE_NAME, "xx"), ("hemat", "1")])
def test_cookie_that_says_nothing_changes_nothing(client, pages, cookie, value):
    client.cookies[cookie] = value

    assert client.get(pages["list"])["Cache-Control"] == PUBLIC


def test_text_mode_by_header_may_be_kept_apart(client, pages):
    plain = client.get(pages["list"])
    text = client.get(pages["list"], headers={"Save-Data": "on"})

    assert (text["Cache-Control"], text["Vary"]) == (PUBLIC, "Save-Data")
    assert text["ETag"] != plain["ETag"]
    assert b"<img" not in text.content
    assert b"stylesheet" not in text.content
    assert b"<script" not in text.content
    assert b"<svg" not in text.content


def test_errors_are_not_kept(client, db):
    response = client.get(reverse("store:category", args=["tidak-ada"]))

    assert response.status_code == 404
    assert "Cache-Control" not in response or "public" not in response["Cache-Control"]


def test_public_pages_refuse_posts(client, pages):
    assert client.post(pages["list"]).status_code == 405
