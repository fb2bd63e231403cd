"""The pages of village internet, as the treasurer and the cashier use them."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of, balance
from bumdes.units.models import Bill, Package, Payment, Subscriber, VoucherBatch
from bumdes.units.services import open_shift
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
        "package": Package.objects.get(days=None).pk,
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
        assert balance(cash) == 190_000
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


def test_a_month_shows_its_sums_and_the_bills_of_a_state(place, django_assert_num_queries):
    page = place.url("internet_bills")
    with django_assert_num_queries(9):
        one = place.treasurer.get(page, {"month": "2026-06"}).content.decode()
    place.more_lines(2)

    with django_assert_num_queries(9):
        three = place.treasurer.get(page, {"month": "2026-06", "keadaan": "terbuka"}).content.decode()
    paid = place.treasurer.get(page, {"month": "2026-06", "keadaan": "lunas"}).content.decode()
    wrong = place.treasurer.get(page, {"month": "Juni"})

    assert "Bu Lina" in one
    assert "Pak Umar 1" in three
    assert "Rp400.000" in three  # three of 150.000 less the 50.000 that came
    assert "No bill of this month is so." in paid
    assert wrong.status_code == 422
    assert 'value="Juni"' in wrong.content.decode()


def test_a_subscriber_is_corrected_and_moves_to_another_package(place):
    net = place.line.service
    bigger = Package.objects.create(service=net, name="Usaha", speed_mbps=20, price=250_000)
    Package.objects.filter(name="Rumah").update(is_active=False)
    page, cashier = place.url("internet_change", place.line.pk), place.client("cashier")

    shown = cashier.get(page).content.decode()
    wrong = cashier.post(page, {"name": "Bu Lina S.", "phone": "lima", "package": bigger.pk})
    cashier.post(page, {"name": "Bu Lina S.", "phone": "081200000222", "package": bigger.pk})

    assert "Rumah" in shown  # hers, though nobody new gets it
    assert wrong.status_code == 422
    assert 'value="lima"' in wrong.content.decode()
    line = place.line
    assert (line.name, line.phone, line.package) == ("Bu Lina S.", "+6281200000222", bigger)
    assert place.client("supervisor").get(page).status_code == 403


def test_the_day_to_pay_is_one_that_every_month_has(place):
    page = place.url("internet_packages")

    wrong = place.treasurer.post(page, {"act": "terms", "due_day": "31", "suspend_after_days": "14"})
    place.treasurer.post(page, {"act": "terms", "due_day": "5", "suspend_after_days": "14"})

    assert wrong.status_code == 422
    assert 'value="31"' in wrong.content.decode()
    net = place.line.service
    assert (net.due_day, net.suspend_after_days) == (5, 14)


def test_cash_of_today_goes_through_the_open_drawer(place, cash):
    cashier = make_officer(place.hub, "cashier")
    shift = open_shift(organisation=place.hub, cashier=cashier, opening_cash=0, now=timezone.now())
    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.force_login(cashier)
    client.cookies["django_language"] = "en"
    page, today = place.url("internet_pay", place.line.pk), timezone.localdate()
    form = {"key": "d" * 22, "amount": "80.000", "account": cash.pk, "paid_on": today, "tendered": "100.000"}

    short = client.post(page, {**form, "tendered": "50.000"})
    answers = [client.post(page, form, follow=True) for _n in range(2)]
    late = client.post(page, {**form, "key": "e" * 22, "amount": "5.000", "paid_on": "2026-06-05"})

    assert short.status_code == 422
    assert 'value="50.000"' in short.content.decode()
    assert "less than the amount" in short.content.decode()
    receipt = shift.receipts.get()  # the two sendings are one, and what came late is in no drawer
    assert (receipt.amount, receipt.change) == (80_000, 20_000)
    assert Payment.objects.get(amount=80_000).receipt == receipt
    assert str(receipt) in answers[1].content.decode()
    assert late.status_code == 302
    assert Payment.objects.get(amount=5_000).receipt is None


def test_a_sheet_is_made_once_and_its_codes_sold_used_or_made_void(place, cash):
    daily, all_sheets = Package.objects.get(days=1), place.url("internet_vouchers")
    form = {"act": "print", "key": "s" * 22, "package": daily.pk, "count": "3"}

    wrong = place.treasurer.post(all_sheets, {**form, "count": "900"})
    first, again = (place.treasurer.post(all_sheets, form).url for _n in range(2))
    assert wrong.status_code == 422
    assert 'value="900"' in wrong.content.decode()
    assert first == again
    sheet = VoucherBatch.objects.get(count=3)
    cashier = place.client("cashier")
    sold = {"key": "v" * 22, "account": cash.pk, "sold_on": "2026-06-05"}
    many = cashier.post(first, {**sold, "count": "4"})
    sale = cashier.post(first, {**sold, "count": "2"}, follow=True).content.decode()

    assert many.status_code == 422
    assert "Only 3 vouchers" in many.content.decode()
    codes = list(sheet.vouchers.order_by("pk").values_list("code", flat=True))
    shown = [f"{code[:5]}-{code[5:]}" for code in codes]
    assert [code in sale for code in shown] == [True, True, False]
    typed = shown[0].lower()
    use = [cashier.post(all_sheets, {"act": "use", "code": typed}).status_code for _n in range(2)]
    assert use == [302, 422]
    void = {"act": "void", "code": codes[1], "reason": "Rusak"}
    assert cashier.post(all_sheets, void).status_code == 403
    assert place.treasurer.post(all_sheets, {**void, "reason": ""}).status_code == 422
    done = [place.treasurer.post(all_sheets, {**void, "code": codes[n]}).status_code for n in (1, 2, 0)]
    assert done == [302, 302, 422]
    assert list(sheet.vouchers.order_by("pk").values_list("state", flat=True)) == ["used", "void", "void"]
    with opened(place.hub.book):
        # 50.000 and 10.000 that were there, two sold for 5.000 each, one of them paid back.
        assert balance(cash) == 65_000


def test_sheets_cost_as_much_for_three_as_for_one(place, django_assert_num_queries):
    page = place.url("internet_vouchers")
    with django_assert_num_queries(10):
        one = place.treasurer.get(page).content.decode()
    for n in range(2):
        place.treasurer.post(
            page, {"act": "print", "key": f"{n}" * 22, "package": Package.objects.get(days=1).pk, "count": 2}
        )

    with django_assert_num_queries(10):
        three = place.treasurer.get(page).content.decode()

    assert "4 for sale, 2 sold, 0 used" in one
    assert three.count("2 for sale, 0 sold, 0 used") == 2


def test_codes_are_shown_to_nobody_who_only_reads(place):
    supervisor = place.client("supervisor")

    assert supervisor.get(place.url("internet_vouchers")).status_code == 200
    assert supervisor.get(place.url("internet_sheet", place.made["internet_sheet"])).status_code == 403
    assert supervisor.get(place.url("internet_sale", place.made["internet_sale"])).status_code == 403
