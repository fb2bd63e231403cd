"""The second checkout page: ways of delivery, the total that is asked again, placing once."""

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client

from core.invariants import violations
from marketplace.basket.models import Basket, Line
from marketplace.checkout.views import delivery
from marketplace.order.models import Order, Purchase
from marketplace.partner.models import StockRecord
from marketplace.partner.stock import StockShort
from tests.factories.checkout import make_bank_account, make_route, make_shop_offer
from tests.factories.people import make_user
from tests.marketplace.checkout.pages import (
    HOUSE,
    form_with,
    go_to_delivery,
    order,
    put_in_basket,
    text_of,
)

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


def test_delivery_preselects_the_cheapest_way_to_the_door(client, offer):
    make_route(fee=25_000)

    page = go_to_delivery(client, **HOUSE)

    fields = form_with(page, "quoted_total")
    assert fields[option_of(offer)].startswith("courier-")
    assert fields["quoted_total"] == "40000"
    assert "Village courier · Rp10.000" in text_of(page)


def test_delivery_names_the_next_boat(client):
    offer = make_shop_offer(courier=None)
    make_route()
    offer.partner.seller.village_id = "16.07.01.1016"
    offer.partner.seller.save()
    put_in_basket(client, offer)

    page = go_to_delivery(client, **HOUSE)

    assert form_with(page, "quoted_total")[option_of(offer)].startswith("river-")
    assert "River boat to Sungsang · Rp25.000 Musi Hilir: next boat" in text_of(page)


def test_delivery_without_answers_leads_to_the_first_page(client, offer):
    assert client.get("/checkout/pengiriman/")["Location"] == "/checkout/"


def test_placing_makes_one_order_per_shop_and_shows_how_to_pay(client, offer):
    other = make_shop_offer(price=32_000, courier=5_000)
    put_in_basket(client, other)

    answer = order(client, go_to_delivery(client, **HOUSE))

    purchase = Purchase.objects.get()
    assert answer["Location"] == f"/checkout/tamu/{purchase.token}/bayar/"
    assert (purchase.goods_total, purchase.delivery_total) == (62_000, 15_000)
    assert (purchase.name, purchase.phone, purchase.address.landmark) == (
        "Siti",
        "+6281234567890",
        "Rumah hijau",
    )
    assert sorted(purchase.orders.values_list("mode", flat=True)) == ["courier", "courier"]
    assert answer.cookies["sdl_checkout"].value == ""
    assert list(violations()) == []


def test_placing_keeps_the_note_of_each_shop(client, offer):
    page = go_to_delivery(client)

    order(client, page, **{f"note-{offer.partner.seller_id}": "Jangan pedas 🌶"})

    assert Order.objects.get().note == "Jangan pedas 🌶"


def test_placing_by_who_picks_up_keeps_no_address(client, offer):
    page = go_to_delivery(
        client, where="pickup", name="Siti", phone="081234567890", village="16.07.02.2001", landmark="Rahasia"
    )

    order(client, page)

    assert Purchase.objects.get().address is None


def test_placing_signed_in_belongs_to_the_person(client):
    user = make_user()
    client.force_login(user)
    put_in_basket(client, make_shop_offer())

    answer = order(client, go_to_delivery(client))

    purchase = Purchase.objects.get()
    assert (purchase.user, purchase.email) == (user, user.email)
    assert answer["Location"] == f"/checkout/{purchase.reference}/bayar/"


def test_placing_with_another_way_of_delivery_asks_for_the_new_total(client, offer):
    page = go_to_delivery(client, **HOUSE)
    pickup = f"pickup-{offer.partner.seller.hub.pickup_point.pk}"
    changed = {option_of(offer): pickup, f"note-{offer.partner.seller_id}": "Sore", "method": "transfer"}

    asked = order(client, page, **changed)
    fields = form_with(asked, "quoted_total")

    assert "The total is now Rp30.000. Please check it and confirm again." in text_of(asked)
    assert {name: fields[name] for name in changed} == changed
    assert Purchase.objects.count() == 0


def test_counting_again_shows_the_new_total_and_places_nothing(client, offer):
    page = go_to_delivery(client, **HOUSE)
    pickup = f"pickup-{offer.partner.seller.hub.pickup_point.pk}"

    counted = order(client, page, action="recount", **{option_of(offer): pickup})

    assert form_with(counted, "quoted_total")["quoted_total"] == "30000"
    assert Purchase.objects.count() == 0


def test_placing_after_a_price_rose_asks_again(client, offer):
    page = go_to_delivery(client)
    StockRecord.objects.update(price=16_000)

    asked = order(client, page)
    order(client, asked)

    assert "The total is now Rp32.000." in text_of(asked)
    assert Purchase.objects.get().total == 32_000


def test_placing_by_transfer_without_an_account_offers_the_other_way(client, offer):
    asked = order(client, go_to_delivery(client), method="transfer")

    assert "Bank transfer is not available just now." in text_of(asked)


