"""What an editor may write into a block, and what is refused beside its field."""

import pytest
from django.core.exceptions import ValidationError

from cms.blocks.fields import AddressBlock
from cms.blocks.front import BodyBlock
from cms.blocks.goods import ProductsBlock
from cms.blocks.queries import category_products, featured_shops, picked_products
from cms.home.models import HomePage
from cms.pages.models import StandardPage
from tests.factories.cms import make_listed_product
from tests.factories.goods import make_category
from tests.factories.people import make_seller


@pytest.mark.parametrize(
    "address", ["/", "/tentang/", "/belanja/?urut=terlaris", "https://banyuasinkab.go.id/a"]
)
def test_address_takes_places_here_and_secure_ones_elsewhere(address):
    assert AddressBlock().clean(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "//lain.test/",
        "/\\lain.test",
        "http://lain.test",
        "tentang",
        "/a b",
        "https:// x",
    ],
)
def test_address_refuses_other_schemes_and_hosts_in_disguise(address):
    with pytest.raises(ValidationError) as caught:
        AddressBlock().clean(address)

    assert caught.value.messages == ["Write an address that starts with / or with https://."]


@pytest.mark.django_db
@pytest.mark.parametrize("source", ["category", "picked"])
def test_products_block_asks_for_what_its_source_needs(source):
    block = ProductsBlock()
    value = block.to_python({"source": source, "limit": 6})

    with pytest.raises(ValidationError) as caught:
        block.clean(value)

    assert list(caught.value.block_errors) == [source]


@pytest.mark.django_db
def test_products_block_names_the_line_that_is_no_product():
    block = ProductsBlock()
    value = block.to_python({"source": "picked", "picked": "/produk/kopi/5/\n/toko/cek-lina/", "limit": 6})

    with pytest.raises(ValidationError) as caught:
        block.clean(value)

    assert caught.value.block_errors["picked"].messages == [
        "“/toko/cek-lina/” is not the address of a product."
    ]


@pytest.mark.django_db
def test_picked_products_keep_their_order_and_leave_out_what_is_gone():
    first, second, hidden = make_listed_product(), make_listed_product(), make_listed_product()
    hidden.card.delete()

    cards = picked_products(ids=[second.pk, hidden.pk, first.pk, 999_999])

    assert [card.title for card in cards] == [second.title, first.title]


@pytest.mark.django_db
def test_category_products_reach_into_its_children():
    parent = make_category("Olahan ikan", slug="olahan-ikan")
    child = make_category("Kemplang", parent=parent, slug="kemplang")
    inside = make_listed_product(category=child)
    make_listed_product(category=make_category("Kopi", slug="kopi"))

    assert [card.title for card in category_products(slug="olahan-ikan", limit=6)] == [inside.title]
    assert category_products(slug="tidak-ada", limit=6) == []


@pytest.mark.django_db
def test_featured_shops_are_the_named_ones_else_the_most_experienced_with_goods():
    new, old, empty = make_seller(level=1), make_seller(level=5), make_seller(level=5)
    for shop in (new, old, old):
        make_listed_product(seller=shop)

    named = featured_shops(slugs=[new.slug, empty.slug, "tidak-ada"], limit=4)
    best = featured_shops(slugs=[], limit=4)

    assert [(shop.name, shop.product_count) for shop in named] == [(new.name, 1), (empty.name, 0)]
    assert [(shop.name, shop.product_count) for shop in best] == [(old.name, 2), (new.name, 1)]


def test_a_page_has_one_headline():
    bodies = [kind._meta.get_field("body").stream_block for kind in (HomePage, StandardPage)]

    assert [body.meta.block_counts for body in bodies] == [{"hero": {"max_num": 1}}, {"hero": {"max_num": 0}}]


@pytest.mark.django_db
def test_every_block_has_a_template_of_its_own_name():
    blocks = BodyBlock().child_blocks

    assert {name: block.meta.template for name, block in blocks.items()} == {
        name: f"blocks/{name}.html" for name in blocks
    }
