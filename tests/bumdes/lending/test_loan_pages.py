"""The pages of loans: made, paid out, paid, changed by two people; by role, with their exact queries."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import cr, dr
from bumdes.lending.application_kinds import ApplicationState
from bumdes.lending.documents import facts_of
from bumdes.lending.loan_kinds import Channel, EventKind, LoanState, RequestState
from bumdes.lending.models import Loan, LoanEvent, LoanRequest, WithholdingConsent
from bumdes.lending.services.disbursing import disburse
from bumdes.lending.services.evening import accrue_loans
from bumdes.lending.services.requests import ask_to_write_off
from bumdes.members.services import join_group
from core.invariants import violations
from core.money import format_rupiah
from tests.factories.books import NEW_YEAR, make_entry, make_organisation_with_book
from tests.factories.lending import consent, make_decided, make_product
from tests.factories.loans import make_loan
from tests.factories.members import make_group, make_member
from tests.factories.people import make_officer, make_user
from tests.factories.savings import make_account
from tests.factories.savings import make_product as make_savings
from tests.journeys.pages import forms_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    organisation = make_organisation_with_book()
    with opened(organisation.book):
        cash, capital = (accounts_of(organisation.book)[role] for role in ("cash", "village_capital"))
        make_entry(organisation.book, dr(cash, 50_000_000), cr(capital, 50_000_000), day=NEW_YEAR)
        yield organisation


def client_of(hub, role, user=None) -> Client:
    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.force_login(user or make_officer(hub, role))
    client.cookies["django_language"] = "en"
    return client


def at(name, hub, *parts) -> str:
    return reverse(f"lending:{name}", args=[hub.code, *parts])


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def running(hub, *, days: int = 40, **facts) -> Loan:
    """Paid out so many days ago: Rp1,2 million, twelve times 124.000; after 40 days one is due."""
    loan = make_loan(hub.book, disbursed=days_ago(days), **facts)
    disburse(
        loan=loan, to="cash", date=days_ago(days), key=loan.reference, actor=make_user(), now=timezone.now()
    )
    return loan


def filled(page, **typed) -> dict[str, str]:
    """The page's own form as a browser would send it, with what a person types over it."""
    own = next(form for form in forms_in(page.content.decode()) if (form.action, form.method) == ("", "post"))
    return own.fields | typed


def ask_and_do(client: Client, url: str, **typed):
    """Fill a form, look at what it would do, and press again."""
    shown = client.post(url, filled(client.get(url), **typed))
    assert shown.status_code == 200, shown.context["form"].errors
    return shown, client.post(url, filled(shown))


def verified() -> bool:
    return not list(violations(only="lending")) and not list(violations(only="ledger"))


def test_the_officer_makes_the_loan_of_a_yes_once(hub):
    application = make_decided(hub)
    client = client_of(hub, "credit_officer")
    assert (
        at("make_loan", hub, application.reference)
        in client.get(at("application", hub, application.reference)).content.decode()
    )

    answers = [client.post(at("make_loan", hub, application.reference)) for _ in range(2)]

    loan = Loan.objects.get()
    assert {answer.url for answer in answers} == {at("loan", hub, loan.reference)}
    application.refresh_from_db()
    assert (application.state, application.loan_reference) == (ApplicationState.LENT, loan.reference)
    assert client.get(at("loan", hub, loan.reference)).context["is_maker"]


def test_a_refused_application_makes_no_loan(hub):
    application = make_decided(hub, votes=(True, False))

    answer = client_of(hub, "director").post(at("make_loan", hub, application.reference))

    assert answer.url == at("application", hub, application.reference)
    assert not Loan.objects.exists()


def test_somebody_else_pays_it_out_and_gets_the_receipt(hub):
    maker = make_officer(hub, "director")
    loan = make_loan(hub.book, made_by=maker, disbursed=days_ago(0), fee_amount=20_000)
    url = at("disburse", hub, loan.reference)
    own = client_of(hub, "director", maker)
    refused = own.post(url, filled(own.get(url)))
    assert refused.status_code == 422
    assert "Ask somebody else" in refused.content.decode()

    cashier = client_of(hub, "cashier")
    data = filled(cashier.get(url))
    answers = [cashier.post(url, data) for _ in range(2)]

    event = LoanEvent.objects.get(kind=EventKind.DISBURSED)
    assert {answer.url for answer in answers} == {at("receipt", hub, loan.reference, event.pk)}
    receipt = cashier.get(answers[0].url).content.decode()
    assert "Rp1.180.000" in receipt
    assert "satu juta seratus delapan puluh ribu rupiah" in receipt
    assert verified()


