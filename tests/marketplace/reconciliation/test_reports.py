"""Providers' reports beside our rows: what agrees, what does not, what is booked once."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from bumdes.ledger.queries import accounts_of, balance
from core.invariants import violations
from core.refusals import Refusal
from marketplace.gateways.provider.models import Attempt
from marketplace.order.services import decline
from marketplace.payment.models import Payment, Refund
from marketplace.purchases.services import confirm_payment
from marketplace.reconciliation.models import Difference, Report, ReportLine
from marketplace.reconciliation.reading import (
    NotAReport,
    NothingInIt,
    WrongLines,
    read_report,
)
from marketplace.reconciliation.services.differences import (
    AlreadyClosed,
    NoteNeeded,
    close_difference,
    take_on,
)
from marketplace.reconciliation.services.matching import book_lines, reconcile
from marketplace.settlement.models import OperatorBook
from marketplace.settlement.services import book_facts
from marketplace.settlement.services.payout_booking import book_payouts
from marketplace.settlement.services.payout_sending import send_payouts
from tests.factories.operator import make_account, make_line, make_operator
from tests.factories.payouts import LATER, fill_the_bank, make_approved_payout, make_owed_seller
from tests.factories.people import NOON
from tests.factories.purchases import make_purchase
from tests.factories.reports import midtrans_report, stripe_report, take_in
from tests.factories.settlement import goods_at
from tests.servers.xendit import KEY, TOKEN, xendit_server
from tests.threads import at_once

DAY = "2026-11-23"
db = pytest.mark.django_db


def held(role: str) -> int:
    return balance(accounts_of(OperatorBook.objects.get().book)[role])


def make_paid(reference: str = "pi_1", *, price: int = 100_000, provider: str = "stripe", at=NOON) -> Payment:
    """A payment that came through a provider, in the books."""
    method = "card" if provider == "stripe" else "qris"
    payment = make_purchase((goods_at(price), 1), now=at).payments.get()
    Payment.objects.filter(pk=payment.pk).update(method=method)
    payment.counter_code.delete()
    Attempt.objects.create(
        payment=payment,
        provider=provider,
        number=1,
        key=f"key-{reference}",
        amount=price,
        state=Attempt.State.PAID,
        provider_id=f"cs_{reference}",
        created_at=at,
    )
    payment.refresh_from_db()
    confirm_payment(payment=payment, amount=price, reference=reference, now=at)
    book_facts(now=at)
    return payment


@db
def test_a_payment_agrees_and_its_fee_is_booked_once():
    payment = make_paid()
    report = stripe_report(("txn_1", DAY, "charge", 100_000, 5_000, "pi_1"))

    first, again = take_in(report), take_in(report)
    longer = take_in(report + b"\ntxn_2,2026-11-24 10:00:00,fee,-700.00,0.00,-700.00,idr,")

    assert first == again
    assert (first.added, longer.added, longer.repeated) == (1, 1, 1)
    assert ReportLine.objects.get(name="txn_1").payment == payment
    assert (held("gateway_fee"), held("clearing_stripe")) == (5_700, 94_300)
    assert book_lines(now=NOON) == 0
    assert not Difference.objects.exists()
    assert list(violations()) == []


@db
def test_midtrans_is_found_by_its_transaction():
    make_paid("trx-1", provider="midtrans", price=50_000)

    take_in(midtrans_report(("trx-1", "settlement", DAY, 50_000, 350)), source="midtrans")

    assert (held("gateway_fee"), held("clearing_midtrans")) == (350, 49_650)
    assert ReportLine.objects.get().verdict == "matched"


@db
def test_a_payment_of_another_provider_does_not_stand_for_it():
    make_paid("same", provider="midtrans")

    take_in(stripe_report(("txn_1", DAY, "charge", 100_000, 0, "same")))

    assert Difference.objects.get().kind == "missing_here"


@db
@pytest.mark.parametrize(
    ("row", "kind", "amount"),
    [
        (("txn_1", DAY, "charge", 90_000, 0, "pi_1"), "other_amount", -10_000),
        (("txn_1", DAY, "charge", 100_000, 0, "pi_9"), "missing_here", 100_000),
        (("txn_1", DAY, "refund", -30_000, 0, "pi_1"), "missing_here", -30_000),
    ],
)
def test_what_does_not_agree_is_a_difference(row, kind, amount):
    make_paid()

    take_in(stripe_report(row))
    reconcile(now=LATER)

    found = Difference.objects.get()
    assert (found.kind, found.amount, found.closed_at) == (kind, amount, None)
    assert list(violations(only="reconciliation")) == []


@db
def test_one_payment_stands_for_one_line():
    make_paid()

    take_in(
        stripe_report(
            ("txn_1", DAY, "charge", 100_000, 0, "pi_1"), ("txn_2", DAY, "charge", 100_000, 0, "pi_1")
        )
    )

    assert sorted(ReportLine.objects.values_list("verdict", flat=True)) == ["matched", "missing_here"]


@db
def test_what_comes_late_here_agrees_by_itself():
    take_in(stripe_report(("txn_1", DAY, "charge", 100_000, 3_000, "pi_1")))
    assert Difference.objects.get().closed_at is None

    make_paid()
    assert reconcile(now=LATER) == 1

    assert Difference.objects.get().closed_at == LATER
    assert held("gateway_fee") == 3_000
    assert list(violations()) == []


@db
def test_a_payment_that_no_report_tells_of_is_found_when_its_time_is_told():
    make_paid("pi_1")
    silent = make_paid("pi_2", at=NOON + timedelta(hours=1))
    fresh = make_paid("pi_3", at=NOON + timedelta(days=8))
    take_in(stripe_report(("txn_1", DAY, "charge", 100_000, 0, "pi_1")), now=LATER)
    assert not Difference.objects.exists()

    take_in(stripe_report(("txn_3", "2026-12-01", "charge", 100_000, 0, "pi_3")), now=LATER)
    reconcile(now=LATER)

    found = Difference.objects.get()
    assert (found.kind, found.payment, found.amount) == ("missing_there", silent, -100_000)
    assert fresh.report_lines.get().verdict == "matched"
    take_in(stripe_report(("txn_2", "2026-12-02", "charge", 100_000, 0, "pi_2")), now=LATER)
    assert Difference.objects.get().closed_at == LATER


@db
def test_a_refund_agrees_with_the_one_of_its_amount():
    payment = make_paid()
    decline(order=payment.purchase.orders.get(), reason="Habis.", actor=None, now=NOON)
    Refund.objects.update(state="sent", sent_at=NOON)
    Refund.objects.update(state="succeeded", settled_at=NOON)
    book_facts(now=NOON)

    take_in(stripe_report(("txn_r", DAY, "refund", -100_000, 0, "pi_1")))

    assert ReportLine.objects.get().refund == Refund.objects.get()
    assert list(violations()) == []


@db
def test_money_the_provider_sent_is_in_the_bank_when_the_bank_says_so():
    make_paid()
    account = make_account()
    report = stripe_report(
        ("txn_1", DAY, "charge", 100_000, 4_000, "pi_1"), ("po_1", DAY, "payout", -96_000, 0, "")
    )
    take_in(report)
    assert (held("bank_1"), held("clearing_stripe")) == (0, 96_000)

    line = make_line(account, 96_000, day="24/11/2026")
    reconcile(now=LATER)

    line.refresh_from_db()
    assert (held("bank_1"), held("clearing_stripe")) == (96_000, 0)
    assert line.set_aside_reason.startswith("Dari Stripe")
    assert list(violations()) == []


@db
def test_two_bank_lines_of_one_amount_are_for_a_person():
    make_paid()
    account = make_account()
    for _ in range(2):
        make_line(account, 96_000, day="24/11/2026")

    take_in(stripe_report(("po_1", DAY, "payout", -96_000, 0, "")))

    assert ReportLine.objects.get().verdict == "missing_here"
    assert Difference.objects.get().amount == -96_000


@db
def test_xendit_tells_of_payouts(settings):
    with xendit_server() as server:
        settings.XENDIT_API, settings.XENDIT_KEY = server.url, KEY
        settings.XENDIT_CALLBACK_TOKEN = TOKEN
        fill_the_bank()
        payout = make_approved_payout()
        send_payouts(now=LATER)
        server.becomes(server.only, "SUCCEEDED")
        send_payouts(now=LATER + timedelta(minutes=5))
    book_payouts(now=LATER + timedelta(minutes=5))
    payout.refresh_from_db()
    csv = (
        "Transaction ID,Transaction Type,Created,Amount,Fee,Reference ID\n"
        f"tx1,DISBURSEMENT,2026-11-26,{payout.amount},2500,{payout.key}"
    )

    take_in(csv.encode(), source="xendit", now=LATER)

    line = ReportLine.objects.get()
    assert (line.payout, line.verdict, line.amount) == (payout, "matched", -payout.amount)
    assert held("gateway_fee") == 2_500
    assert list(violations()) == []


@db
def test_a_fee_that_the_books_cannot_pay_waits():
    make_owed_seller()  # opens the book; nothing lies with Stripe

    take_in(stripe_report(("txn_1", DAY, "fee", -900, 0, "")))

    assert ReportLine.objects.get().entry is None
    make_paid()
    assert book_lines(now=LATER) == 1


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", NotAReport),
        (b"a,b,c\n1,2,3", NotAReport),
        (stripe_report(), NothingInIt),
        (stripe_report(("t", "kemarin", "charge", 1, 0, "p")), WrongLines),
        (stripe_report(("", DAY, "charge", 1, 0, "p")), WrongLines),
        (stripe_report(("t", DAY, "charge", 1, 0, "p")).replace(b"1.00", b"1.50"), WrongLines),
        (stripe_report(("t", DAY, "charge", 1, 0, "p")).replace(b"idr", b"usd"), WrongLines),
        (b"\xff\xfe\x00", NotAReport),
    ],
)
def test_a_file_that_is_no_report_is_refused_whole(content, refusal):
    with pytest.raises(refusal):
        read_report(content, source="stripe")


def test_wrong_lines_are_named():
    rows = [("t", DAY, "charge", 1, 0, "p"), *[(f"x{n}", "?", "charge", 1, 0, "p") for n in range(7)]]

    with pytest.raises(WrongLines, match="Lines 3, 4, 5, 6, 7, … cannot be read"):
        read_report(stripe_report(*rows), source="stripe")


def test_a_movement_is_read_as_it_was_told():
    (one,) = read_report(stripe_report(("txn_1", DAY, "charge", 145_000, 700, "pi_1")), source="stripe")

    assert (one.name, one.kind, one.reference) == ("txn_1", "payment", "pi_1")
    assert (one.booked_on, one.amount, one.fee) == (date(2026, 11, 23), 145_000, 700)


@db
def test_a_difference_has_an_owner_and_ends_with_a_note():
    make_paid()
    take_in(stripe_report(("txn_1", DAY, "charge", 90_000, 0, "pi_1")))
    difference, actor, other = Difference.objects.get(), make_operator(), make_operator()

    take_on(difference=difference, actor=actor, now=LATER)
    with pytest.raises(NoteNeeded):
        close_difference(difference=difference, note=" ", actor=other, now=LATER)
    close_difference(difference=difference, note="Diskon penyedia.", actor=other, now=LATER)
    close_difference(difference=difference, note="Diskon penyedia.", actor=other, now=LATER)

    assert (difference.owner, difference.closed_by) == (actor, other)
    with pytest.raises(AlreadyClosed):
        close_difference(difference=difference, note="Lain.", actor=actor, now=LATER)
    with pytest.raises(AlreadyClosed):
        take_on(difference=difference, actor=other, now=LATER)
    reconcile(now=LATER)
    assert Difference.objects.get().closed_by == other


@db
def test_the_database_keeps_a_line_as_it_was_told():
    make_paid()
    take_in(stripe_report(("txn_1", DAY, "charge", 100_000, 0, "pi_1")))

    with pytest.raises(IntegrityError, match="stays as it was told"), transaction.atomic():
        ReportLine.objects.update(amount=1)


@pytest.mark.race
def test_two_operators_import_one_report_and_two_rounds_book_it_once(committed_db):
    make_paid()
    report = stripe_report(("txn_1", DAY, "charge", 100_000, 5_000, "pi_1"))
    people = [make_operator(), make_operator()]

    answers = at_once([partial(take_in, report, actor=actor) for actor in people])

    assert answers[0] == answers[1] == Report.objects.get()
    assert not [one for one in at_once([partial(book_lines, now=LATER)] * 3) if isinstance(one, Refusal)]
    assert held("gateway_fee") == 5_000
    assert list(violations()) == []
