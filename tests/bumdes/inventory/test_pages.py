"""The stock list and a card: figures, what is not on cards, query counts, nothing for strangers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bumdes.inventory.queries import not_on_cards, stock_list
from bumdes.ledger.drafts import cr, dr
from tests.bumdes.inventory.test_stock import DAY, NOW, Shop
from tests.factories.books import make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return Shop()


def signed_in(shop) -> Client:
    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.force_login(shop.treasurer)
    return client


def test_what_was_posted_by_hand_is_named(shop):
    shop.buy((shop.sugar, 2_000, 30_000))
    stock, cash = shop.accounts["inventory_merchandise"], shop.accounts["cash"]
    make_entry(shop.book, dr(stock, 7_000, shop.unit), cr(cash, 7_000, shop.unit), day=DAY, now=NOW)

    (row,) = not_on_cards(shop.book, on=DAY)

    assert (row.cards, row.books, row.not_on_cards) == (30_000, 37_000, 7_000)


def test_a_day_that_is_over_is_told_as_it_was(shop):
    shop.buy((shop.sugar, 2_000, 30_000))
    shop.buy((shop.sugar, 1_000, 16_000), date=DAY + timedelta(days=9))

    before, now = (not_on_cards(shop.book, on=DAY + timedelta(days=days)) for days in (8, 9))

    assert [(row.cards, row.books) for row in before] == [(30_000, 30_000)]
    assert [(row.cards, row.books) for row in now] == [(46_000, 46_000)]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_one_query(shop, number, django_assert_num_queries):
    for n in range(1, number):
        shop.item(f"B{n}", f"Barang {n}", "buah")
    shop.buy((shop.sugar, 2_000, 30_000))

    # Two more open the book and close it again.
    with django_assert_num_queries(3):
        rows = stock_list(shop.book, on=DAY)

    assert [row.value for row in rows] == [0] * (number - 1) + [30_000]


def test_pages_show_quantity_and_value(shop):
    shop.buy((shop.sugar, 2_500, 30_000))
    client, code = signed_in(shop), shop.hub.code

    home = client.get(reverse("inventory:home", args=[code]))
    card = client.get(reverse("inventory:item", args=[code, shop.sugar.pk]))
    sheet = client.get(reverse("inventory:home", args=[code]), {"unduh": "xlsx"})

    for page in (home, card):
        assert page.status_code == 200
        assert "2,5 kg" in page.content.decode()
        assert "Rp12.000" in page.content.decode()
    assert sheet.content[:2] == b"PK"
