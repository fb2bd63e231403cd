"""Shops and villages."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from bumdes.closing.services.profits import pay_share
from bumdes.ledger.queries import accounts_of
from marketplace.search.models import ProductCard
from marketplace.sellers.models import Seller
from marketplace.storefront.queries import shops as queries
from tests.factories.closing import make_closed_year
from tests.factories.goods import make_offer, make_product
from tests.factories.people import NOON, make_officer, make_organisation, make_seller, make_village
from tests.factories.search import index_all, make_listed

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def body(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_shop_tells_who_and_where(reader):
    seller = make_seller(
        name="Dapur Cek Lina",
        owner_name="Marlina",
        story="Mulai dari dermaga.",
        nib="9914100000000",
        since_year=2014,
        level=4,
        tagline="Pempek dari kampung atas air",
    )
    make_listed("Pempek", seller=seller)

    page = body(reader.get(reverse("store:shop", args=[seller.slug])))

    for words in (
        "Dapur Cek Lina",
        "Marlina",
        seller.village.name,
        seller.village.district.name,
        seller.hub.name,
        "9914100000000",
        "2014",
        "Connected",
        "Mulai dari dermaga.",
        "Verified by the BUMDes",
        "Pempek dari kampung atas air",
        "https://wa.me/62812",
    ):
        assert words in page


def test_shop_shows_what_it_offers_and_nothing_else(reader):
    seller = make_seller()
    own, foreign = make_product(title="Pempek", seller=seller), make_product(title="Kopi")
    make_product(title="Gula")
    make_offer(foreign, seller=seller)
    index_all()

    response = reader.get(reverse("store:shop", args=[seller.slug]))

    assert sorted(card.title for card in response.context["result"].cards) == ["Kopi", "Pempek"]
    assert own.pk


def test_shop_announces_its_holiday(reader):
    today = timezone.localdate()
    seller = make_seller(closed_from=today, closed_until=today + timedelta(days=2), closed_note="Panen padi")

    page = body(reader.get(reverse("store:shop", args=[seller.slug])))

    assert "The shop is on holiday from" in page
    assert "Panen padi" in page


def test_suspended_shop_is_not_there(reader):
    seller = make_seller(name="Toko Nakal", status=Seller.Status.SUSPENDED)

    assert reader.get(reverse("store:shop", args=[seller.slug])).status_code == 404
    assert "Toko Nakal" not in body(reader.get(reverse("store:shops")))


def test_shop_without_goods_says_so(reader):
    seller = make_seller()

    assert "This shop has no goods on show yet" in body(reader.get(reverse("store:shop", args=[seller.slug])))


def test_figures_weigh_each_review_alike():
    seller = make_seller()
    for rating, reviews, sold in ((5, 1, 2), (4, 3, 5), (0, 0, 1)):
        product = make_listed("Kopi", seller=seller)
        ProductCard.objects.filter(pk=product.pk).update(rating=rating, review_count=reviews, sold_count=sold)

    figures = queries.figures_of(seller)

    assert (figures.goods_count, figures.sold_count, figures.review_count) == (3, 8, 4)
    assert float(figures.rating) == 4.25


def test_shops_are_listed_by_district(reader):
    far = make_village("16.07.09.2002", "Perajen Jaya", "Muara Telang")
    make_seller(name="Toko Jauh", village=far)
    make_seller(name="Toko Dekat")

    everyone = body(reader.get(reverse("store:shops")))
    near = body(reader.get(reverse("store:shops"), {"kecamatan": "16.07.09"}))
    unknown = body(reader.get(reverse("store:shops"), {"kecamatan": "'"}))

    assert "Toko Jauh" in everyone
    assert "Toko Dekat" in everyone
    assert "Toko Jauh" in near
    assert "Toko Dekat" not in near
    assert "Toko Dekat" in unknown


def test_shops_are_paged(reader, monkeypatch):
    monkeypatch.setattr(queries, "SHOPS_PER_PAGE", 2)
    for number in range(3):
        make_seller(name=f"Toko {number}")

    first = reader.get(reverse("store:shops"))
    second = reader.get(reverse("store:shops"), {"hal": "2"})

    assert [shop.name for shop in first.context["shops"]] == ["Toko 0", "Toko 1"]
    assert [shop.name for shop in second.context["shops"]] == ["Toko 2"]
    assert "?hal=2" in body(first)


def test_villages_stand_under_their_district(reader):
    product = make_listed("Kopi")

    page = body(reader.get(reverse("store:villages")))

    assert product.seller.village.district.name in page
    assert reverse("store:village", args=[product.seller.village.slug]) in page


def test_village_shows_its_bumdes_shops_and_goods(reader):
    product = make_listed("Kopi")
    village = product.seller.village

    response = reader.get(reverse("store:village", args=[village.slug]))

    assert product.seller.hub.name in body(response)
    assert product.seller.name in body(response)
    assert [card.title for card in response.context["result"].cards] == ["Kopi"]


def test_a_village_reads_what_its_bumdes_paid_it(reader):
    hub = make_organisation()
    closed = make_closed_year(hub, make_officer(hub, "director"))
    pay_share(
        share=closed.share,
        amount=1_000_000,
        paid_on=date(2026, 4, 1),
        paid_from=accounts_of(hub.book)["cash"],
        recipient="Kas desa",
        receipt_number="STS-7",
        key="share-key-123456",
        actor=closed.treasurer,
        now=NOON,
    )

    page = body(reader.get(reverse("store:village", args=[hub.village.slug])))

    assert "Paid to the village in 2026 (PADes)" in page
    assert "Rp1.000.000" in page


@pytest.mark.parametrize("slug", ["tidak-ada", "16-07-99-9999"])
def test_unknown_village_is_not_there(reader, slug):
    assert reader.get(reverse("store:village", args=[slug])).status_code == 404
