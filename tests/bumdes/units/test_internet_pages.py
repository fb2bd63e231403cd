"""The pages of village internet, as the treasurer and the cashier use them."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of, balance
from bumdes.units.models import Bill, Package, Payment, Subscriber
from tests.factories.books import make_organisation_with_book
from tests.factories.people import NOON, make_officer
from tests.factories.units import make_business, make_internet

pytestmark = pytest.mark.django_db


class Place:
    """A BUMDes with one internet unit that has a line, its bill of June and a part paid."""

    def __init__(self):
        self.hub = make_organisation_with_book()
        actor = make_officer(self.hub, "treasurer")
        self.business = make_business(self.hub, kind="internet", actor=actor)
        self.made = make_internet(self.business, actor=actor)
        self.treasurer = self.client("treasurer")

    def client(self, role) -> Client:
        client = Client(HTTP_SEC_FETCH_SITE="same-origin")
        client.force_login(make_officer(self.hub, role))
        client.cookies["django_language"] = "en"
        return client

    def url(self, name, *parts) -> str:
        return reverse(f"units:{name}", args=[self.hub.code, self.business.pk, *parts])

    @property
    def line(self):
        return Subscriber.objects.get(pk=self.made["internet_line"])

    def more_lines(self, count):
        """Houses beside the first, each with an open bill of June."""
        bill = Bill.objects.get()
        for n in range(count):
            line = self.line
            line.pk, line.number, line.name = None, 10 + n, f"Pak Umar {n}"
            line.save()
            Bill.objects.create(
                subscriber=line,
                month=bill.month,
                package_name=bill.package_name,
                amount=150_000,
                due_on=bill.due_on,
                entry_id=bill.entry_id,
                made_at=NOON,
            )


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def cash(place):
    return accounts_of(place.hub.book)["cash"]


@pytest.mark.parametrize(("name", "queries"), [("internet", 11), ("internet_late", 9)])
def test_a_list_asks_as_much_for_three_as_for_one(place, name, queries, django_assert_num_queries):
    place.treasurer.get(place.url(name))
    with django_assert_num_queries(queries):
        one = place.treasurer.get(place.url(name)).content.decode()
    place.more_lines(2)
    with django_assert_num_queries(queries):
        three = place.treasurer.get(place.url(name)).content.decode()

    assert "Bu Lina" in one
    assert "Pak Umar 1" in three


def test_subscribers_are_found_by_name_house_phone_and_number(place):
    place.more_lines(1)

    for words in ("lina", "dusun 2", "081200000111", "1"):
        assert "Bu Lina" in place.treasurer.get(place.url("internet"), {"cari": words}).content.decode()
    nobody = place.treasurer.get(place.url("internet"), {"cari": "tak ada"}).content.decode()
    assert "Bu Lina" not in nobody
    assert 'value="tak ada"' in nobody


def test_a_package_is_added_and_ended_by_who_runs_units(place):
    page, form = place.url("internet_packages"), {"act": "add", "name": "Warung", "speed_mbps": "20"}

    wrong = place.treasurer.post(page, {**form, "price": "murah"})
    answer = place.treasurer.post(page, {**form, "price": "250rb"})
    again = place.treasurer.post(page, {**form, "price": "250rb"})

    assert (wrong.status_code, answer.status_code, again.status_code) == (422, 302, 422)
    assert 'value="murah"' in wrong.content.decode()
    assert "already a package with this name" in again.content.decode()
    made = Package.objects.get(name="Warung")
    assert made.price == 250_000
    assert place.client("cashier").post(page, {"end": made.pk}).status_code == 403
    place.treasurer.post(page, {"end": made.pk})
    made.refresh_from_db()
    assert not made.is_active


def test_a_house_is_connected_once(place):
    form = {
        "key": "k" * 22,
        "name": "Pak Umar",
        "phone": "0812-3456-7890",
        "package": Package.objects.get().pk,
        "started_on": "2026-06-01",
    }
    cashier = place.client("cashier")

    wrong = cashier.post(place.url("internet_new"), {**form, "started_on": "kemarin"})
    first, second = (cashier.post(place.url("internet_new"), form) for _n in range(2))

    assert wrong.status_code == 422
    assert 'value="kemarin"' in wrong.content.decode()
    made = Subscriber.objects.get(name="Pak Umar")
    assert first.url == second.url == place.url("internet_line", made.pk)
    assert (made.number, made.phone) == (2, "+6281234567890")


def test_a_line_is_shut_off_put_on_and_ended(place):
    page = place.url("internet_line", place.line.pk)

    place.treasurer.post(page, {"act": "off"})
    assert place.line.suspended_on == timezone.localdate()
    place.treasurer.post(page, {"act": "on"})
    assert place.line.suspended_on is None
    early = place.treasurer.post(page, {"act": "end", "ended_on": "2025-12-31"})
    assert early.status_code == 422
    assert "cannot end before it began" in early.content.decode()
    place.treasurer.post(page, {"act": "end", "ended_on": "2026-06-30"})
    assert place.line.ended_on == date(2026, 6, 30)
    assert place.client("cashier").post(page, {"act": "on"}).status_code == 403


def test_a_payment_over_the_debt_is_paid_ahead_and_has_a_receipt(place, cash):
    page = place.url("internet_pay", place.line.pk)
    form = {"key": "p" * 22, "amount": "130.000", "account": cash.pk, "paid_on": "2026-06-05"}
    cashier = place.client("cashier")

    wrong = cashier.post(page, {**form, "amount": "banyak", "paid_on": "2999-01-01"})
    answers = [cashier.post(page, form) for _n in range(2)]

    assert wrong.status_code == 422
    assert 'value="banyak"' in wrong.content.decode()
    assert "has not come yet" in wrong.content.decode()
    paid = Payment.objects.get(amount=130_000)
    assert {answer.url for answer in answers} == {place.url("internet_receipt", paid.pk)}
    shown = cashier.get(answers[0].url).content.decode()
    assert "Rp100.000" in shown  # what June still lacked
    assert "Rp30.000" in shown  # what is paid ahead
    with opened(place.hub.book):
        assert balance(cash) == 180_000
    assert place.client("supervisor").get(page).status_code == 403


def test_a_bill_is_waived_with_a_reason_unless_something_was_paid(place):
    place.more_lines(1)
    part_paid, unpaid = Bill.objects.order_by("pk")

    refused = place.treasurer.post(place.url("internet_bill", part_paid.pk), {"reason": "Gangguan"})
    empty = place.treasurer.post(place.url("internet_bill", unpaid.pk), {"reason": ""})

    assert (refused.status_code, empty.status_code) == (422, 422)
    assert "Something was paid" in refused.content.decode()
    cashier = place.client("cashier")
    assert cashier.post(place.url("internet_bill", unpaid.pk), {"reason": "Gangguan"}).status_code == 403
    answer = place.treasurer.post(place.url("internet_bill", unpaid.pk), {"reason": "Gangguan"}, follow=True)
    assert "Gangguan" in answer.content.decode()
    unpaid.refresh_from_db()
    assert unpaid.rest == 0


def test_a_run_says_how_many_bills_it_will_make_and_makes_them_once(place):
    page = place.url("internet_run")

    shown = place.treasurer.get(page, {"month": "2026-05"}).content.decode()
    place.treasurer.post(page, {"month": "2026-05"})
    again = place.treasurer.get(page, {"month": "2026-05"}).content.decode()

    assert "1 bill of Rp150.000 will be made" in shown
    assert Bill.objects.filter(month=date(2026, 5, 1)).count() == 1
    assert "Every line has its bill already." in again
    assert place.treasurer.post(page, {"month": "2999-01"}).status_code == 422
    assert 'value="Mei"' in place.treasurer.get(page, {"month": "Mei"}).content.decode()
    assert place.client("cashier").get(page).status_code == 403


def test_arrears_are_shown_by_age_with_a_reminder_and_a_list_for_the_technician(place):
    late = place.treasurer.get(place.url("internet_late")).content.decode()
    listed = place.treasurer.get(place.url("internet_shut_off")).content.decode()
    place.treasurer.post(place.url("internet_line", place.line.pk), {"act": "off"})
    after = place.treasurer.get(place.url("internet_shut_off")).content.decode()

    assert "more than 90 days (1)" in late
    assert "https://wa.me/6281200000111?text=" in late
    assert "Dusun 2" in listed
    assert "No line is due to be shut off." in after