def test_a_loan_that_nobody_came_for_is_cancelled(hub):
    loan = make_loan(hub.book, disbursed=days_ago(0))
    officer, cashier = client_of(hub, "credit_officer"), client_of(hub, "cashier")
    late = filled(cashier.get(at("disburse", hub, loan.reference)))
    url = at("cancel", hub, loan.reference)
    assert officer.post(url, filled(officer.get(url))).status_code == 422

    for _again in range(2):
        officer.post(url, filled(officer.get(url), note="Pindah ke Palembang"))

    loan.refresh_from_db()
    assert loan.state == LoanState.CANCELLED
    assert LoanEvent.objects.get().note == "Pindah ke Palembang"
    assert "Pindah ke Palembang" in officer.get(at("loan", hub, loan.reference)).content.decode()
    refused = cashier.post(at("disburse", hub, loan.reference), late)
    assert "was cancelled" in refused.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Loan.objects.update(state=LoanState.ACTIVE)
    assert verified()


def test_a_running_loan_is_not_cancelled(hub):
    loan = running(hub)
    client, url = client_of(hub, "director"), at("cancel", hub, loan.reference)

    assert client.post(url, filled(client.get(url), note="Salah")).status_code == 422
    loan.refresh_from_db()
    assert loan.state == LoanState.ACTIVE


def test_a_loan_is_paid_out_by_transfer(hub):
    loan = make_loan(hub.book, disbursed=days_ago(0))
    accounts = accounts_of(hub.book)
    make_entry(
        hub.book, dr(accounts["bank_2"], 2_000_000), cr(accounts["village_capital"], 2_000_000), day=NEW_YEAR
    )
    client, url = client_of(hub, "treasurer"), at("disburse", hub, loan.reference)

    client.post(url, filled(client.get(url), against=accounts["bank_2"].pk))

    assert LoanEvent.objects.get().channel == Channel.BANK
    assert (
        LoanEvent.objects.get().entry.postings.filter(account=accounts["bank_2"], credit=1_200_000).exists()
    )


def test_a_payment_shows_where_it_goes_before_it_is_booked(hub):
    loan = running(hub)
    client, url = client_of(hub, "cashier"), at("pay", hub, loan.reference)
    page = client.get(url)
    assert page.context["form"]["amount"].value() == "124.000"

    shown = client.post(url, filled(page, amount="200rb", note="Bu Siti"))

    assert not LoanEvent.objects.filter(kind=EventKind.PAID).exists()
    assert shown.context["split"].parts == {"interest": 24_000, "principal": 100_000, "deposit": 76_000}
    assert shown.context["form"]["note"].value() == "Bu Siti"
    booked = [client.post(url, filled(shown)) for _ in range(2)]
    event = LoanEvent.objects.get(kind=EventKind.PAID)
    assert {answer.url for answer in booked} == {at("receipt", hub, loan.reference, event.pk)}
    receipt = client.get(booked[0].url)
    assert dict(receipt.context["parts"]) == {
        "Interest (jasa)": 24_000,
        "Principal": 100_000,
        "Waits for the next instalment": 76_000,
    }
    assert "dua ratus ribu rupiah" in receipt.content.decode()
    assert verified()


def test_another_amount_than_was_shown_is_shown_first(hub):
    loan = running(hub)
    client, url = client_of(hub, "cashier"), at("pay", hub, loan.reference)
    shown = client.post(url, filled(client.get(url), amount="124.000"))

    again = client.post(url, filled(shown, amount="1.240.000"))

    assert again.context["split"].amount == 1_240_000
    assert not LoanEvent.objects.filter(kind=EventKind.PAID).exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "seratus"}, "amount"),
        ({"date": "2999-01-01"}, "date"),
        ({"date": "2020-01-01"}, "date"),
        ({"against": "0"}, "against"),
    ],
)
def test_a_wrong_payment_is_said_beside_its_field(hub, typed, field):
    loan = running(hub)
    client, url = client_of(hub, "cashier"), at("pay", hub, loan.reference)

    answer = client.post(url, filled(client.get(url), **{"note": "tetap"} | typed))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"]["note"].value() == "tetap"


