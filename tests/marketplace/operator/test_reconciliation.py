"""The operator's pages of reconciliation."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from marketplace.reconciliation.models import Difference, Remittance, Report
from marketplace.settlement.services import book_facts
from tests.factories.books import make_organisation_with_book
from tests.factories.goods import make_product
from tests.factories.operator import make_operator
from tests.factories.people import make_seller, make_user
from tests.factories.purchases import make_purchase
from tests.factories.reports import stripe_report, take_in

pytestmark = pytest.mark.django_db
ROW = ("txn_1", "2026-11-23", "charge", 90_000, 0, "pi_1")


def at(name, *args):
    return reverse(f"operator:{name}", args=args)


@pytest.fixture
def operator(client):
    user = make_operator(name="Bu Operator")
    client.force_login(user)
    return user


def send(client, content: bytes, **more):
    file = SimpleUploadedFile("stripe.csv", content, content_type="text/csv")
    return client.post(at("report_upload"), {"source": "stripe", "file": file} | more)


@pytest.mark.parametrize("name", ["reconciliation", "report_upload", "remittances"])
def test_only_operators_find_them(client, name):
    client.force_login(make_user())

    assert client.get(at(name)).status_code == 404


def test_a_report_is_imported_and_its_difference_settled(client, operator):
    answer = send(client, stripe_report(ROW))
    page = client.get(answer.url)
    assertContains(page, "Not known here")
    assertContains(client.get(at("reconciliation") + "?tab=laporan"), "stripe.csv")

    difference = Difference.objects.get()
    assertContains(client.get(at("reconciliation")), "The provider has it, we do not")
    client.post(at("difference", difference.pk), {"take": "1"})
    assertContains(client.get(at("difference", difference.pk)), "Bu Operator")
    empty = client.post(at("difference", difference.pk), {"note": ""})
    assertContains(empty, "Write what it was, so that nobody has to look again.", status_code=422)
    client.post(at("difference", difference.pk), {"note": "Uji coba penyedia."})

    assertContains(client.get(at("reconciliation")), "Nothing differs")
    assertContains(client.get(at("reconciliation") + "?tab=selesai"), "Uji coba penyedia.")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n1,2", "This is no report of Stripe: it needs the columns balance_transaction_id"),
        (stripe_report(("t", "kemarin", "charge", 1, 0, "p")), "Lines 2 cannot be read"),
        (b"", "The file is empty."),
    ],
)
def test_a_wrong_file_is_named_beside_the_field(client, operator, content, said):
    assertContains(send(client, content), said, status_code=422)
    assert not Report.objects.exists()


def test_the_same_file_again_shows_the_first_report(client, operator):
    first = send(client, stripe_report(ROW))

    assert send(client, stripe_report(ROW)).url == first.url


def test_what_a_bumdes_brought_is_entered(client, operator):
    hub = make_organisation_with_book(name="BUMDes Muara Jaya")
    offer = make_product(seller=make_seller(hub=hub), price=40_000).stockrecords.get()
    make_purchase((offer, 1), paid=True)
    book_facts(now=timezone.now())
    assertContains(client.get(at("remittances")), "Rp40.000")
    form = {
        "hub": hub.pk,
        "origin": "counter_cash",
        "amount": "50.000",
        "moved_on": str(timezone.localdate()),
        "reference": "FT-77",
    }

    wrong = client.post(at("remittances"), form)
    assertContains(wrong, "BUMDes Muara Jaya owes only Rp40.000 of this.", status_code=422)
    assertContains(wrong, 'value="FT-77"', status_code=422)
    done = client.post(at("remittances"), form | {"amount": "40.000"}, follow=True)

    assertContains(done, "Rp40.000 of BUMDes Muara Jaya is in both books.")
    assert Remittance.objects.get().entered_by == operator


@pytest.mark.parametrize("lines", [1, 3])
def test_the_lists_cost_the_same_for_many(client, operator, lines, django_assert_num_queries):
    rows = [(f"txn_{n}", "2026-11-23", "charge", 90_000, 0, f"pi_{n}") for n in range(lines)]
    report = take_in(stripe_report(*rows), actor=operator)
    client.get(at("reconciliation"))

    with django_assert_num_queries(3):
        client.get(at("reconciliation"))
    with django_assert_num_queries(4):
        client.get(at("report", report.pk))
