"""Two at once on one loan: booked once, and the books agree."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of, balance
from bumdes.ledger.services import cr, dr
from bumdes.lending.loan_kinds import EventKind, LoanState, RequestState
from bumdes.lending.models import Loan, LoanEvent, LoanRequest
from bumdes.lending.services.disbursing import disburse
from bumdes.lending.services.evening import accrue_loans
from bumdes.lending.services.repaying import repay, reverse_payment
from bumdes.lending.services.requests import agree, ask_to_write_off, take_back
from core.invariants import violations
from tests.factories.books import NEW_YEAR, make_entry, make_organisation_with_book
from tests.factories.lending import make_product
from tests.factories.loans import make_loan, make_running_loan
from tests.factories.members import make_member
from tests.factories.people import make_user
from tests.threads import at_once

DAY = date(2026, 2, 5)
NOW = datetime(2026, 2, 5, 16, tzinfo=UTC)


def test_two_tellers_with_one_instalment_and_the_evening_between_them(committed_db):
    book = make_organisation_with_book().book
    loan = make_running_loan(book, periods=1, principal=500_000, penalty_amount=5_000)
    one, two = make_user(), make_user()

    def pay(actor, key, amount=510_000):
        return repay(loan=loan, amount=amount, channel="cash", date=DAY, key=key, actor=actor, now=NOW)

    # The same form twice, another teller's own, and two evening runs.
    answers = at_once(
        [
            lambda: pay(one, "form"),
            lambda: pay(one, "form"),
            lambda: pay(two, "other"),
            lambda: accrue_loans(book=book, on=DAY, now=NOW),
            lambda: accrue_loans(book=book, on=DAY, now=NOW),
        ]
    )

    # One of the tellers ended the loan, the other was told that it runs no more.
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert {type(answer).__name__ for answer in refused} == {"NotRunning"}
    with opened(book):
        loan.refresh_from_db()
        assert loan.state == LoanState.PAID_OFF
        paid = list(loan.events.filter(kind="paid"))
    assert len(paid) == 1
    assert balance(accounts_of(book)["loan_interest_income"]) == 10_000
    assert not list(violations(only="lending"))

    again = at_once(
        [
            lambda key=key: reverse_payment(
                event=paid[0], date=DAY, reason="salah", key=key, actor=one, now=NOW
            )
            for key in ("a", "b")
        ]
    )
    assert sorted(type(answer).__name__ for answer in again) == ["AlreadyTakenBack", "LoanEvent"]
    assert not list(violations(only="lending"))


def test_two_loans_of_one_borrower_paid_out_at_once(committed_db):
    hub = make_organisation_with_book()
    book, product, member = hub.book, make_product(hub.book, loans_at_once=1), make_member(hub)
    make_running_loan(book, principal=5_000_000)  # of somebody else
    accounts = accounts_of(book)
    make_entry(
        book, dr(accounts["cash"], 5_000_000), cr(accounts["village_capital"], 5_000_000), day=NEW_YEAR
    )
    loans = [make_loan(book, product=product, member=member) for _ in range(2)]

    answers = at_once(
        [
            lambda loan=loan: disburse(
                loan=loan, to="cash", date=DAY, key=loan.reference, actor=make_user(), now=NOW
            )
            for loan in loans
        ]
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["EnoughAtOnce", "LoanEvent"]
    with opened(book):
        assert Loan.objects.filter(member=member, state=LoanState.ACTIVE).count() == 1
    assert not list(violations(only="lending"))


def test_two_people_decide_on_one_request_at_once(committed_db):
    book = make_organisation_with_book().book
    loan, maker = make_running_loan(book), make_user()
    request = ask_to_write_off(loan=loan, note="Meninggal", key="request-key-12345", actor=maker, now=NOW)
    one, two = make_user(), make_user()

    answers = at_once(
        [
            lambda: agree(request=fresh(request), actor=one, now=NOW),
            lambda: agree(request=fresh(request), actor=two, now=NOW),
            lambda: take_back(request=fresh(request), actor=maker, now=NOW),
        ]
    )

    with opened(book):
        request.refresh_from_db()
        written_off = LoanEvent.objects.filter(kind=EventKind.WRITTEN_OFF).count()
    refused = {type(answer).__name__ for answer in answers if isinstance(answer, Exception)}
    assert refused == {"DecidedAlready"}
    assert written_off == (1 if request.state == RequestState.DONE else 0)
    assert not list(violations(only="lending"))


def fresh(request: LoanRequest) -> LoanRequest:
    """The request as each of two browsers has it."""
    with opened(request.book):
        return LoanRequest.objects.select_related("loan__book", "made_by", "book").get(pk=request.pk)