def test_a_payment_found_late_counts_from_its_own_day(hub):
    loan = running(hub, days=70)
    client, url = client_of(hub, "cashier"), at("pay", hub, loan.reference)
    before = client.get(at("loan", hub, loan.reference)).context["sheet"]
    assert before.due_total == 248_000

    _shown, booked = ask_and_do(client, url, amount="124.000", date=days_ago(39).isoformat())

    assert booked.status_code == 302
    after = client.get(at("loan", hub, loan.reference)).context["sheet"]
    assert (after.due_total, after.days_late) == (
        124_000,
        before.days_late - 31,
    )
    assert LoanEvent.objects.get(kind=EventKind.PAID).date == days_ago(39)


def test_a_payment_is_taken_back_with_a_reason(hub):
    loan = running(hub)
    client = client_of(hub, "cashier")
    ask_and_do(client, at("pay", hub, loan.reference), amount="124.000")
    event = LoanEvent.objects.get(kind=EventKind.PAID)
    url = at("undo", hub, loan.reference, event.pk)
    assert client.post(url, filled(client.get(url))).status_code == 422

    client.post(url, filled(client.get(url), reason="Salah orang"))

    page = client.get(at("loan", hub, loan.reference))
    assert page.context["sheet"].due_total == 124_000
    assert "(taken back)" in client.get(at("receipt", hub, loan.reference, event.pk)).content.decode()
    assert LoanEvent.objects.get(reverses=event).note == "Salah orang"
    assert verified()


def test_a_part_ahead_shows_the_new_schedule_first(hub):
    loan = running(hub, days=5)
    client, url = client_of(hub, "treasurer"), at("prepay", hub, loan.reference)

    shown, booked = ask_and_do(client, url, amount="600rb", how="shorten")

    assert len(shown.context["quote"].rows) == 6
    assert shown.context["quote"].interest_saved == 6 * 24_000
    assert booked.status_code == 302
    page = client.get(at("loan", hub, loan.reference))
    assert [each.get_reason_display() for each in page.context["sheet"].versions] == [
        "As agreed",
        "Paid ahead",
    ]
    old = client.get(at("loan", hub, loan.reference), {"jadwal": "1"}).context["sheet"]
    assert (len(old.lines), old.is_in_force) == (12, False)
    assert verified()


def test_what_is_due_is_paid_before_a_part_ahead(hub):
    loan = running(hub)
    client, url = client_of(hub, "treasurer"), at("prepay", hub, loan.reference)

    answer = client.post(url, filled(client.get(url), amount="600rb"))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["amount"]


def test_paying_off_early_takes_what_was_quoted(hub):
    loan = running(hub, days=5, payoff_rule="current")
    client, url = client_of(hub, "cashier"), at("pay_off", hub, loan.reference)
    page = client.get(url)
    assert page.context["payoff"].needed == 1_224_000
    wrong = client.post(url, filled(page, amount="1.000.000"))
    assert wrong.status_code == 422
    assert filled(wrong)["amount"] == "1224000"

    answer = client.post(url, filled(wrong))

    assert answer.status_code == 302
    loan.refresh_from_db()
    assert loan.state == LoanState.PAID_OFF
    assert "paid off" in client.get(answer.url).content.decode()
    assert verified()


def test_a_new_schedule_waits_under_approvals_for_a_second_person(hub):
    loan = running(hub)
    officer = make_officer(hub, "credit_officer")
    client, url = client_of(hub, "credit_officer", officer), at("reschedule", hub, loan.reference)

    shown, asked = ask_and_do(client, url, periods="24", note="Panen gagal", grace_principal="2")

    assert shown.context["quote"].rows[0].principal == 0
    assert len(shown.context["quote"].rows) == 24
    request = LoanRequest.objects.get()
    assert asked.url == at("approvals", hub)
    assert client.post(at("agree", hub, request.pk)).status_code == 403
    treasurer = client_of(hub, "treasurer")
    waiting = treasurer.get(at("approvals", hub)).content.decode()
    assert "Panen gagal" in waiting
    assert at("agree", hub, request.pk) in waiting
    assert treasurer.post(at("agree", hub, request.pk)).url == at("loan", hub, loan.reference)
    assert loan.versions.count() == 2
    assert verified()


