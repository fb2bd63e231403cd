"""Cards say what products, offers, shops, reviews and orders say."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from marketplace.order import services as moves
from marketplace.partner.models import StockRecord
from marketplace.search.models import ProductCard, Word
from marketplace.search.services import (
    index_new_photos,
    index_products,
    index_seller,
    rebuild_words,
    refresh_closures,
    remove,
    set_stock_flag,
)
from marketplace.sellers.models import Seller
from tests.factories.goods import make_category, make_offer, make_product
from tests.factories.people import NOON, make_seller, make_village
from tests.factories.photos import make_picture
from tests.factories.search import card_of, make_listed, make_review, make_variant
from tests.factories.seller_centre import make_order

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


def test_card_copies_product_shop_and_places():
    root = make_category("Olahan ikan", name_en="Fish specialities", icon="fish")
    leaf = make_category("Kemplang", parent=root, icon="fish")
    seller = make_seller(name="Toko Cek Sari", slug="toko-cek-sari")
    origin = make_village("16.07.09.2002", "Perajen Jaya", "Muara Telang")
    product = make_listed(
        "Kemplang panggang",
        seller=seller,
        category=leaf,
        price=45_000,
        net_amount=250,
        net_unit="g",
        halal="certified",
        origin_village=origin,
    )

    card = card_of(product)

    assert (card.title, card.slug, card.is_public) == (product.title, product.slug, True)
    assert (card.price_from, card.price_to, card.net_amount, card.net_unit) == (45_000, 45_000, 250, "g")
    assert (card.seller_id, card.seller_name, card.seller_slug) == (
        seller.pk,
        "Toko Cek Sari",
        "toko-cek-sari",
    )
    assert (card.village_id, card.village_name, card.district_id) == (origin.pk, "Perajen Jaya", "16.07.09")
    assert (card.category_id, sorted(card.category_ids), card.icon) == (leaf.pk, [root.pk, leaf.pk], "fish")
    assert (card.is_in_stock, card.is_closed, card.is_halal, card.hub_id) == (
        True,
        False,
        True,
        seller.hub_id,
    )


def test_card_takes_the_cheapest_offer_that_can_be_bought():
    product = make_product(price=20_000)
    cheap = make_offer(product, price=12_000, stock=0)
    middle = make_offer(product, price=15_000, stock=3)
    index_products(product_ids=[product.pk])

    card = card_of(product)

    assert (card.price_from, card.price_to, card.is_in_stock) == (15_000, 20_000, True)
    assert sorted(card.seller_ids) == sorted(
        [product.seller_id, cheap.partner.seller_id, middle.partner.seller_id]
    )


def test_card_of_variants_spans_their_prices():
    product = make_product(price=None)
    make_variant(product, "Isi 30", price=120_000, net_amount=30, net_unit="buah")
    last = make_variant(product, "Isi 80", price=305_000, net_amount=80, net_unit="buah")

    index_products(product_ids=[last.pk])

    card = card_of(product)
    assert (card.price_from, card.price_to, card.variant_count) == (120_000, 305_000, 2)
    assert (card.net_amount, card.net_unit) == (30, "buah")


@pytest.mark.parametrize(
    "hide",
    [
        lambda product: type(product).objects.filter(pk=product.pk).update(is_public=False),
        lambda product: Seller.objects.filter(pk=product.seller_id).update(status="suspended"),
        lambda product: StockRecord.objects.filter(product=product).update(is_active=False),
    ],
    ids=["hidden product", "suspended shop", "no offer"],
)
def test_card_is_not_public_when_nothing_can_be_shown(hide):
    product = make_listed("Kopi")

    hide(product)
    index_products(product_ids=[product.pk])

    assert card_of(product).is_public is False


def test_card_counts_reviews_and_pieces_sold():
    product = make_product()
    make_review(product, 5)
    make_review(product, 4)
    make_review(product, 1, status=0)
    order = make_order(product.seller, pieces=2)
    sold = order.lines.get().product
    cancelled = make_order(product.seller, pieces=5)
    moves.cancel(order=cancelled, reason="Habis", actor=None, now=NOON)

    index_products(product_ids=[product.pk, sold.pk, cancelled.lines.get().product_id])

    assert (card_of(product).rating, card_of(product).review_count) == (4.5, 2)
    assert card_of(sold).sold_count == 2
    assert card_of(cancelled.lines.get().product).sold_count == 0


def test_card_of_a_shop_on_holiday_waits_rather_than_being_sold_out():
    product = make_listed("Tempoyak")
    Seller.objects.filter(pk=product.seller_id).update(closed_from=DAY, closed_until=DAY + timedelta(days=2))

    found = []
    for day in (DAY - timedelta(days=1), DAY, DAY + timedelta(days=2), DAY + timedelta(days=3)):
        refresh_closures(today=day)
        found.append((card_of(product).is_in_stock, card_of(product).is_closed))

    assert found == [(True, False), (False, True), (False, True), (True, False)]


def test_set_stock_flag_writes_only_what_changed():
    product = make_listed("Kopi", price=20_000)
    other = make_listed("Gula")
    StockRecord.objects.filter(product=product).update(num_in_stock=0, price=18_000)

    changed = set_stock_flag(product_ids=[product.pk, other.pk])

    card = card_of(product)
    assert (changed, card.is_in_stock, card.price_from) == (1, False, 18_000)
    assert set_stock_flag(product_ids=[product.pk, other.pk]) == 0


def test_untracked_goods_are_always_in_stock():
    assert card_of(make_listed("Jasa jahit", tracked=False)).is_in_stock is True


def test_index_seller_follows_a_new_name():
    product = make_listed("Kopi")
    Seller.objects.filter(pk=product.seller_id).update(name="Kopi Talang")

    assert index_seller(seller_id=product.seller_id) == 1
    assert card_of(product).seller_name == "Kopi Talang"


def test_remove_takes_cards_away():
    product, kept = make_listed("Kopi"), make_listed("Gula")

    remove(product_ids=[product.pk])

    assert list(ProductCard.objects.all()) == [card_of(kept)]


def test_photo_that_became_ready_later_is_shown():
    product = make_listed("Kemplang")
    picture = make_picture()
    product.images.create(picture=picture, display_order=0)
    index_products(product_ids=[product.pk])
    assert card_of(product).picture is None
    type(picture).objects.filter(pk=picture.pk).update(
        widths={"stem": "r/ab/12", "square": [160, 320, 640], "avif": [640]}, placeholder=7
    )

    assert index_new_photos() == 1
    assert index_new_photos() == 0
    assert card_of(product).picture == {"stem": "r/ab/12", "colour": 7, "square": [160, 320]}

    type(picture).objects.filter(pk=picture.pk).update(widths={"stem": "r/cd/34", "square": [160]})
    assert index_new_photos(everywhere=True) == 1


def test_odd_titles_do_not_break_the_index():
    titles = ["'; DROP TABLE x; --", "%s %(x)s {} \\", "😀", "a" * 255, "http://a.b/c -5 1e9"]
    products = [make_product(title=title, slug="") for title in titles]

    assert index_products(product_ids=[product.pk for product in products]) == len(titles)


def test_words_are_learned_at_once_and_counted_later():
    make_listed("Kopi robusta")
    make_listed("Kopi 200 g")
    learned = set(Word.objects.values_list("word", flat=True))

    rebuild_words()

    assert {"kopi", "robusta"} <= learned
    assert Word.objects.get(pk="kopi").frequency == 2
    assert not Word.objects.filter(word__contains="200").exists()


def test_reindex_makes_everything_anew(capsys):
    product = make_product(title="Kopi")
    stray = make_listed("Gula")
    type(stray).objects.filter(pk=stray.pk).update(structure="child", parent=product)

    call_command("reindex")

    assert [card.pk for card in ProductCard.objects.all()] == [product.pk]
    assert Word.objects.filter(pk="kopi").exists()


def test_index_takes_two_statements_for_a_batch(django_assert_num_queries):
    ids = [make_product().pk for _ in range(3)]

    with django_assert_num_queries(5):  # whose pages, savepoint, cards, words, release
        index_products(product_ids=ids, today=timezone.localdate())
