"""Product pages: words, categories, photos, variants, versions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from marketplace.catalogue import queries, services
from marketplace.catalogue.models import Product
from tests.factories.goods import make_category, make_offer, make_product
from tests.factories.people import NOON, make_seller, owner_of

pytestmark = pytest.mark.django_db

CONTENT = services.Content(
    title="Kemplang panggang",
    category_id=0,
    kind=services.GOODS,
    description="Renyah.",
    unit="bungkus",
    net_amount=250,
    net_unit="g",
    weight_grams=300,
    origin_village_id=None,
    preorder_days=0,
    pirt_number="",
    halal="none_needed",
    halal_number="",
)
SMALL = services.Variant(label="250 g", net_amount=250, net_unit="g", weight_grams=0)


@pytest.fixture
def seller():
    return make_seller()


@pytest.fixture
def content():
    return replace(CONTENT, category_id=make_category(parent=make_category()).pk)


def make(seller, content, *variants) -> tuple[Product, list[Product]]:
    return services.create(
        seller=seller, content=content, variants=variants, actor=owner_of(seller), now=NOON
    )


def write(product, content, *variants, version=None) -> list[Product]:
    return services.update(
        product=product,
        content=content,
        variants=variants,
        version=version or services.version_of(product),
        actor=owner_of(product.seller),
        now=NOON,
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Kemplang   panggang ", "Kemplang panggang"),
        ("a\u202eb\x00c\td", "a b c d"),
        ("Ikan 👨‍🍳", "Ikan 👨‍🍳"),
    ],
)
def test_line_is_kept_plain(typed, kept):
    assert services.plain_line(typed) == kept


def test_text_keeps_its_lines():
    assert services.plain_text("\r\n a \r\n\r\n\r\nb\rc\n\n") == "a\n\nb\nc"


def test_new_page_is_not_public_and_has_one_category(seller, content):
    product, children = make(seller, content)

    assert (product.is_public, product.is_standalone, children) == (False, True, [])
    assert list(product.categories.values_list("pk", flat=True)) == [content.category_id]


def test_category_with_children_takes_no_products(seller, content):
    top = make_category()
    make_category(parent=top)

    with pytest.raises(services.NotLeaf):
        make(seller, replace(content, category_id=top.pk))


def test_variants_take_what_they_do_not_say_from_the_page(seller, content):
    parent, (child,) = make(seller, content, SMALL)

    assert parent.is_parent
    assert (child.title, child.variant_label, child.weight_grams) == ("Kemplang panggang 250 g", "250 g", 300)
    assert (child.parent, child.seller, child.unit) == (parent, seller, "bungkus")


def test_stale_version_is_refused(seller, content):
    product, _children = make(seller, content)
    old = services.version_of(product)
    write(product, replace(content, title="Satu"))

    with pytest.raises(services.Stale):
        write(product, replace(content, title="Dua"), version=old)


def test_address_stays_when_the_title_changes(seller, content):
    product, _children = make(seller, content)

    write(product, replace(content, title="Nama yang lain"))

    assert (product.title, product.slug) == ("Nama yang lain", "kemplang-panggang")


def test_variant_that_is_not_offered_stays_for_old_orders(seller, content):
    parent, (child,) = make(seller, content, SMALL)

    write(parent, content, replace(SMALL, product_id=child.pk, is_offered=False))

    child.refresh_from_db()
    assert not child.is_public


def test_page_without_an_offer_cannot_be_public(seller, content):
    product, _children = make(seller, content)
    publish = {"product": product, "is_public": True, "actor": owner_of(seller), "now": NOON}

    with pytest.raises(services.NothingToSell):
        services.set_public(**publish)
    make_offer(product, seller=seller)
    services.set_public(**publish)

    product.refresh_from_db()
    assert product.is_public


def test_leaf_categories_stand_under_their_top_one():
    fish = make_category("Olahan ikan")
    make_category("Kemplang", parent=fish)
    deep = make_category("Pempek", parent=fish)
    lenjer = make_category("Lenjer", parent=deep)
    alone = make_category("Jasa")

    groups = dict(queries.leaf_categories())

    assert [name for _pk, name in groups["Olahan ikan"]] == ["Kemplang", "Pempek › Lenjer"]
    assert groups["Olahan ikan"][1][0] == lenjer.pk
    assert groups["Jasa"] == [(alone.pk, "Jasa")]


def test_other_shops_see_public_pages_of_open_shops_only(seller):
    seen = make_product(title="Beras pasang surut")
    make_product(title="Beras simpanan", seller=seller)
    make_product(title="Beras gelap", seller=make_seller(status="suspended"))
    Product.objects.filter(pk=make_product(title="Beras draf").pk).update(is_public=False)

    assert list(queries.sellable_by_others("beras", without_seller=seller.pk)) == [seen]