def test_a_request_is_refused_with_a_reason_or_taken_back(hub):
    loan = running(hub)
    officer, treasurer = client_of(hub, "credit_officer"), client_of(hub, "treasurer")
    url = at("write_off", hub, loan.reference)
    officer.post(url, filled(officer.get(url), note="Pindah tanpa kabar"))
    first = LoanRequest.objects.get()
    assert treasurer.post(at("refuse", hub, first.pk), {"reason": ""}).status_code == 422

    treasurer.post(at("refuse", hub, first.pk), {"reason": "Belum dikunjungi"})
    officer.post(url, filled(officer.get(url), note="Sudah dikunjungi"))
    officer.post(at("take_back", hub, LoanRequest.objects.get(state="waiting").pk))

    states = LoanRequest.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [RequestState.REFUSED, RequestState.TAKEN_BACK]
    decided = officer.get(at("approvals", hub), {"tampil": "selesai"}).content.decode()
    assert "Belum dikunjungi" in decided
    assert Loan.objects.get().state == LoanState.ACTIVE


def test_a_written_off_loan_recovers_on_its_page(hub):
    loan = running(hub)
    director = client_of(hub, "director")
    url = at("write_off", hub, loan.reference)
    director.post(url, filled(director.get(url), note="Meninggal"))
    client_of(hub, "treasurer").post(at("agree", hub, LoanRequest.objects.get().pk))
    url = at("recover", hub, loan.reference)
    cashier = client_of(hub, "cashier")
    too_much = cashier.post(url, filled(cashier.get(url), amount="9jt"))
    assert list(too_much.context["form"].errors) == ["amount"]

    answer = cashier.post(url, filled(cashier.get(url), amount="50rb"))

    assert answer.url == at("receipt", hub, loan.reference, LoanEvent.objects.get(kind="recovered").pk)
    sheet = cashier.get(at("loan", hub, loan.reference)).context["sheet"]
    assert (sheet.loan.recovered, sheet.claim) == (50_000, 1_174_000)
    assert verified()


def test_a_harvest_is_moved_on_its_page(hub):
    loan = running(hub, days=5, method="bullet", periods=4)
    client, url = client_of(hub, "director"), at("harvest", hub, loan.reference)
    day = days_ago(-200)

    _shown, asked = ask_and_do(client, url, due=day.isoformat(), note="Hujan")

    assert asked.url == at("approvals", hub)
    client_of(hub, "treasurer").post(at("agree", hub, LoanRequest.objects.get().pk))
    assert list(loan.unpaid.values_list("due", flat=True)) == [day]


def test_only_a_harvest_loan_has_a_harvest(hub):
    loan = running(hub)

    assert client_of(hub, "director").get(at("harvest", hub, loan.reference)).status_code == 404


def test_a_penalty_is_forgiven_with_a_reason(hub):
    loan = running(hub, penalty_percent=1)
    accrue_loans(book=hub.book, on=days_ago(1), now=timezone.now())
    client, url = client_of(hub, "treasurer"), at("waive", hub, loan.reference)
    assert client.get(at("loan", hub, loan.reference)).context["sheet"].due["penalty"] == 1_240

    too_much = client.post(url, filled(client.get(url), n="1", amount="2.000", reason="Sakit"))
    assert list(too_much.context["form"].errors) == ["amount"]
    client.post(url, filled(too_much, amount="1.240"))

    assert client.get(at("loan", hub, loan.reference)).context["sheet"].due_total == 124_000
    assert LoanEvent.objects.get(kind=EventKind.PENALTY_WAIVED).note == "Sakit"
    assert verified()


def test_the_list_comes_as_a_spreadsheet(hub):
    loan = running(hub)
    waiting = make_loan(hub.book, disbursed=days_ago(0))

    file = client_of(hub, "supervisor").get(at("loans", hub), {"unduh": "xlsx"})

    sheet = load_workbook(BytesIO(file.content)).active
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    assert rows[loan.reference][7:10] == (1_200_000, 1_200_000, 124_000)
    assert rows[waiting.reference][7:10] == (1_200_000, 0, 0)


def test_limits_of_withholding_need_a_signed_consent(hub):
    loan = running(hub)
    client, url = client_of(hub, "credit_officer"), at("withholding", hub, loan.reference)
    assert client.get(url).context["consent_url"]

    consent(loan.member, "withholding")
    data = filled(client.get(url), cap_percent="25", floor="50rb", ends_on=days_ago(-300).isoformat())
    client.post(url, data)

    kept = WithholdingConsent.objects.get()
    assert (kept.loan, kept.cap_percent, kept.floor) == (loan, 25, 50_000)
    assert "at most 25%" in client.get(at("loan", hub, loan.reference)).content.decode()