def test_placing_twice_shows_the_same_purchase(client, offer):
    page = go_to_delivery(client)

    first, again = order(client, page), order(client, page)
    changed = order(client, page, method="transfer")

    assert first["Location"] == again["Location"] == changed["Location"]
    assert Purchase.objects.count() == 1
    assert Order.objects.count() == 1


def test_placing_from_a_second_tab_shows_the_first_purchase_and_says_so(client, offer):
    one_tab, other_tab = go_to_delivery(client), client.get("/checkout/pengiriman/")

    placed = order(client, one_tab)
    again = order(client, other_tab)
    page = client.get(again["Location"])

    assert placed["Location"] == again["Location"]
    assert "This basket was already ordered. Here is your purchase." in text_of(page)
    assert Purchase.objects.count() == 1


def test_placing_sends_to_the_address_that_its_own_page_showed(client, offer):
    one_tab = go_to_delivery(client, **HOUSE)
    go_to_delivery(client, **HOUSE | {"name": "Orang lain", "landmark": "Rumah lain"})

    order(client, one_tab)

    purchase = Purchase.objects.get()
    assert (purchase.name, purchase.address.landmark) == ("Siti", "Rumah hijau")


def test_placing_when_another_tab_added_goods_asks_for_the_new_total(client, offer):
    page = go_to_delivery(client)
    put_in_basket(client, offer, 1)

    asked = order(client, page)

    assert "The total is now Rp45.000." in text_of(asked)


def test_placing_when_another_tab_emptied_the_basket_says_so(client, offer):
    page = go_to_delivery(client)
    client.post(f"/keranjang/barang/{Line.objects.get().pk}/", {"action": "remove"})

    said = client.get(order(client, page)["Location"])

    assert "Your basket is empty." in text_of(said)


def test_placing_a_basket_that_was_poured_into_another_shows_that_one(client, offer):
    page = go_to_delivery(client)
    Basket.objects.update(status=Basket.MERGED)

    assert order(client, page)["Location"] == "/checkout/pengiriman/"


def test_placing_what_sold_out_leads_back_to_the_marked_basket(client, offer):
    page = go_to_delivery(client)
    StockRecord.objects.update(num_allocated=9)

    said = client.get(order(client, page)["Location"])

    assert "Only 1 left. Please change the number." in text_of(said)
    assert Purchase.objects.count() == 0


def test_placing_a_moment_too_late_names_the_goods_that_are_short(client, offer, monkeypatch):
    page = go_to_delivery(client)

    def too_late(**kw):
        raise StockShort({offer.pk: 1})

    monkeypatch.setattr(delivery, "place", too_late)
    said = client.get(order(client, page)["Location"])

    assert f"Somebody was a moment quicker: {offer.product.title} (1 left)." in text_of(said)


def test_placing_is_tried_again_after_a_deadlock(client, offer, monkeypatch):
    page, place, failures = go_to_delivery(client), delivery.place, []

    def deadlocks_once(**kw):
        if not failures:
            failures.append(1)
            with connection.cursor() as cursor:
                cursor.execute("SAVEPOINT before")
                try:
                    cursor.execute("DO $$ BEGIN RAISE EXCEPTION '' USING ERRCODE = '40P01'; END $$")
                except OperationalError:
                    cursor.execute("ROLLBACK TO before")
                    raise
        return place(**kw)

    monkeypatch.setattr(delivery, "place", deadlocks_once)
    order(client, page)

    assert failures == [1]
    assert Purchase.objects.count() == 1


def test_delivery_where_nobody_goes_says_what_to_do(client):
    offer = make_shop_offer(courier=None)
    offer.partner.seller.hub.pickup_point.delete()
    put_in_basket(client, offer)

    page = go_to_delivery(client, **HOUSE)

    assert "This shop cannot send to your village." in text_of(page)
    assert 'value="place"' not in page.content.decode()


def test_delivery_page_is_kept_by_no_cache(client, offer):
    assert go_to_delivery(client)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(("shops", "queries"), [(1, 6), (3, 5)])
def test_delivery_page_takes_so_many_queries(client, shops, queries, django_assert_num_queries):
    make_route()
    for _ in range(shops):
        put_in_basket(client, make_shop_offer())
    go_to_delivery(client, **HOUSE)

    # Basket, lines, village, ways of delivery, QRIS codes; of one shop also whether it takes cash.
    with django_assert_num_queries(queries):
        client.get("/checkout/pengiriman/")


def test_a_whole_guest_purchase_from_two_shops_takes_this_many_queries(client, django_assert_num_queries):
    make_bank_account()
    make_route()
    offers = [make_shop_offer(), make_shop_offer()]

    # The law of the house is at most 100; savepoints are counted too.
    with django_assert_num_queries(56):
        for offer in offers:
            put_in_basket(client, offer)
        client.get("/keranjang/")
        client.get("/checkout/")
        page = go_to_delivery(client, **HOUSE)
        pay = client.get(order(client, page)["Location"])

    assert "Show this code to the cashier" in text_of(pay)
