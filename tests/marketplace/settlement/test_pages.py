"""The operator's desk, the rules, and what a shop sees of its money."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.settlement.models import FeeKind, FeeRule
from marketplace.settlement.services import book_facts, settle_orders
from tests.factories.operator import make_operator
from tests.factories.people import NOON, owner_of
from tests.factories.purchases import make_purchase
from tests.factories.settlement import goods_at, make_completed_order, make_rule

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def client_of(user) -> Client:
    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def settled():
    make_rule(basis_points=300)
    make_rule(FeeKind.HUB, basis_points=200)
    order = make_completed_order(price=45_000, pieces=2)
    book_facts(now=LATER)
    settle_orders(now=LATER)
    return order


def test_the_desk_shows_where_money_lies_and_whose_it_is(settled):
    page = client_of(make_operator()).get(reverse("operator:money")).content.decode()

    assert "Kliring Loket BUMDes" in page
    assert "Rp85.500" in page  # the shop's
    assert "Rp2.700" in page  # commission
    assert "Not in the books yet" not in page


def test_the_desk_says_what_waits(settled):
    make_purchase((goods_at(10_000), 1), paid=True)

    page = client_of(make_operator()).get(reverse("operator:money")).content.decode()

    assert "Not in the books yet: 1 payments" in page


def test_a_shop_reads_what_is_held_and_what_is_its_own(settled):
    offer = settled.lines.get().stockrecord
    make_purchase((offer, 1), paid=True)
    book_facts(now=LATER)

    page = client_of(owner_of(settled.seller)).get(reverse("seller:money", args=[settled.seller.slug]))

    text = page.content.decode()
    assert "Rp42.750" in text  # held: 45.000 less 5 %
    assert "Rp85.500" in text
    assert settled.number in text


@pytest.mark.parametrize("orders", [1, 3])
def test_a_shops_page_asks_the_same_whatever_it_lists(orders, django_assert_num_queries):
    offer = goods_at(20_000, stock=50)
    for _ in range(orders):
        make_completed_order(offer=offer, pieces=1)
    book_facts(now=LATER)
    settle_orders(now=LATER)
    client, url = (
        client_of(owner_of(offer.partner.seller)),
        reverse("seller:money", args=[offer.partner.seller.slug]),
    )
    client.get(url)

    with django_assert_num_queries(16):
        client.get(url)


def test_a_rule_is_set_and_ended_by_the_form():
    client = client_of(make_operator())
    form = {"kind": "commission", "place": "10", "percent": "2,5", "per_piece": ""}

    answer = client.post(reverse("operator:rules"), form)
    again = client.post(reverse("operator:rules"), form)

    assert answer.status_code == 302
    rule = FeeRule.objects.get()
    assert (rule.basis_points, rule.percent) == (250, "2,5")
    assert again.status_code == 422
    assert "Another rule stands in this place" in again.content.decode()
    assert 'value="2,5"' in again.content.decode()
    client.post(reverse("operator:end_rule", args=[rule.pk]))
    rule.refresh_from_db()
    assert rule.until_at is not None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"percent": "101"}, "between 0,01 and 100"),
        ({"percent": "2,555"}, "between 0,01 and 100"),
        ({"percent": "x"}, "between 0,01 and 100"),
        ({"percent": "2", "per_piece": "500"}, "not both"),
        ({"place": "0", "percent": "2"}, "greater than or equal to 1"),
    ],
)
def test_wrong_rules_are_told_beside_the_field(typed, words):
    answer = client_of(make_operator()).post(
        reverse("operator:rules"), {"kind": "hub", "place": "5", "percent": "", "per_piece": "", **typed}
    )

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not FeeRule.objects.exists()


def test_the_trail_tells_what_happened_to_the_money(settled):
    page = client_of(make_operator()).get(reverse("operator:trail", args=[settled.number])).content.decode()

    steps = ["Paid by the buyer", "Held until the goods have arrived", "To the shop"]
    assert [page.index(step) for step in steps] == sorted(page.index(step) for step in steps)
