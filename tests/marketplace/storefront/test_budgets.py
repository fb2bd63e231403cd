"""What pages may weigh and ask: bytes are compressed as they travel, queries are exact."""

import gzip

import pytest
from django.conf import settings
from django.urls import reverse

from marketplace.storefront.menu import menu
from marketplace.storefront.queries.shops import villages_by_district
from tests.factories.goods import make_category, make_offer, make_product
from tests.factories.people import make_seller
from tests.factories.photos import make_picture
from tests.factories.search import index_all, make_review

pytestmark = pytest.mark.django_db
THEME = settings.BASE_DIR / "themes" / "static"
GZIP = {"Accept-Encoding": "gzip"}


def goods(count: int, *, photo: bool = False):
    """A shop with so many products, each sold by a second shop too, with a review and a photo."""
    category = make_category("Olahan ikan", slug="olahan-ikan")
    seller, other = make_seller(name="Dapur Cek Lina"), make_seller(name="Toko BUMDes")
    picture = make_picture(ready=True) if photo else None
    products = []
    for number in range(count):
        product = make_product(
            title=f"Kemplang panggang tenggiri ukuran {number}",
            seller=seller,
            category=category,
            price=15_000 + 731 * number,
            net_amount=250,
            net_unit="g",
            description="Dipanggang arang, dibalik satu-satu. " * 8,
        )
        make_offer(product, seller=other, price=30_000)
        make_review(product, 5, body="Sampai dengan selamat, kemasan rapi, rasanya enak nian.")
        if picture:
            product.images.create(picture=picture, display_order=0)
        products.append(product)
    index_all()
    menu()  # made once a minute, not once a page
    villages_by_district()
    return products


def compressed(client, address: str, **headers) -> int:
    response = client.get(address, headers={**GZIP, **headers})
    assert response.status_code == 200
    assert response["Content-Encoding"] == "gzip"
    return len(response.content)


def test_pages_fit_the_first_round_trips(client):
    products = goods(24, photo=True)
    pages = [
        reverse("store:list"),
        reverse("store:search") + "?q=kemplang",
        reverse("store:category", args=["olahan-ikan"]),
        reverse("store:categories"),
        products[0].get_absolute_url(),
        reverse("store:shops"),
        reverse("store:shop", args=[products[0].seller.slug]),
        reverse("store:villages"),
        reverse("store:village", args=[products[0].seller.village.slug]),
    ]

    weights = {page: compressed(client, page) for page in pages}
    text = {page: compressed(client, page, **{"Save-Data": "on"}) for page in pages}

    assert {page: weight for page, weight in weights.items() if weight > 14_000} == {}
    assert {page: weight for page, weight in text.items() if weight > 12_000} == {}


def test_styles_and_script_fit():
    def weight(name: str) -> int:
        return len(gzip.compress((THEME / name).read_bytes(), 9))

    # The first part travels with every page that visits begin on, so each byte of it counts often.
    assert weight("css/first.css") <= 4_500
    assert weight("css/first.css") + weight("css/sedulang.css") <= 10_000
    assert weight("js/sedulang.js") <= 16_000


def test_text_mode_is_one_request(client):
    products = goods(2, photo=True)
    client.cookies["hemat"] = "teks"

    for page in (reverse("store:list"), products[0].get_absolute_url()):
        content = client.get(page).content.decode()
        assert [
            mark for mark in ("<img", '<link rel="stylesheet', "<script", "<svg", "srcset") if mark in content
        ] == []


@pytest.mark.parametrize("many", [1, 24])
def test_lists_ask_the_same_whatever_they_hold(client, django_assert_num_queries, many):
    products = goods(many)

    for address, number in (
        (reverse("store:list"), 2),
        (reverse("store:search") + "?q=kemplang&persis=1", 2),
        (reverse("store:search") + "?q=kmeplang", 4),
        (reverse("store:category", args=["olahan-ikan"]), 2),
        (reverse("store:categories"), 0),
        (reverse("store:shops"), 1),
        (reverse("store:shop", args=[products[0].seller.slug]), 4),
        (reverse("store:villages"), 0),
        (reverse("store:village", args=[products[0].seller.village.slug]), 6),
    ):
        with django_assert_num_queries(number):
            client.get(address)


@pytest.mark.parametrize("many", [1, 24])
def test_product_page_asks_the_same_whatever_it_holds(client, django_assert_num_queries, many):
    products = goods(many)
    product = products[0]
    for _ in range(many):
        make_review(product)

    with django_assert_num_queries(9):
        client.get(product.get_absolute_url())
    with django_assert_num_queries(6):  # the hub's ways of delivery are remembered for a minute
        client.get(product.get_absolute_url())


def test_menu_is_made_with_two_queries(django_assert_num_queries):
    make_category("Kopi")

    with django_assert_num_queries(2):
        menu()
    with django_assert_num_queries(0):
        assert [category.name for category in menu().roots] == ["Kopi"]
