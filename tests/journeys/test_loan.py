"""The whole way of a loan in a real browser: 360 px, no script, four officers of one BUMDes.

Applied for and surveyed by the officer, agreed to by two others, made, paid out by the cashier; late,
then paid in cash, by transfer and out of sales.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import cr, dr
from bumdes.lending.loan_kinds import Channel, EventKind
from bumdes.lending.models import Loan, LoanEvent
from bumdes.lending.services.evening import accrue_loans
from bumdes.lending.services.withholding import withhold
from core.invariants import violations
from tests.factories.books import NEW_YEAR, make_entry, make_organisation_with_book
from tests.factories.lending import consent, make_product
from tests.factories.members import make_member
from tests.factories.people import make_officer
from tests.journeys.phone import Phone
from tests.journeys.web_server import test_environment as environment_for
from tests.journeys.web_server import web_server

pytestmark = [pytest.mark.browser, pytest.mark.race]

OWN_FORM = "form.form.panel .actions button"


def typed(day: date) -> str:
    return day.isoformat()


def apply_and_survey(officer: Phone, room: str, borrower: str) -> str:
    """Write an application down, visit, and put it before the committee. Gives its address."""
    officer.open(f"{room}pengajuan/baru/")
    officer.page.fill("[name=borrower]", borrower)
    officer.page.select_option("[name=product]", label="Pinjaman Usaha")
    officer.page.fill("[name=principal]", "1,2jt")
    officer.page.fill("[name=periods]", "12")
    officer.page.fill("[name=purpose]", "Modal kemplang")
    officer.click(OWN_FORM)
    application = officer.page.url
    officer.open(f"{application}survei/")
    officer.page.fill("[name=income]", "3jt")
    officer.page.fill("[name=expenses]", "2jt")
    officer.click(OWN_FORM)
    officer.press("/ajukan/")
    return application


def vote(phone: Phone, application: str) -> None:
    phone.open(application)
    phone.page.check("[name=in_favour][value=yes]")
    phone.press("/suara/")


def make_and_sign(officer: Phone, application: str, room: str, *, until: date) -> Loan:
    """Make the loan, fetch its agreement, and write down how much of her sales may be taken."""
    officer.open(application)
    officer.press("/pinjaman/")
    loan = Loan.objects.select_related("book", "product").get(reference=officer.page.url.split("/")[-2])
    agreement = officer.page.request.get(f"{officer.page.url}perjanjian.pdf")
    assert agreement.body().startswith(b"%PDF-")
    officer.open(f"{room}{loan.reference}/potong-omzet/")
    officer.page.fill("[name=cap_percent]", "50")
    officer.page.fill("[name=floor]", "20rb")
    officer.page.fill("[name=ends_on]", typed(until))
    officer.click(OWN_FORM)
    return loan


def book_a_payment(phone: Phone, room: str, loan: Loan, *, amount: str, through: str) -> str:
    """Write a payment down as the cashier does: look where it goes, then book it. Gives the receipt."""
    phone.open(f"{room}{loan.reference}/pembayaran/")
    phone.page.fill("[name=amount]", amount)
    phone.page.select_option("[name=against]", label=through)
    phone.click(OWN_FORM)
    assert "/pembayaran/" in phone.page.url
    phone.click(OWN_FORM)
    assert "/kuitansi/" in phone.page.url
    return phone.page.inner_text("article.receipt")


def test_a_loan_from_application_to_three_payments_without_script(committed_db, chromium):
    hub = make_organisation_with_book(code="sungsang")
    today = timezone.localdate()
    paid_out_on = today - timedelta(days=100)  # three instalments are due
    accounts = accounts_of(hub.book)
    make_entry(
        hub.book,
        dr(accounts["cash"], 20_000_000),
        cr(accounts["village_capital"], 20_000_000),
        day=NEW_YEAR,
    )
    make_product(
        hub.book,
        name="Pinjaman Usaha",
        rate_percent=Decimal(2),
        rounding_unit=1,
        penalty_percent=Decimal(1),
    )
    member = make_member(hub, name="Cik Nur Contoh")
    consent(member, "withholding")
    people = {
        role: make_officer(hub, role) for role in ("credit_officer", "director", "treasurer", "cashier")
    }
    room = "/bumdes/sungsang/pinjaman/"

    with opened(hub.book), web_server(environment_for(committed_db)) as server:
        phones = {role: Phone(chromium, server.address).sign_in(user.email) for role, user in people.items()}
        officer, cashier = phones["credit_officer"], phones["cashier"]

        application = apply_and_survey(officer, room, member.number)
        for role in ("director", "treasurer"):
            vote(phones[role], application)
        phones["treasurer"].page.fill("[name=disburse_on]", typed(paid_out_on))
        phones["treasurer"].press("/keputusan/")
        loan = make_and_sign(officer, application, room, until=today + timedelta(days=300))

        cashier.open(f"{room}{loan.reference}/pencairan/")
        cashier.page.fill("[name=date]", typed(paid_out_on))
        cashier.page.select_option("[name=against]", label="Kas Tunai")
        cashier.click(OWN_FORM)
        assert "satu juta dua ratus ribu rupiah" in cashier.page.inner_text("article.receipt")

        accrue_loans(book=hub.book, on=today - timedelta(days=1), now=timezone.now())
        cashier.open(f"{room}daftar/?lihat=terlambat")
        cashier.click(f"a[href$='/{loan.reference}/']")
        owed = cashier.page.inner_text("main")
        # Three of 124.000, each with 1 % for being late.
        assert "Rp375.720" in owed

        in_cash = book_a_payment(cashier, room, loan, amount="200rb", through="Kas Tunai")
        assert "Rp2.480" in in_cash  # two penalties: of the first instalment and of the second
        by_transfer = book_a_payment(cashier, room, loan, amount="75.720", through="Kas di Bank 1")
        assert "tujuh puluh lima ribu tujuh ratus dua puluh rupiah" in by_transfer
        withheld = withhold(settlement="contoh-1", member=member, net=400_000, date=today, now=timezone.now())
        assert withheld.amount == 100_000

        cashier.open(f"{room}{loan.reference}/")
        assert "Tidak ada yang jatuh tempo" in cashier.page.inner_text("main")

    with opened(hub.book):
        payments = LoanEvent.objects.filter(kind=EventKind.PAID).order_by("pk")
        assert list(payments.values_list("channel", "amount")) == [
            (Channel.CASH, 200_000),
            (Channel.BANK, 75_720),
            (Channel.SALES, 100_000),
        ]
        assert Loan.objects.get().principal == 900_000
    assert list(violations()) == []
