"""The second checkout page in hostile or unlucky hands: tampered fields, lost cookies, other people."""

import pytest
from django.conf import settings
from django.test import Client

from marketplace.order.models import Purchase
from marketplace.partner.models import StockRecord
from tests.factories.checkout import make_shop_offer
from tests.factories.people import make_user
from tests.marketplace.checkout.pages import HOUSE, form_with, go_to_delivery, order, put_in_basket, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def offer(client):
    offer = make_shop_offer(price=15_000, stock=10)
    put_in_basket(client, offer, 2)
    return offer


def option_of(offer: StockRecord) -> str:
    return f"option-{offer.partner.seller_id}"


@pytest.mark.parametrize("typed", ["", "0", "-1", "1e9", "2.5", "dua", "🐟", "9" * 10_000, "30001"])
def test_placing_with_a_tampered_total_asks_for_the_right_one(client, offer, typed):
    asked = order(client, go_to_delivery(client), quoted_total=typed)

    assert "The total is now Rp30.000." in text_of(asked)
    assert form_with(asked, "quoted_total")["quoted_total"] == "30000"
    assert Purchase.objects.count() == 0


@pytest.mark.parametrize("code", ["", "courier-999999", "pickup-1; DROP", "🐟", "x" * 10_000, "\x00"])
def test_placing_with_a_tampered_option_asks_to_choose(client, offer, code):
    asked = order(client, go_to_delivery(client, **HOUSE), **{option_of(offer): code})

    shop = offer.partner.seller.name
    assert f"Choose how you want to receive the goods from {shop}." in text_of(asked)
    assert Purchase.objects.count() == 0


def test_placing_by_courier_without_an_address_is_not_possible(client, offer):
    tariff = offer.partner.seller.hub.courier_tariffs.get()
    page = go_to_delivery(client, where="pickup", name="Siti", phone="081234567890", village="16.07.02.2001")

    asked = order(client, page, **{option_of(offer): f"courier-{tariff.pk}", "quoted_total": "40000"})

    assert "This way of delivery needs your address." in text_of(asked)
    assert Purchase.objects.count() == 0


@pytest.mark.parametrize("method", ["", "gold", "\x00", "counter" * 1000])
def test_placing_with_an_unknown_method_says_so_beside_it(client, offer, method):
    asked = order(client, go_to_delivery(client), method=method)

    assert "Choose how you want to pay." in text_of(asked)
    assert Purchase.objects.count() == 0


def test_placing_with_a_note_too_long_keeps_it_and_says_so(client, offer):
    note = f"note-{offer.partner.seller_id}"

    asked = order(client, go_to_delivery(client), **{note: "x" * 10_000})

    assert "Ensure this value has at most 200 characters (it has 10000)." in text_of(asked)
    assert form_with(asked, "quoted_total")[note] == "x" * 10_000
    assert Purchase.objects.count() == 0


@pytest.mark.parametrize("draft", ["", "eyJ4Ijoi:jahat:jahat", "🐟", "\x00"])
def test_placing_with_a_tampered_draft_leads_to_the_first_page(client, offer, draft):
    answer = order(client, go_to_delivery(client), draft=draft)

    assert answer["Location"] == "/checkout/"
    assert Purchase.objects.count() == 0


def test_placing_with_missing_fields_leads_to_the_first_page(client, offer):
    assert client.post("/checkout/pengiriman/", {"action": "place"})["Location"] == "/checkout/"


@pytest.mark.parametrize("key", ["", "k" * 10_000, "🐟", "\x00"])
def test_placing_without_a_key_of_ours_still_places(client, offer, key):
    order(client, go_to_delivery(client), key=key)

    assert Purchase.objects.count() == 1


def test_placing_after_the_basket_cookie_is_gone_still_places(client, offer):
    page = go_to_delivery(client)
    client.cookies.clear()

    order(client, page)

    assert Purchase.objects.get().total == 30_000


def test_placing_after_the_session_expired_asks_to_sign_in_and_keeps_the_answers(client):
    user = make_user()
    client.force_login(user)
    put_in_basket(client, make_shop_offer())
    page = go_to_delivery(client, **HOUSE)
    client.cookies.clear()

    answer = order(client, page)
    client.force_login(user)
    back = client.get("/checkout/pengiriman/")

    assert answer["Location"].endswith("?next=/checkout/pengiriman/")
    assert "Rumah hijau" in text_of(back)
    assert Purchase.objects.count() == 0


def test_placing_somebody_elses_basket_is_404(client):
    client.force_login(make_user())
    put_in_basket(client, make_shop_offer())
    page = go_to_delivery(client)
    client.force_login(make_user())

    assert order(client, page).status_code == 404
    assert Purchase.objects.count() == 0
