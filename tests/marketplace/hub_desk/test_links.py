"""Shops of members on the desk: what waits, who it may be, and the answer."""

from __future__ import annotations

import pytest
from django.urls import reverse

from marketplace.settlement.models import MemberLink
from tests.factories.books import make_organisation_with_book
from tests.factories.links import asked_link, link_shop
from tests.factories.members import make_member
from tests.factories.people import make_officer, make_seller, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return make_organisation_with_book()


@pytest.fixture
def seller(hub):
    return make_seller(hub=hub, phone="+6281299990001")


@pytest.fixture
def officer(client, hub):
    officer = make_officer(hub, "credit_officer")
    client.force_login(officer)
    return officer


def test_the_list_counts_no_queries_with_its_rows(client, hub, officer, django_assert_num_queries):
    counted = []
    for _ in range(2):
        link_shop(make_seller(hub=hub), make_member(hub))
        asked_link(make_seller(hub=hub))
        with django_assert_num_queries(7):
            page = client.get(reverse("hub:links", args=[hub.code])).content.decode()
        counted.append(page.count("waits for you"))
    assert counted == [1, 2]


def test_the_page_names_who_it_may_be_and_the_number_links_them(client, hub, seller, officer):
    member = make_member(hub, name="Siti contoh", phone="+6281299990001")
    make_member(hub, name="Orang lain")
    link = asked_link(seller)
    url = reverse("hub:link", args=[hub.code, link.pk])

    page = client.get(url).content.decode()
    assert ("Siti contoh" in page, "Orang lain" in page) == (True, False)
    answer = client.post(url, {"number": member.number})

    assert answer.status_code == 302
    assert MemberLink.objects.live().get().member == member
    assert member.number in client.get(url).content.decode()


def test_a_wrong_number_is_said_beside_the_field_and_kept(client, hub, seller, officer):
    link = asked_link(seller)

    answer = client.post(reverse("hub:link", args=[hub.code, link.pk]), {"number": "A-7777"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nobody with this number is a member of your BUMDes." in page
    assert 'value="A-7777"' in page


def test_saying_no_needs_a_reason(client, hub, seller, officer):
    url = reverse("hub:link", args=[hub.code, asked_link(seller).pk])

    empty = client.post(url, {"end": "1", "reason": ""})
    said = client.post(url, {"end": "1", "reason": "Bukan anggota kami."})

    assert (empty.status_code, said.status_code) == (422, 302)
    assert MemberLink.objects.get().reason == "Bukan anggota kami."


def test_a_cashier_reads_the_list_and_answers_nothing(client, hub, seller):
    client.force_login(make_officer(hub, "cashier"))
    link = asked_link(seller)

    answers = [
        client.get(reverse("hub:links", args=[hub.code])).status_code,
        client.get(reverse("hub:link", args=[hub.code, link.pk])).status_code,
    ]

    assert answers == [200, 403]


class TestTheShopsSide:
    def test_the_owner_asks_and_takes_it_back(self, client, seller):
        client.force_login(owner_of(seller))
        url = reverse("seller:membership", args=[seller.slug])

        assert client.post(url, {"number": "a-0001"}).status_code == 302
        assert MemberLink.objects.asked().get().number == "A-0001"
        assert "looks you up and answers" in client.get(url).content.decode()
        assert client.post(reverse("seller:membership_end", args=[seller.slug])).status_code == 302

        assert not MemberLink.objects.open().exists()
        assert client.get(reverse("seller:money", args=[seller.slug])).status_code == 200

    def test_who_is_known_reads_it(self, client, hub, seller):
        member = make_member(hub, name="Siti contoh")
        link_shop(seller, member)
        client.force_login(owner_of(seller))

        page = client.get(reverse("seller:membership", args=[seller.slug])).content.decode()

        assert f"that of its member Siti contoh ({member.number})" in page
