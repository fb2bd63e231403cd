"""Two at once on one loan: booked once, and the books agree."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of, balance
from bumdes.lending.loan_kinds import LoanState
from bumdes.lending.services.evening import accrue_loans
from bumdes.lending.services.repaying import repay, reverse_payment
from core.invariants import violations
from tests.factories.books import make_organisation_with_book
from tests.factories.loans import make_running_loan
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
