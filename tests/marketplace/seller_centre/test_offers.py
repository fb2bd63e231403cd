"""Price and stock, and selling what another shop has listed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.audit.models import AuditLine
from core.ids import random_token
from marketplace.partner.models import StockRecord
from marketplace.partner.stock import allocate
from tests.factories.goods import make_product
from tests.factories.people import make_seller, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return make_seller()


@pytest.fixture
def own(client, shop):
    client.force_login(owner_of(shop))
    return client


@pytest.fixture
def url(shop):
    return reverse("seller:offers", args=[shop.slug])


def offer_of(shop, **kw) -> StockRecord:
    return make_product(seller=shop, **kw).stockrecords.get()


def grid(*offers: StockRecord, **typed: str) -> dict[str, str]:
    """The grid as its page showed it, with what was typed into the first row."""
    data = {"key": random_token()}
    for offer in offers:
        row = {
            "was_price": str(offer.price_rupiah),
            "was_on_hand": str(offer.num_in_stock),
            "was_active": str(offer.is_active),
            "price": str(offer.price_rupiah),
            "on_hand": str(offer.num_in_stock),
            "is_active": "on",
        }
        if offer is offers[0]:
            row |= typed
        data |= {f"o{offer.pk}-{name}": value for name, value in row.items() if value != "off"}
    return data


def test_price_and_stock_are_saved_and_read_back(own, shop, url):
    first, second = offer_of(shop, title="Kemplang"), offer_of(shop)

    answer = own.post(url, grid(first, second, price="17,5rb", on_hand="1.200"), follow=True)

    first.refresh_from_db()
    assert (first.price_rupiah, first.num_in_stock) == (17_500, 1_200)
    assert "1 row saved: Kemplang Rp17.500, stock 1200." in answer.content.decode()
    line = AuditLine.objects.get(action="price.set")
    assert (line.actor, line.data) == (owner_of(shop), {"old": 15_000, "new": 17_500})


def test_same_grid_sent_twice_counts_once(own, shop, url):
    offer = offer_of(shop, stock=10)
    data = grid(offer, on_hand="14")

    own.post(url, data)
    own.post(url, data)

    offer.refresh_from_db()
    assert offer.num_in_stock == 14
    assert sum(offer.movements.values_list("quantity", flat=True)) == 14


def test_stock_below_what_is_promised_is_refused_and_kept(own, shop, url):
    offer = offer_of(shop, stock=10)
    allocate(wanted={offer.pk: 3})

    answer = own.post(url, grid(offer, on_hand="2"))

    page = answer.content.decode()
    assert "3 are already promised to orders; the stock cannot be less." in page
    assert 'value="2"' in page
    offer.refresh_from_db()
    assert offer.num_in_stock == 10


def test_one_bad_row_saves_nothing(own, shop, url):
    good, bad = offer_of(shop), offer_of(shop)
    data = grid(good, bad, price="99.000") | {f"o{bad.pk}-price": "-1"}

    answer = own.post(url, data)

    good.refresh_from_db()
    assert answer.status_code == 422
    assert good.price_rupiah == 15_000
    assert "99.000" in answer.content.decode()


@pytest.mark.parametrize("typed", ["-1", "1e9", "0", "🍌", "9" * 10_000, "", "1,5"])
def test_bad_price_is_refused(own, shop, url, typed):
    offer = offer_of(shop)

    answer = own.post(url, grid(offer, price=typed))

    offer.refresh_from_db()
    assert answer.status_code == 422
    assert offer.price_rupiah == 15_000


def test_price_changed_in_another_tab_is_told(own, shop, url):
    offer = offer_of(shop)
    stale = grid(offer, price="20.000")
    own.post(url, grid(offer, price="18.000"))

    answer = own.post(url, stale)

    page = answer.content.decode()
    assert "The price is Rp18.000 now; you wrote Rp20.000." in page
    offer.refresh_from_db()
    assert offer.price_rupiah == 18_000
    assert f'name="o{offer.pk}-was_price" value="18000"' in page


def test_stock_that_was_sold_meanwhile_is_told(own, shop, url):
    offer = offer_of(shop, stock=10)
    stale = grid(offer, on_hand="12")
    StockRecord.objects.filter(pk=offer.pk).update(num_in_stock=7)

    answer = own.post(url, stale)

    assert "The stock is 7 now; you wrote 12." in answer.content.decode()


def test_untouched_row_is_left_alone_though_it_moved(own, shop, url):
    quiet, changed = offer_of(shop, stock=10), offer_of(shop)
    data = grid(changed, quiet, price="21.000")
    StockRecord.objects.filter(pk=quiet.pk).update(num_in_stock=4)

    own.post(url, data)

    quiet.refresh_from_db()
    changed.refresh_from_db()
    assert (quiet.num_in_stock, changed.price_rupiah) == (4, 21_000)


def test_offer_is_taken_off_sale(own, shop, url):
    offer = offer_of(shop)

    own.post(url, grid(offer, is_active="off"))

    offer.refresh_from_db()
    assert not offer.is_active


def test_foreign_offer_in_the_grid_is_not_touched(own, shop, url):
    mine, foreign = offer_of(shop), make_product().stockrecords.get()

    own.post(url, grid(foreign, mine, price="1"))

    foreign.refresh_from_db()
    assert foreign.price_rupiah == 15_000


def sell_too(shop, product) -> str:
    return reverse("seller:sell_too", args=[shop.slug, product.pk])


def test_listed_product_of_another_shop_is_found_and_offered(own, shop):
    product = make_product(title="Beras pasang surut")
    found = own.get(reverse("seller:sell_too_find", args=[shop.slug]), {"q": "beras surut"}).content.decode()
    data = {"key": random_token(), "product": str(product.pk), "price": "14rb", "stock": "50"}

    own.post(sell_too(shop, product), data)
    own.post(sell_too(shop, product), data)

    offer = StockRecord.objects.get(partner=shop.partner)
    assert sell_too(shop, product) in found
    assert (offer.product, offer.price_rupiah, offer.num_in_stock) == (product, 14_000, 50)


def test_offer_with_bad_input_is_told_and_kept(own, shop):
    product = make_product()
    data = {"key": random_token(), "product": str(product.pk), "price": "-1", "stock": "banyak"}

    answer = own.post(sell_too(shop, product), data)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write an amount in rupiah" in page
    assert "Write a whole number" in page
    assert 'value="banyak"' in page


def test_own_hidden_or_suspended_products_cannot_be_offered(own, shop):
    hidden = make_product()
    hidden.is_public = False
    hidden.save()
    suspended = make_product(seller=make_seller(status="suspended"))

    for product in (make_product(seller=shop), hidden, suspended):
        assert own.get(sell_too(shop, product)).status_code == 404
