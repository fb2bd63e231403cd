"""The basket's pages: adding from cached pages, changing, and what stands in the way of ordering."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from marketplace.basket.models import Basket, Line
from marketplace.catalogue.models import Product
from marketplace.partner.models import StockRecord
from tests.factories.checkout import make_route, make_shop_offer
from tests.factories.goods import make_product
from tests.factories.people import make_seller, make_user, make_village
from tests.factories.purchases import make_basket
from tests.marketplace.checkout.pages import form_with, put_in_basket, text_of

pytestmark = pytest.mark.django_db

TYPED_BADLY = ["-1", "0", "1e9", "2.5", "dua", "", "🐟", "٣", "1000", "9" * 10_000, "1\x00"]


@pytest.fixture
def client():
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def quantities() -> list[int]:
    return list(Line.objects.order_by("pk").values_list("quantity", flat=True))


def test_adding_shows_the_basket_with_what_was_added(client):
    offer = make_product(title="Kemplang bakar").stockrecords.get()

    answer = put_in_basket(client, offer, 2)
    page = client.get(answer["Location"])

    assert (answer.status_code, answer["Location"]) == (302, "/keranjang/")
    assert answer.cookies["sdl_basket"]["httponly"] is True
    assert "Kemplang bakar is in your basket: 2." in text_of(page)
    assert quantities() == [2]


def test_adding_leads_back_to_the_page_it_came_from(client):
    offer = make_product().stockrecords.get()

    answer = put_in_basket(client, offer, next="/produk/kemplang/1/")
    page = client.get(answer["Location"])

    assert answer["Location"] == "/keranjang/?dari=%2Fproduk%2Fkemplang%2F1%2F"
    assert 'href="/produk/kemplang/1/"' in page.content.decode()


@pytest.mark.parametrize("target", ["https://jahat.test/", "//jahat.test/", "javascript:alert(1)", "x"])
def test_adding_never_leads_to_a_foreign_page(client, target):
    answer = put_in_basket(client, make_product().stockrecords.get(), next=target)
    page = client.get("/keranjang/", {"dari": target})

    assert answer["Location"] == "/keranjang/"
    assert f'href="{target}"' not in page.content.decode()


def test_buying_at_once_goes_on_to_the_checkout(client):
    answer = put_in_basket(client, make_product().stockrecords.get(), next="/checkout/")

    assert answer["Location"] == "/checkout/"


def test_adding_with_one_key_adds_once(client):
    offer = make_product().stockrecords.get()

    for _ in range(2):
        put_in_basket(client, offer, 2, key="satu-kunci-dari-halaman")

    assert quantities() == [2]


@pytest.mark.parametrize("key", ["", "\x00" * 20, "k" * 10_000, "🐟" * 20])
def test_adding_with_a_key_that_is_none_of_ours_just_adds(client, key):
    put_in_basket(client, make_product().stockrecords.get(), 2, key=key)

    assert quantities() == [2]


def test_adding_twice_from_a_cached_page_shows_both(client):
    offer = make_product(title="Kopi").stockrecords.get()

    put_in_basket(client, offer)
    page = client.get(put_in_basket(client, offer)["Location"])

    assert "Kopi is in your basket: 2." in text_of(page)


def test_adding_needs_no_token_but_our_own_page():
    client, offer = Client(enforce_csrf_checks=True), make_product().stockrecords.get()
    data = {"offer": offer.pk, "quantity": 1}

    foreign = client.post("/keranjang/barang/", data, headers={"Sec-Fetch-Site": "cross-site"})
    other_origin = client.post("/keranjang/barang/", data, headers={"Origin": "https://jahat.test"})
    silent = client.post("/keranjang/barang/", data)
    ours = client.post("/keranjang/barang/", data, headers={"Origin": "http://testserver"})

    statuses = [answer.status_code for answer in (foreign, other_origin, silent, ours)]
    assert statuses == [403, 403, 403, 302]


@pytest.mark.parametrize("typed", TYPED_BADLY)
def test_adding_a_bad_quantity_asks_again_beside_the_field(client, typed):
    page = put_in_basket(client, make_product().stockrecords.get(), typed)

    assert "Write a number from 1 to 999." in text_of(page)
    assert form_with(page, "offer")["quantity"] == typed[:20]
    assert quantities() == []


def test_adding_more_than_there_is_says_how_many_are_left(client):
    page = put_in_basket(client, make_product(stock=3).stockrecords.get(), 4)

    assert "Only 3 left." in text_of(page)
    assert form_with(page, "offer")["quantity"] == "4"


def test_adding_what_is_off_sale_is_refused(client):
    offer = make_product().stockrecords.get()
    StockRecord.objects.update(is_active=False)

    assert "This is no longer on sale." in text_of(put_in_basket(client, offer))


@pytest.mark.parametrize("pk", ["", "0", "-1", "abc", "1e3", "9" * 30, "٣"])
def test_adding_an_unknown_offer_is_404(client, pk):
    answer = client.post("/keranjang/barang/", {"offer": pk}, headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == 404
    assert Basket.objects.count() == 0


def test_basket_groups_by_shop_with_subtotals(client):
    kemplang = make_shop_offer(price=15_000, weight_grams=300)
    kopi = make_shop_offer(price=32_000, weight_grams=250)
    make_route()
    for offer, pieces in ((kemplang, 2), (kopi, 1)):
        put_in_basket(client, offer, pieces)

    page = client.get("/keranjang/")

    words = text_of(page)
    assert "Subtotal (600 g) Rp30.000" in words
    assert "Subtotal (250 g) Rp32.000" in words
    assert "Goods in all Rp62.000" in words
    assert f"Pick up at {kemplang.partner.seller.hub.name}: free" in words
    assert page["Cache-Control"] == "private, no-store"


def test_basket_names_the_next_boat_from_the_shop(client):
    make_route()
    mariana, sungsang = make_village("16.07.01.1016"), make_village()
    for village in (mariana, sungsang):  # the boat ends in Sungsang, so none leaves from there
        put_in_basket(client, make_product(seller=make_seller(village=village)).stockrecords.get())

    assert text_of(client.get("/keranjang/")).count("Next boat from Mariana:") == 1
    assert text_of(client.get("/keranjang/")).count("Next boat from") == 1


def test_basket_marks_what_cannot_be_ordered_and_holds_the_checkout_back(client):
    offer = make_product(stock=5).stockrecords.get()
    put_in_basket(client, offer, 4)
    StockRecord.objects.update(num_allocated=3)

    page = client.get("/keranjang/")
    away = client.get("/checkout/")

    assert "Only 2 left. Please change the number." in text_of(page)
    assert 'href="/checkout/"' not in page.content.decode()
    assert away["Location"] == "/keranjang/"


def test_basket_shows_that_a_price_has_risen(client):
    put_in_basket(client, make_product(price=15_000).stockrecords.get())
    StockRecord.objects.update(price=16_000)

    words = text_of(client.get("/keranjang/"))

    assert "The price has risen since you put it in." in words
    assert "Rp16.000 / pack Before: Rp15.000" in words


def test_basket_marks_a_closed_shop(client):
    today = timezone.localdate()
    seller = make_seller(closed_from=today, closed_until=today)
    put_in_basket(client, make_product(seller=seller).stockrecords.get())

    assert "The shop is closed for a holiday." in text_of(client.get("/keranjang/"))


def test_basket_marks_a_variant_whose_product_was_taken_down(client):
    parent = make_product(price=None, structure="parent")
    child = make_product(parent=parent, structure="child", slug="", title="", variant_label="500 g")
    put_in_basket(client, child.stockrecords.get())
    Product.objects.filter(pk=parent.pk).update(is_public=False)

    assert "This is no longer on sale. Please remove it." in text_of(client.get("/keranjang/"))


def test_empty_basket_says_where_to_begin(client):
    assert "Your basket is still empty" in text_of(client.get("/keranjang/"))


def test_line_quantity_changes(client):
    put_in_basket(client, make_product().stockrecords.get())

    answer = client.post(f"/keranjang/barang/{Line.objects.get().pk}/", {"quantity": "3"})

    assert answer["Location"] == "/keranjang/"
    assert quantities() == [3]


@pytest.mark.parametrize("typed", TYPED_BADLY)
def test_line_with_a_bad_quantity_says_so_beside_it_and_stays(client, typed):
    put_in_basket(client, make_product().stockrecords.get(), 2)

    page = client.post(f"/keranjang/barang/{Line.objects.get().pk}/", {"quantity": typed})

    assert text_of(page).count("Write a number from 1 to 999.") == 1
    assert quantities() == [2]


def test_line_is_removed(client):
    put_in_basket(client, make_product().stockrecords.get())
    url = f"/keranjang/barang/{Line.objects.get().pk}/"

    client.post(url, {"action": "remove", "quantity": "ignored"})
    in_another_tab = client.post(url, {"quantity": "2"}, follow=True)

    assert quantities() == []
    assert "This was already taken out of the basket." in text_of(in_another_tab)


@pytest.mark.parametrize("data", [{"quantity": "2"}, {"action": "remove"}])
def test_line_of_somebody_elses_basket_is_404(client, data):
    put_in_basket(client, make_product().stockrecords.get())
    foreign = make_basket((make_product().stockrecords.get(), 1), owner=make_user()).lines.get()

    answer = client.post(f"/keranjang/barang/{foreign.pk}/", data)

    assert answer.status_code == 404
    assert quantities() == [1, 1]


def test_line_after_the_basket_cookie_is_gone_is_told_kindly(client):
    put_in_basket(client, make_product().stockrecords.get())
    pk = Line.objects.get().pk
    del client.cookies["sdl_basket"]

    page = client.post(f"/keranjang/barang/{pk}/", {"quantity": "2"}, follow=True)

    assert "This basket is not open any more." in text_of(page)
    assert quantities() == [1]


@pytest.mark.parametrize("path", ["/keranjang/barang/", "/keranjang/barang/1/"])
def test_reloading_a_step_shows_the_basket(client, path):
    assert client.get(path)["Location"] == "/keranjang/"


def test_basket_of_a_signed_in_person_is_their_own(client):
    user = make_user()
    client.force_login(user)

    put_in_basket(client, make_product().stockrecords.get())

    assert Basket.objects.get().owner == user


@pytest.mark.parametrize("shops", [1, 3])
def test_basket_page_takes_three_queries(client, shops, django_assert_num_queries):
    make_route()
    for _ in range(shops):
        put_in_basket(client, make_shop_offer())

    with django_assert_num_queries(3):  # basket, lines, ways of delivery
        client.get("/keranjang/")
