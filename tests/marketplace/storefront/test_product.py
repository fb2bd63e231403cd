"""One product's page."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from marketplace.catalogue.models import Product, ProductClass
from marketplace.sellers.models import Seller
from marketplace.storefront.queries import products as queries
from marketplace.storefront.queries.delivery import ways_of
from marketplace.storefront.queries.offers import offers_of
from tests.factories.checkout import make_route
from tests.factories.goods import make_category, make_offer, make_product
from tests.factories.people import make_seller, make_user, make_village
from tests.factories.photos import make_picture
from tests.factories.purchases import make_courier, make_pickup_point
from tests.factories.search import index_all, make_listed, make_review, make_variant

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def reader(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def page_of(client, product) -> str:
    response = client.get(product.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_page_says_what_the_buyer_must_know(reader):
    category = make_category("Kopi", slug="kopi")
    product = make_listed(
        "Kopi robusta 250 g",
        category=category,
        price=32_000,
        stock=3,
        net_amount=250,
        net_unit="g",
        weight_grams=270,
        pirt_number="2061607010001-29",
        halal="certified",
        halal_number="ID16110000000600000",
        preorder_days=2,
        description="Disangrai kemarin.",
    )
    Seller.objects.filter(pk=product.seller_id).update(nib="9914100000000")

    page = page_of(reader, product)

    for words in (
        '<h1 itemprop="name">Kopi robusta 250 g</h1>',
        "Rp32.000",
        "Rp12.800/100 g",
        "Only 3 left",
        "Made in 2 days",
        "2061607010001-29",
        "Halal certified: ID16110000000600000",
        "9914100000000",
        "270 g",
        "Disangrai kemarin.",
        product.seller.name,
        product.seller.village.name,
        product.seller.hub.name,
        'property="og:title" content="Kopi robusta 250 g"',
        'itemprop="price" content="32000"',
        "https://schema.org/InStock",
        reverse("store:category", args=["kopi"]),
    ):
        assert words in page


def test_page_has_forms_for_the_basket(reader):
    product = make_listed("Kopi", stock=9)
    other = make_offer(product, seller=make_seller(name="Toko Tetangga"), price=99_000)
    first = product.stockrecords.get(partner__seller=product.seller)

    page = page_of(reader, product)

    assert page.count(f'action="{reverse("basket:add")}"') == 2
    assert f'name="offer" value="{first.pk}"' in page
    assert f'name="offer" value="{other.pk}"' in page
    assert 'max="9"' in page
    assert "Toko Tetangga" in page
    assert f'name="next" value="{product.get_absolute_url()}"' in page
    assert f'name="next" value="{reverse("checkout:recipient")}"' in page


def test_added_goods_are_in_the_basket(client):
    product = make_listed("Kopi")
    offer = product.stockrecords.get()

    response = client.post(
        reverse("basket:add"),
        {"offer": offer.pk, "quantity": "2", "key": "", "next": product.get_absolute_url()},
        headers={"Sec-Fetch-Site": "same-origin"},
    )

    assert response.status_code == 302
    assert client.get(reverse("store:me")).json()["basket_count"] == 2


def test_variants_are_choices_of_one_form(reader):
    product = make_product(price=None)
    make_variant(product, "Isi 30", price=120_000, stock=0)
    make_variant(product, "Isi 50", price=195_000)
    index_all()

    page = page_of(reader, product)

    assert len(re.findall(r'type="radio" name="offer"', page)) == 2
    assert re.search(r'value="\d+" required disabled', page)
    assert re.search(r'value="\d+" required checked', page)
    assert "Isi 50" in page
    assert 'itemprop="lowPrice" content="120000"' in page


def test_variant_leads_to_its_parent(client):
    product = make_product(price=None)
    child = make_variant(product, "Isi 30")

    response = client.get(reverse("store:product", args=["apa-saja", child.pk]))

    assert (response.status_code, response["Location"]) == (301, product.get_absolute_url())


def test_wrong_name_in_the_address_leads_to_the_right_one(client):
    product = make_listed("Kopi")

    response = client.get(reverse("store:product", args=["salah", product.pk]))

    assert (response.status_code, response["Location"]) == (301, product.get_absolute_url())


@pytest.mark.parametrize(
    "hide",
    [
        lambda product: Product.objects.filter(pk=product.pk).update(is_public=False),
        lambda product: Seller.objects.filter(pk=product.seller_id).update(status="suspended"),
    ],
)
def test_hidden_product_is_not_there(client, hide):
    product = make_listed("Kopi")
    address = product.get_absolute_url()

    hide(product)

    assert client.get(address).status_code == 404
    assert client.get(reverse("store:product", args=["salah", product.pk])).status_code == 404


def test_unknown_product_is_not_there(client):
    assert client.get(reverse("store:product", args=["kopi", 999_999_999])).status_code == 404
    assert client.get("/produk/kopi/99999999999999999999999/").status_code == 404


def test_sold_out_goods_cannot_be_put_in_the_basket(reader):
    page = page_of(reader, make_listed("Kopi", stock=0))

    assert "Sold out" in page
    assert "Add to basket" not in page
    assert "https://schema.org/OutOfStock" in page


def test_goods_that_nobody_sells_say_so(reader):
    product = make_listed("Kopi", price=None)

    assert "Nobody sells this at the moment." in page_of(reader, product)


def test_holiday_is_announced(reader):
    product = make_listed("Kopi")
    Seller.objects.filter(pk=product.seller_id).update(
        closed_from=TODAY, closed_until=TODAY + timedelta(days=3), closed_note="Mudik ke Sekayu"
    )

    page = page_of(reader, product)

    assert "The shop is on holiday until" in page
    assert "Mudik ke Sekayu" in page
    assert "Add to basket" not in page


def test_main_offer_is_the_cheapest_that_can_be_bought():
    product = make_product(price=20_000)
    make_offer(product, price=12_000, stock=0)
    cheapest = make_offer(product, price=15_000)

    offers = offers_of(product_id=product.pk, net_amount=None, net_unit="", today=TODAY)

    assert (offers.chosen.id, [offer.price for offer in offers.others]) == (cheapest.pk, [20_000, 12_000])


def test_photos_stand_in_their_order(reader):
    product = make_listed("Kopi")
    for position in (1, 0):
        product.images.create(picture=make_picture(ready=True), display_order=position)

    page = page_of(reader, product)

    assert page.count('<li id="foto-') == 2
    assert page.count('fetchpriority="high"') == 1
    assert f'property="og:image" content="{settings.SITE_URL}' in page


def test_reviews_show_histogram_and_reply(reader):
    product = make_listed("Kopi")
    make_review(product, 5, user=make_user(name="Yuni Astuti"), body="Wangi sekali.", reply="Terima kasih.")
    make_review(product, 4)
    make_review(product, 1, status=0, body="Belum disetujui.")

    found = queries.reviews_of(product.pk)
    page = page_of(reader, product)

    assert (found.average, found.count) == (4.5, 2)
    assert found.stars == [(5, 1), (4, 1), (3, 0), (2, 0), (1, 0)]
    assert "Wangi sekali." in page
    assert "Terima kasih." in page
    assert "Astuti" not in page
    assert "Belum disetujui." not in page


def test_ways_of_delivery_come_from_the_hub():
    product = make_listed("Kopi")
    make_pickup_point(product.seller.hub)
    make_courier(product.seller.hub, fee=8_000)
    make_route(fee=25_000)

    ways = ways_of(hub_id=product.seller.hub_id, district=product.seller.village.district_id)
    labels = [way.label for way in ways]

    assert labels[:2] == [
        f"Pick up at {product.seller.hub.name}: free",
        "Village courier from Rp8.000",
    ]


def test_service_needs_no_delivery(reader):
    product = make_listed("Jasa jahit")
    make_pickup_point(product.seller.hub)
    kind = ProductClass.objects.create(name="Jasa", slug="jasa", requires_shipping=False)
    Product.objects.filter(pk=product.pk).update(product_class=kind)

    response = reader.get(product.get_absolute_url())

    assert [way.icon for way in response.context["ways"]] == ["service"]


def test_place_of_origin_is_named_when_it_is_not_the_shop_s(reader):
    product = make_listed("Nanas")
    far = make_village("16.07.09.2002", "Perajen Jaya", "Muara Telang")
    Product.objects.filter(pk=product.pk).update(origin_village=far)

    page = page_of(reader, product)

    assert "Perajen Jaya, Muara Telang" in page
    assert product.seller.village.name in page


def test_variant_without_contents_has_those_of_its_parent():
    product = make_product(price=None, net_amount=250, net_unit="g")
    make_variant(product, "Pedas", price=25_000)
    half = make_variant(product, "Pedas, separuh", price=15_000)
    Product.objects.filter(pk=half.pk).update(net_amount=125, net_unit="g")

    offers = offers_of(product_id=product.pk, net_amount=250, net_unit="g", today=TODAY)

    assert [(offer.variant, offer.unit_price_text) for offer in offers.main] == [
        ("Pedas, separuh", "Rp12.000/100 g"),
        ("Pedas", "Rp10.000/100 g"),
    ]


def test_uncounted_goods_have_no_limit():
    product = make_listed("Jasa jahit")
    product.stockrecords.update(is_tracked=False)

    offers = offers_of(product_id=product.pk, net_amount=None, net_unit="", today=TODAY)

    assert (offers.chosen.left, offers.chosen.stock_text) == (None, "Available")


def test_description_cannot_carry_code(reader):
    page = page_of(reader, make_listed("Kopi", description="<script>alert(1)</script><b>tebal</b>"))

    assert "<script>alert" not in page
    assert "alert(1)tebal" in page


def test_more_of_the_shop_leaves_out_this_one(reader):
    product = make_listed("Kopi")
    make_listed("Gula", seller=product.seller)
    make_listed("Garam")

    response = reader.get(product.get_absolute_url())

    assert [card.title for card in response.context["more"]] == ["Gula"]
