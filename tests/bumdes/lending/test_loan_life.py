"""Loans through the services: each event by its template, in the books to the rupiah."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from bumdes.ledger.access import opened
from bumdes.ledger.models import Entry
from bumdes.ledger.queries import accounts_of, balance
from bumdes.ledger.services.refusals import NotEnough, OnePerson
from bumdes.lending.loan_kinds import EventKind, LoanState
from bumdes.lending.models import Allocation, Loan, LoanEvent
from bumdes.lending.services.disbursing import disburse
from bumdes.lending.services.loan_refusals import (
    AlreadyTakenBack,
    BeforeTheLoan,
    NoAmount,
    NotApproved,
    NotRunning,
    NotYet,
)
from bumdes.lending.services.repaying import repay, reverse_payment
from core.invariants import violations
from core.refusals import Conflict
from tests.factories.books import make_organisation_with_book
from tests.factories.loans import make_loan, make_running_loan
from tests.factories.people import NOON, make_user

pytestmark = pytest.mark.django_db

FEBRUARY, MARCH, APRIL = date(2026, 2, 5), date(2026, 3, 5), date(2026, 4, 5)
ROLES = {
    "cash": "cash",
    "principal": "loan_principal",
    "accrued": "loan_interest_receivable",
    "interest": "loan_interest_income",
    "fee": "loan_admin_income",
    "deposit": "instalment_deposit",
}


@pytest.fixture
def book():
    return make_organisation_with_book().book


@pytest.fixture
def teller():
    return make_user()


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


def held(book) -> dict[str, int]:
    """Balances by short name, those of zero left out."""
    accounts = accounts_of(book)
    found = {name: balance(accounts[role]) for name, role in ROLES.items()}
    return {name: amount for name, amount in found.items() if amount}


def pay(loan, amount, day, *, actor, key, now=None, channel="cash"):
    return repay(
        loan=loan, amount=amount, channel=channel, date=day, key=key, actor=actor, now=now or noon(day)
    )


def verified() -> bool:
    return not list(violations(only="lending")) and not list(violations(only="ledger"))


def test_paying_out_keeps_the_fee_and_begins_the_schedule(book):
    loan = make_running_loan(book, fee_amount=20_000)

    assert held(book) == {"cash": 20_000, "principal": 1_200_000, "fee": 20_000}
    assert (loan.state, loan.principal) == (LoanState.ACTIVE, 1_200_000)
    with opened(book):
        rows = list(loan.instalments.order_by("n").values_list("n", "due", "principal", "interest"))
        assert rows[0] == (1, FEBRUARY, 100_000, 24_000)
        assert sum(row[2] for row in rows) == 1_200_000
        assert loan.unpaid.count() == 12
    assert verified()


def test_whoever_made_the_loan_does_not_pay_it_out(book):
    maker = make_user()
    loan = make_loan(book, made_by=maker)

    with pytest.raises(OnePerson):
        disburse(loan=loan, to="cash", date=date(2026, 1, 5), key="d", actor=maker, now=NOON)

    with opened(book):
        assert Loan.objects.get(pk=loan.pk).state == LoanState.APPROVED
        assert not LoanEvent.objects.exists()


def test_nothing_is_paid_out_of_an_empty_cash_box(book, teller):
    loan = make_loan(book)

    with pytest.raises(NotEnough):
        disburse(loan=loan, to="cash", date=date(2026, 1, 5), key="d", actor=teller, now=NOON)


def test_a_loan_is_paid_out_once(book, teller):
    loan = make_running_loan(book)

    with pytest.raises(NotApproved):
        disburse(loan=loan, to="cash", date=date(2026, 1, 6), key="again", actor=teller, now=NOON)


def test_a_day_later_the_schedule_begins_a_day_later(book):
    loan = make_running_loan(book, day=date(2026, 1, 8))

    with opened(book):
        assert loan.instalments.get(n=1).due == date(2026, 2, 8)


def test_a_payment_on_its_day_pays_interest_and_principal(book, teller):
    loan = make_running_loan(book)

    event = pay(loan, 124_000, FEBRUARY, actor=teller, key="p1")

    assert held(book) == {"cash": 124_000, "principal": 1_100_000, "interest": 24_000}
    with opened(book):
        shares = set(event.allocations.values_list("n", "component", "amount"))
        assert shares == {(1, "interest", 24_000), (1, "principal", 100_000)}
        assert loan.unpaid.get(n=1).total == 0
    assert verified()


def test_what_nothing_is_due_for_waits_and_is_used_with_the_next_payment(book, teller):
    loan = make_running_loan(book)
    pay(loan, 200_000, FEBRUARY, actor=teller, key="p1")
    assert held(book)["deposit"] == 76_000

    pay(loan, 48_000, MARCH, actor=teller, key="p2")

    assert held(book) == {"cash": 248_000, "principal": 1_000_000, "interest": 48_000}
    with opened(book):
        assert LoanEvent.objects.filter(kind=EventKind.DEPOSIT_USED).count() == 1
    assert verified()


def test_one_key_pays_once(book, teller):
    loan = make_running_loan(book)
    call = partial(pay, loan, 124_000, FEBRUARY, actor=teller, key="p1")

    first, again = call(), call()

    assert first == again
    assert held(book)["cash"] == 124_000
    with pytest.raises(Conflict):
        pay(loan, 124_001, FEBRUARY, actor=teller, key="p1")


def test_taking_a_payment_back_restores_everything(book, teller):
    loan = make_running_loan(book)
    before = held(book)
    event = pay(loan, 150_000, FEBRUARY, actor=teller, key="p1")

    taken = reverse_payment(
        event=event, date=FEBRUARY, reason="salah orang", key="r1", actor=teller, now=noon(FEBRUARY)
    )

    assert held(book) == before
    with opened(book):
        assert taken.entry.reversal_of_id == event.entry_id
        loan.refresh_from_db()
        assert (loan.principal, loan.deposit) == (1_200_000, 0)
        assert loan.unpaid.get(n=1).total == 124_000
    assert verified()
    with pytest.raises(AlreadyTakenBack):
        reverse_payment(event=event, date=FEBRUARY, reason="lagi", key="r2", actor=teller, now=noon(FEBRUARY))


def test_taking_back_an_earlier_payment_moves_the_later_one(book, teller):
    loan = make_running_loan(book)
    first = pay(loan, 124_000, FEBRUARY, actor=teller, key="p1")
    second = pay(loan, 124_000, MARCH, actor=teller, key="p2")

    reverse_payment(event=first, date=MARCH, reason="salah", key="r", actor=teller, now=noon(MARCH))

    assert held(book)["cash"] == 124_000
    with opened(book):
        paid = Allocation.objects.filter(payment=second)
        assert {(row.n, row.component) for row in paid if row.event.kind == "payment_reversed"}
        assert sum(row.amount for row in paid) == 124_000
        assert loan.unpaid.get(n=1).total == 0
        assert loan.unpaid.get(n=2).total == 124_000
    assert verified()


def test_a_payment_found_out_late_is_as_if_it_had_come_in_time(book, teller):
    loan, other = make_running_loan(book), make_running_loan(book)
    pay(loan, 124_000, MARCH, actor=teller, key="p1")
    pay(loan, 124_000, FEBRUARY, actor=teller, key="p2", now=noon(APRIL))
    pay(other, 124_000, FEBRUARY, actor=teller, key="p3")
    pay(other, 124_000, MARCH, actor=teller, key="p4")

    with opened(book):
        unpaid = [
            list(each.unpaid.order_by("n").values_list("n", "principal", "interest"))
            for each in (loan, other)
        ]
    assert unpaid[0] == unpaid[1]
    assert verified()


def test_the_last_payment_ends_the_loan_and_its_reversal_opens_it_again(book, teller):
    loan = make_running_loan(book, periods=1, principal=500_000)
    event = pay(loan, 510_000, FEBRUARY, actor=teller, key="p1")
    with opened(book):
        loan.refresh_from_db()
        assert (loan.state, loan.principal) == (LoanState.PAID_OFF, 0)
    with pytest.raises(NotRunning):
        pay(loan, 1, FEBRUARY, actor=teller, key="p2")

    reverse_payment(event=event, date=FEBRUARY, reason="x", key="r", actor=teller, now=noon(FEBRUARY))

    with opened(book):
        loan.refresh_from_db()
    assert (loan.state, loan.principal) == (LoanState.ACTIVE, 500_000)


def test_a_murabahah_earns_its_margin_as_its_cost_comes_in(book, teller):
    loan = make_running_loan(book, method="murabahah", rate_percent=0, margin_percent=2, periods=2)
    accounts = accounts_of(book)
    sold = {role: balance(accounts[role]) for role in ("murabahah_receivable", "murabahah_margin_deferred")}
    assert sold == {"murabahah_receivable": 1_248_000, "murabahah_margin_deferred": 48_000}

    pay(loan, 624_000, FEBRUARY, actor=teller, key="p1")

    assert balance(accounts["murabahah_receivable"]) == 624_000
    assert balance(accounts["murabahah_income"]) == 24_000
    assert verified()


def test_days_and_amounts_that_cannot_be_are_refused(book, teller):
    loan = make_running_loan(book)

    with pytest.raises(NotYet):
        pay(loan, 1, MARCH, actor=teller, key="a", now=noon(FEBRUARY))
    with pytest.raises(BeforeTheLoan):
        pay(loan, 1, date(2026, 1, 4), actor=teller, key="b")
    with pytest.raises(NoAmount):
        pay(loan, 0, FEBRUARY, actor=teller, key="c")
    assert held(book) == {"principal": 1_200_000}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE lending_loanevent SET amount = amount + 1",
        "DELETE FROM lending_loanevent",
        "UPDATE lending_instalment SET interest = 0",
        "DELETE FROM lending_allocation",
        "UPDATE lending_loan SET amount = amount + 1",
        "UPDATE lending_loan SET state = 'approved', disbursed_by_id = NULL, disbursed_on = NULL",
        "DELETE FROM lending_loan",
        "UPDATE lending_loan SET principal = -1",
    ],
)
def test_direct_sql_is_refused(book, teller, statement):
    loan = make_running_loan(book)
    pay(loan, 124_000, FEBRUARY, actor=teller, key="p1")

    with (
        opened(book),
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_payment_without_its_allocations_is_refused_at_the_end(book, teller):
    loan = make_running_loan(book)
    with opened(book):
        entry = Entry.objects.filter(book=book).first()

        with pytest.raises(IntegrityError), transaction.atomic():
            LoanEvent.objects.create(
                book=book, loan=loan, kind="paid", date=FEBRUARY, amount=5, entry=entry, made_at=NOON
            )
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_other_books_do_not_see_the_loan(book):
    loan = make_running_loan(book)
    stranger = make_organisation_with_book().book

    with opened(stranger):
        assert not Loan.objects.filter(pk=loan.pk).exists()