@pytest.mark.parametrize(
    ("name", "role"),
    [
        *[(name, "supervisor") for name in ("pay", "prepay", "pay_off", "reschedule", "write_off")],
        *[(name, "credit_officer") for name in ("pay", "prepay", "pay_off", "disburse", "recover")],
        *[(name, "cashier") for name in ("reschedule", "write_off", "withholding")],
    ],
)
def test_each_act_is_its_offices_work(hub, name, role):
    loan = running(hub)
    client = client_of(hub, role)

    assert client.get(at(name, hub, loan.reference)).status_code == 403
    assert client.get(at("loan", hub, loan.reference)).status_code == 200


def test_the_list_is_searched_and_filtered(hub):
    late, today = running(hub), running(hub, days=5)
    waiting = make_loan(hub.book, disbursed=days_ago(0), member=make_member(hub, name="Mina Contoh"))
    due_today = running(hub, periods=2, frequency="weekly", day_count="7/364", days=7)
    Loan.objects.filter(pk=late.pk).update(days_late=9, collectability="watched")
    client = client_of(hub, "supervisor")

    def found(**asked) -> set[str]:
        return {row.reference for row in client.get(at("loans", hub), asked).context["page"].rows}

    assert found() == {each.reference for each in (late, today, waiting, due_today)}
    assert found(cari="mina") == {waiting.reference}
    assert found(cari=late.reference.lower()) == {late.reference}
    assert found(lihat="approved") == {waiting.reference}
    assert found(lihat="terlambat") == {late.reference}
    assert found(lihat="hari-ini") == {due_today.reference}
    assert found(kelas="watched") == {late.reference}
    rows = {row.pk: row for row in client.get(at("loans", hub)).context["page"].rows}
    assert (rows[late.pk].due_now, rows[today.pk].due_now) == (124_000, 0)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_needs_the_same_queries_for_one_and_three(hub, rows, django_assert_num_queries):
    client = client_of(hub, "cashier")
    for _ in range(rows):
        running(hub)

    with django_assert_num_queries(6):
        page = client.get(at("loans", hub))

    assert len(page.context["page"].rows) == rows
    assert len(page.content) < 14_000


@pytest.mark.parametrize("payments", [1, 3])
def test_the_page_of_a_loan_needs_the_same_queries(hub, payments, django_assert_num_queries):
    loan = running(hub, days=100)
    client = client_of(hub, "cashier")
    for _ in range(payments):
        ask_and_do(client, at("pay", hub, loan.reference), amount="50rb")

    with django_assert_num_queries(14):
        page = client.get(at("loan", hub, loan.reference))

    assert len(page.context["told"]) == payments + 1


def test_the_agreement_names_the_parties_and_the_price(hub):
    make_officer(hub, "director", name="Darto Contoh")
    member = make_member(hub, name="Cik Nur", nik="1607024506880003")
    product = make_product(hub.book, penalty_percent=2, penalty_grace_days=3, penalty_cap=50_000)
    loan = make_loan(hub.book, product=product, member=member, disbursed=days_ago(0))

    with translation.override("id"):
        facts = facts_of(loan, organisation=hub, printed_at=timezone.now())

    lender, borrower = (dict(party["facts"]) for party in facts["parties"])
    assert lender["Nama"] == "Darto Contoh"
    assert (borrower["Nama"], borrower["NIK"]) == ("Cik Nur", "1607********0003")
    said = " ".join(text for article in facts["articles"] for text in article["text"])
    assert "Rp1.200.000 (satu juta dua ratus ribu rupiah)" in said
    assert "Jasa 1,5% per periode, cara flat (jasa tetap): seluruhnya Rp216.000." in said
    assert "denda 2% dari pokok dan jasa angsuran, satu kali. Denda satu angsuran tidak lebih" in said
    assert len(facts["schedule"]["rows"]) == 12
    assert facts["schedule"]["sums"][-2] == format_rupiah(1_416_000)


def test_the_agreement_of_a_group_is_signed_by_all_of_it(hub):
    group = make_group(hub)
    for name, office in (("Mina", "member"), ("Ani", "chair")):
        join_group(
            group=group,
            member=make_member(hub, name=name),
            office=office,
            on=NEW_YEAR,
            actor=make_user(),
            now=timezone.now(),
        )
    loan = make_loan(hub.book, group=group, disbursed=days_ago(0))

    facts = facts_of(loan, organisation=hub, printed_at=timezone.now())

    assert facts["signers"]["borrower"][1] == "Ani"
    assert [name for _office, name in facts["signers"]["more"]] == ["Mina"]
    joint = next(each for each in facts["articles"] if each["title"] == "Joint liability")
    assert joint["text"][1].startswith("Members: Ani (")


