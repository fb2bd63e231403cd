"""A shop of two sellers as the benchmarks expect one, on a database that other processes can use."""

from __future__ import annotations

import os

import pytest
from django.db import connection

from benchmarks.peers import setting_up
from marketplace.partner.models import StockRecord
from marketplace.search.services import index_products, rebuild_words
from tests.factories.goods import make_category, make_product
from tests.factories.people import make_seller
from tests.factories.purchases import make_pickup_point


@pytest.fixture(scope="session")
def static_files() -> None:
    """The benchmarks' servers read the manifest of collected files."""
    setting_up.collect_static()


@pytest.fixture
def small_shop(committed_db, static_files) -> str:
    """Six goods, every second one coffee, of two shops with a counter; gives the database's name."""
    if os.environ.get("TEST_DATABASE_URL"):
        pytest.skip("benchmarks run on the project's own server")
    category = make_category("Minuman")
    sellers = [make_seller(), make_seller()]
    for seller in sellers:
        make_pickup_point(seller.hub)
    made = [
        make_product(
            slug=f"skala-{number}",
            title=f"{'Kopi robusta' if number % 2 else 'Kemplang panggang'} {number}",
            seller=sellers[number % 2],
            category=category,
            stock=500,
        )
        for number in range(6)
    ]
    index_products(product_ids=[product.pk for product in made])
    rebuild_words()
    assert StockRecord.objects.count() == 6
    connection.close()
    return committed_db
