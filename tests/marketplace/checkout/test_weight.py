"""What the pages weigh on the wire on a first visit: HTML, styles and script, compressed."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from bumdes.villages.services import load_regions
from tests.factories.checkout import make_bank_account, make_route, make_shop_offer
from tests.marketplace.checkout.pages import HOUSE, go_to_delivery, order, put_in_basket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def all_villages(db):
    """The address form carries every one of the 313."""
    load_regions()


BUDGET = 40_000  # of the design, section 8: the basket and checkout pages
ASSETS = [
    *("css/first.css", "css/sedulang.css", "js/sedulang.js", "icons.svg"),
    *("checkout/checkout.css", "checkout/checkout.js"),
]


def weight(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def test_basket_and_checkout_pages_stay_within_their_budget(client):
    make_route()
    make_bank_account()
    for _ in range(3):
        put_in_basket(client, make_shop_offer())

    basket, recipient = client.get("/keranjang/"), client.get("/checkout/")
    delivery = go_to_delivery(client, **HOUSE)
    pay = client.get(order(client, delivery)["Location"])

    assets = sum(weight(Path(finders.find(name)).read_bytes()) for name in ASSETS)
    for page in (basket, recipient, delivery, pay):
        assert weight(page.content) <= 14_000
        assert weight(page.content) + assets <= BUDGET


def test_text_mode_is_one_request_of_at_most_12_kilobytes(client):
    put_in_basket(client, make_shop_offer())

    for url in ("/keranjang/", "/checkout/"):
        page = client.get(url, headers={"Save-Data": "on"})

        assert weight(page.content) <= 12_000
        for part in (b'<link rel="stylesheet"', b"<script", b"<img", b"<svg"):
            assert part not in page.content
