"""Every page of a shop: who may open it, and how many queries it costs."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.ids import random_token
from marketplace.sellers.models import Certificate
from tests.factories.goods import make_offer, make_product
from tests.factories.people import make_seller, make_user, owner_of
from tests.factories.seller_centre import make_order

pytestmark = pytest.mark.django_db

PAGES = [
    "home",
    "orders",
    "products",
    "product_new",
    "offers",
    "sell_too_find",
    "profile",
    "holiday",
    "staff",
    "certificates",
]


@pytest.fixture
def shop():
    return make_seller()


@pytest.fixture
def own(client, shop):
    client.force_login(owner_of(shop))
    return client


MORE = (
    *("climb", "consent", "hours", "money", "cod"),
    *("statement", "statement_pdf", "statement_xlsx", "payout_new", "payout_account"),
    *("membership", "membership_end", "taxes", "taxes_xlsx"),
)


def addresses(shop) -> list[str]:
    """Every address under /jual/ that names something of this shop."""
    order = make_order(shop)
    product = make_product(seller=shop)
    member = shop.staff.get(role="owner")
    other = make_product()
    paper = Certificate.objects.create(
        seller=shop, kind="nib", file="a.pdf", uploaded_by=member.user, uploaded_at=shop.created_at
    )
    of_order = [
        *("order", "slip", "invoice", "accept", "decline", "pack", "hand_over"),
        *("door_cash", "door_refused"),
    ]
    return [
        *[reverse(f"seller:{name}", args=[shop.slug]) for name in [*PAGES, *MORE]],
        *[reverse(f"seller:{name}", args=[shop.slug, order.number]) for name in of_order],
        *[reverse(f"seller:{name}", args=[shop.slug, product.pk]) for name in ("product", "product_public")],
        reverse("seller:sell_too", args=[shop.slug, other.pk]),
        reverse("seller:end_staff", args=[shop.slug, member.pk]),
        reverse("seller:certificate", args=[shop.slug, paper.pk]),
        # A payout of its own is asked for by tests/architecture/test_tenancy.py.
        reverse("seller:payout", args=[shop.slug, "none"]),
        # And so are complaints.
        reverse("seller:complaint", args=[shop.slug, order.number]),
        reverse("seller:complaint_photo", args=[shop.slug, order.number, 1]),
    ]


def test_every_address_is_covered(shop):
    from marketplace.seller_centre.urls import urlpatterns

    assert len(addresses(shop)) == len(urlpatterns) - 2  # all but the picker and the opening


@pytest.mark.parametrize("method", ["get", "post"])
def test_foreign_shop_is_not_found(client, shop, method):
    stranger = owner_of(make_seller())
    client.force_login(stranger)

    answers = {url: getattr(client, method)(url).status_code for url in addresses(shop)}

    assert set(answers.values()) == {404}


def test_foreign_object_under_own_shop_is_not_found(own, shop):
    foreign = make_seller()
    order, product = make_order(foreign), make_product(seller=foreign)
    member = foreign.staff.get()
    urls = [
        *[
            reverse(f"seller:{name}", args=[shop.slug, order.number])
            for name in ("order", "slip", "accept", "decline", "pack", "hand_over")
        ],
        *[reverse(f"seller:{name}", args=[shop.slug, product.pk]) for name in ("product", "product_public")],
        reverse("seller:end_staff", args=[shop.slug, member.pk]),
    ]

    answers = {
        (url, method): getattr(own, method)(url).status_code for url in urls for method in ("get", "post")
    }

    assert set(answers.values()) == {404}


def test_visitor_is_asked_to_sign_in(client, shop):
    for url in [*addresses(shop), reverse("seller:index"), reverse("seller:open")]:
        answer = client.get(url)
        assert answer.status_code == 302
        assert "next=" in answer["Location"]


def test_former_staff_finds_nothing(client, shop):
    helper = make_user()
    shop.staff.create(user=helper, role="staff", started_at=shop.created_at, ended_at=shop.created_at)
    client.force_login(helper)

    assert client.get(reverse("seller:home", args=[shop.slug])).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_own_page_opens(own, shop, name):
    make_order(shop)

    answer = own.get(reverse(f"seller:{name}", args=[shop.slug]))

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


# Session and user, the shop, then what the page shows.
QUERIES = {"home": 14, "orders": 7, "products": 6, "offers": 5, "staff": 8}


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_rows(own, shop, name, rows, django_assert_num_queries):
    for _row in range(rows):
        make_order(shop)
        if name == "staff":
            shop.staff.create(user=make_user(), role="staff", started_at=shop.created_at)
    url = reverse(f"seller:{name}", args=[shop.slug])
    own.get(url)

    with django_assert_num_queries(QUERIES[name]):
        own.get(url)


def test_index_goes_straight_into_the_only_shop(own, shop):
    assert own.get(reverse("seller:index"))["Location"] == reverse("seller:home", args=[shop.slug])


def test_owner_of_one_shop_can_get_to_the_list(own, shop):
    page = own.get(reverse("seller:home", args=[shop.slug])).content.decode()

    assert reverse("seller:index") + "?pilih=1" in page
    assert own.get(reverse("seller:index"), {"pilih": "1"}).status_code == 200


def test_index_offers_a_choice_of_several_shops(own, shop):
    second = make_seller(owner=owner_of(shop))

    page = own.get(reverse("seller:index")).content.decode()

    assert shop.name in page
    assert second.name in page


def test_index_without_a_shop_invites_to_open_one(client):
    client.force_login(make_user())

    assert client.get(reverse("seller:index"))["Location"] == reverse("seller:open")


def test_list_of_products_shows_only_own_price(own, shop):
    product = make_product(seller=shop, price=15_000, stock=7)
    make_offer(product, price=1_111, stock=99)

    page = own.get(reverse("seller:products", args=[shop.slug])).content.decode()

    assert "Rp15.000" in page
    assert "7 left" in page
    assert "Rp1.111" not in page


def test_typing_survives_a_lost_sign_in(client, shop):
    url = reverse("seller:product_new", args=[shop.slug])

    answer = client.post(url, {"title": "Pempek lenjer panjang", "price": "15rb", "key": random_token()})
    client.force_login(owner_of(shop))
    page = client.get(url).content.decode()

    assert answer.status_code == 302
    assert "Pempek lenjer panjang" in page
    assert "15rb" in page
    assert "You had been signed out." in page
    assert "Pempek lenjer panjang" not in client.get(url).content.decode()