def test_the_agreement_is_downloaded_as_a_pdf(hub):
    loan = make_loan(hub.book, disbursed=days_ago(0))

    paper = client_of(hub, "credit_officer").get(at("agreement", hub, loan.reference))

    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")


def test_a_penalty_forgiven_twice_is_answered_as_done(hub):
    loan = running(hub, penalty_amount=5_000)
    accrue_loans(book=hub.book, on=days_ago(0), now=timezone.now())
    client, url = client_of(hub, "director"), at("waive", hub, loan.reference)
    typed = filled(client.get(url), n="1", amount="5000", reason="Banjir")

    answers = [client.post(url, typed) for _ in range(2)]
    other = client.post(url, {"n": "1"})

    assert [answer.status_code for answer in (*answers, other)] == [302, 302, 422]
    assert LoanEvent.objects.filter(kind=EventKind.PENALTY_WAIVED).count() == 1


def test_a_refusal_that_comes_late_is_told(hub):
    loan = running(hub)
    asked = ask_to_write_off(loan=loan, note="Pindah", key="k" * 20, actor=make_user(), now=timezone.now())
    client = client_of(hub, "director")
    client.post(at("agree", hub, asked.pk))

    answer = client.post(at("refuse", hub, asked.pk), {"reason": "Belum"}, follow=True)

    assert "This was already decided." in answer.content.decode()
    assert LoanRequest.objects.get().state == RequestState.DONE


def test_a_loan_goes_to_savings_and_is_paid_from_them(hub):
    """Beside cash and bank stand the borrower's own open accounts, with what is free of each."""
    member = make_member(hub)
    saved = make_account(make_savings(hub.book), hub, owner=member, opened_on=days_ago(60))
    make_account(make_savings(hub.book), hub, opened_on=days_ago(60))  # of somebody else
    loan = make_loan(hub.book, member=member, disbursed=days_ago(40))
    client = client_of(hub, "cashier")
    out, pay = at("disburse", hub, loan.reference), at("pay", hub, loan.reference)
    page = client.get(out)
    assert page.context["form"]["against"].label == "Cash, bank or savings"
    assert [value for value, _name in page.context["form"].fields["against"].choices if "-" in value] == [
        saved.number
    ]

    client.post(out, filled(page, against=saved.number, date=days_ago(40).isoformat()))

    saved.refresh_from_db()
    assert saved.balance == 1_200_000
    too_much = client.post(pay, filled(client.get(pay), against=saved.number, amount="1.300.000", note="x"))
    assert too_much.status_code == 422
    assert too_much.context["form"].errors == {"amount": ["Only Rp1.200.000 of this account is free."]}
    assert too_much.context["form"]["note"].value() == "x"
    assert f'value="{saved.number}" selected' in too_much.content.decode()
    shown, booked = ask_and_do(client, pay, against=saved.number, amount="124.000")
    assert shown.context["split"].parts == {"interest": 24_000, "principal": 100_000}
    receipt = client.get(booked.url).content.decode()
    assert "Savings of the borrower" in receipt
    assert f"· {saved.number}" in receipt
    assert "with the agreement of" in receipt
    undo = at("undo", hub, loan.reference, LoanEvent.objects.get(kind=EventKind.PAID).pk)
    assert "goes back to the savings account" in client.get(undo).content.decode()
    client.post(undo, filled(client.get(undo), reason="Salah orang"))
    saved.refresh_from_db()
    assert saved.balance == 1_200_000
    assert verified()
    assert not list(violations(only="savings"))


def test_a_form_without_savings_of_the_borrower_says_cash_or_bank(hub):
    loan = running(hub)
    client, url = client_of(hub, "cashier"), at("pay", hub, loan.reference)
    page = client.get(url)

    assert page.context["form"]["against"].label == "Cash or bank"
    stranger = make_account(make_savings(hub.book), hub)
    refused = client.post(url, filled(page, against=stranger.number))
    assert list(refused.context["form"].errors) == ["against"]


@pytest.mark.parametrize("accounts", [1, 3])
def test_the_payment_page_needs_the_same_queries_for_one_account_and_three(
    hub, accounts, django_assert_num_queries
):
    loan = running(hub)
    for _n in range(accounts):
        make_account(make_savings(hub.book), hub, owner=loan.member)
    client, url = client_of(hub, "cashier"), at("pay", hub, loan.reference)
    client.get(url)

    with django_assert_num_queries(14):
        page = client.get(url)

    assert len(page.content) < 14_000
