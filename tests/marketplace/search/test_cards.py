"""Cards as templates draw them."""

import pytest
from django.utils import translation

from marketplace.search.cards import cards, featured
from marketplace.search.enums import Sort
from marketplace.search.models import ProductCard
from marketplace.search.services import index_products
from tests.factories.goods import make_product
from tests.factories.photos import make_picture
from tests.factories.search import make_listed, make_variant

pytestmark = pytest.mark.django_db


def one_card():
    (card,) = cards(ProductCard.objects.all())
    return card


def test_card_says_price_and_unit_price():
    product = make_listed("Kemplang", price=45_000, net_amount=250, net_unit="g")

    card = one_card()

    assert (card.url, card.title, card.price) == (product.get_absolute_url(), "Kemplang", 45_000)
    assert (card.unit_price_text, card.unit_label, card.badge) == ("Rp18.000/100 g", "per pack", "")
    assert (card.is_in_stock, card.review_count, card.picture) == (True, 0, None)


def test_card_of_variants_says_up_to_which_price():
    product = make_product(price=None)
    make_variant(product, "Isi 30", price=120_000)
    make_variant(product, "Isi 80", price=305_000)
    index_products(product_ids=[product.pk])

    assert (one_card().price, one_card().unit_price_text) == (120_000, "up to Rp305.000")


@pytest.mark.parametrize(
    ("facts", "badge", "in_stock"),
    [
        ({}, "", True),
        ({"preorder_days": 1}, "Made in 1 day", True),
        ({"preorder_days": 3}, "Made in 3 days", True),
        ({"is_consignment": True}, "Consignment", True),
        ({"is_closed": True, "is_in_stock": False, "preorder_days": 3}, "Shop on holiday", True),
        ({"is_in_stock": False}, "", False),
    ],
)
def test_badge_is_the_one_fact_to_know(facts, badge, in_stock):
    make_listed("Kemplang")
    ProductCard.objects.update(**facts)

    assert (one_card().badge, one_card().is_in_stock) == (badge, in_stock)


def test_card_shows_the_first_photo():
    product = make_product()
    product.images.create(picture=make_picture(ready=True), display_order=0)
    index_products(product_ids=[product.pk])

    picture = one_card().picture

    assert picture is not None
    assert (picture.width, picture.height) in {(160, 160), (320, 320)}
    assert "640" not in picture.webp


def test_cards_read_indonesian():
    make_listed("Kemplang", net_amount=6, net_unit="buah", price=60_000)

    with translation.override("id"):
        assert one_card().price == 60_000


def test_featured_keeps_the_order_it_is_given():
    first, second, third = (make_listed(title) for title in "ABC")
    ProductCard.objects.filter(pk=second.pk).update(is_public=False)

    chosen = featured(product_ids=[third.pk, second.pk, first.pk, 999], limit=6)

    assert [card.title for card in chosen] == ["C", "A"]
    assert featured(product_ids=[], limit=6) == ()


def test_featured_leaves_out_what_cannot_be_bought():
    make_listed("A")
    make_listed("B", stock=0)
    make_listed("C")

    assert [card.title for card in featured(limit=2)] == ["C", "A"]
    assert [card.title for card in featured(limit=1, sort=Sort.CHEAPEST)] == ["A"]


def test_featured_is_one_query(django_assert_num_queries):
    ids = [make_listed(f"Kopi {number}").pk for number in range(3)]

    with django_assert_num_queries(1):
        featured(product_ids=ids, limit=3)
