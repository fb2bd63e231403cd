"""The three sides of a complaint on their pages: buyer, shop, operator."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from bumdes.ledger.access import opened
from bumdes.ledger.models import Account
from marketplace.aftersales.models import Complaint
from marketplace.order.models import Order, Purchase
from marketplace.payment.models import Refund
from marketplace.settlement.models import FeeKind
from tests.factories.books import make_organisation_with_book
from tests.factories.complaints import decide, make_complaint, make_delivered_order, make_settled_order
from tests.factories.goods import make_product
from tests.factories.operator import make_operator
from tests.factories.people import make_seller, make_user, owner_of
from tests.factories.photos import make_upload
from tests.factories.settlement import make_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def order(now):
    return make_delivered_order(user=make_user(), now=now)


def test_a_buyer_tells_shows_and_takes_it_back(client, order):
    client.force_login(order.user)
    line = order.lines.get()
    args = [order.purchase.reference, order.number]
    url = reverse("account:complaint", args=args)
    assertContains(client.get(reverse("account:purchase", args=args[:1])), url)

    sent = client.post(
        url, {"kind": "damaged", f"line-{line.pk}": "1", "story": "Remuk.", "photos": make_upload()}
    )

    assert sent.status_code == 302
    complaint = Complaint.objects.get()
    assert (complaint.story, complaint.raised_by) == ("Remuk.", order.user)
    page = client.get(url)
    picture = reverse("account:complaint_photo", args=[*args, complaint.photos.get().pk])
    assertContains(page, picture)
    assert client.get(picture)["Content-Type"] == "image/jpeg"
    assertContains(client.get(reverse("account:purchase", args=args[:1])), "We look into your problem")
    assert client.post(reverse("account:complaint_withdraw", args=args)).status_code == 302
    assertContains(client.get(url), "Taken back")


def test_what_was_typed_stays_and_what_is_missing_is_said(client, order):
    client.force_login(order.user)
    url = reverse("account:complaint", args=[order.purchase.reference, order.number])

    answer = client.post(url, {f"line-{order.lines.get().pk}": "9", "story": "Remuk sekali"})

    assertContains(answer, "Choose what is the matter.", status_code=422)
    assertContains(answer, "Remuk sekali", status_code=422)
    assert not Complaint.objects.exists()


def test_a_guest_tells_by_the_link_and_nobody_else_does(client, now):
    order = make_delivered_order(now=now)
    Purchase.objects.update(user=None)
    Order.objects.update(user=None)
    data = {"kind": "wrong", f"line-{order.lines.get().pk}": "2", "story": "Bukan ini."}
    wrong = reverse("account:track_complaint", args=["x" * 32, order.number])
    right = reverse("account:track_complaint", args=[order.purchase.token, order.number])

    assert client.post(wrong, data).status_code == 404
    assert client.post(right, data).status_code == 302
    assert Complaint.objects.get().raised_by is None


def test_after_seven_days_the_page_says_that_it_is_too_late(client, now):
    order = make_delivered_order(user=make_user(), now=now - timedelta(days=8))
    client.force_login(order.user)

    page = client.get(reverse("account:complaint", args=[order.purchase.reference, order.number]))

    assertContains(page, "for seven days")


def test_the_shop_reads_and_answers(client, order, now):
    complaint = make_complaint(order, now=now, photos=[ContentFile(b"x", "a.jpg")])
    client.force_login(owner_of(order.seller))
    url = reverse("seller:complaint", args=[order.seller.slug, order.number])
    assertContains(client.get(reverse("seller:order", args=[order.seller.slug, order.number])), url)
    assertContains(client.get(url), "Kemplang remuk.")

    empty = client.post(url, {"words": ""})
    said = client.post(url, {"agrees": "yes", "words": "Maaf, kami ganti."})

    assert (empty.status_code, said.status_code) == (422, 302)
    complaint.refresh_from_db()
    assert (complaint.state, complaint.agrees, complaint.answer) == ("answered", True, "Maaf, kami ganti.")


class TestDeciding:
    @pytest.fixture
    def operator(self, client):
        user = make_operator()
        client.force_login(user)
        return user

    def test_money_goes_back_at_once(self, client, operator, order, now):
        complaint = make_complaint(order, now=now)
        url = reverse("operator:complaint", args=[complaint.pk])
        assertContains(client.get(url), 'value="45.000"')

        answer = client.post(
            url,
            {
                f"line-{order.lines.get().pk}": "20rb",
                "delivery": "0",
                "liable": "seller",
                "target": "bank",
                "words": "Separuh remuk.",
            },
        )

        assert answer.status_code == 302
        assert Refund.objects.get().amount == 20_000
        assertContains(client.get(url), "Money given back")
        assertContains(client.get(reverse("operator:refund", args=[Refund.objects.get().pk])), "Complaint")

    @pytest.mark.parametrize("amount", ["0", "90.001"])
    def test_nothing_and_too_much_are_refused_beside_what_was_typed(
        self, client, operator, order, now, amount
    ):
        complaint = make_complaint(order, now=now)

        answer = client.post(
            reverse("operator:complaint", args=[complaint.pk]),
            {f"line-{order.lines.get().pk}": amount, "liable": "seller", "target": "bank", "words": "Ya."},
        )

        assertContains(answer, "Ya.", status_code=422)
        assert Complaint.objects.get().state == "raised"

    def test_it_is_refused_with_words(self, client, operator, order, now):
        complaint = make_complaint(order, now=now)
        url = reverse("operator:complaint", args=[complaint.pk])

        assert client.post(url, {"refuse": "1", "words": ""}).status_code == 422
        assert client.post(url, {"refuse": "1", "words": "Foto lain."}).status_code == 302

        assert Complaint.objects.get().state == "refused"

    def test_a_decision_in_a_matter_of_the_own_is_not_shown_as_made(self, client, now):
        order = make_delivered_order(user=make_operator(), now=now)
        complaint = make_complaint(order, now=now)
        client.force_login(order.user)

        answer = client.post(
            reverse("operator:complaint", args=[complaint.pk]),
            {f"line-{order.lines.get().pk}": "20rb", "liable": "seller", "target": "bank", "words": "Ya."},
        )

        assertContains(answer, "Another operator must decide.", status_code=422)
        assertNotContains(answer, "Money goes back", status_code=422)
        assertContains(answer, "Waits for the shop", status_code=422)

    def test_what_a_book_refuses_is_decided_all_the_same(self, client, operator):
        hub = make_organisation_with_book()
        make_rule(FeeKind.HUB, basis_points=200)
        offer = make_product(seller=make_seller(hub=hub), price=45_000, stock=9).stockrecords.get()
        order = make_settled_order(offer=offer)
        complaint = make_complaint(order)
        with opened(hub.book):
            Account.objects.filter(book=hub.book, role="hub_fee_income").update(is_active=False)
        url = reverse("operator:complaint", args=[complaint.pk])

        answer = client.post(
            url,
            {f"line-{order.lines.get().pk}": "20rb", "liable": "seller", "target": "bank", "words": "Ya."},
        )

        assert answer.status_code == 302
        assertContains(client.get(url), "Money goes back")

    def test_the_lists_cost_the_same_with_more_rows(self, client, operator, django_assert_num_queries):
        for _ in range(3):
            make_complaint(make_settled_order())
            decide(make_complaint(make_settled_order()), 0)
            with django_assert_num_queries(6):
                client.get(reverse("operator:complaints"))
            with django_assert_num_queries(6):
                client.get(reverse("operator:complaints"), {"tab": "selesai"})
        assert client.get(reverse("operator:complaints"), {"tab": "jalan"}).status_code == 200
