"""A loan and its borrower's savings: one entry moves both, and both sides stay equal."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from bumdes.ledger.access import opened
from bumdes.ledger.models import Entry
from bumdes.ledger.queries import accounts_of, balance
from bumdes.lending.loan_kinds import Channel, LoanState
from bumdes.lending.models import Loan, LoanEvent
from bumdes.lending.queries.loans import savings_of
from bumdes.lending.services.disbursing import disburse
from bumdes.lending.services.evening import accrue_loans
from bumdes.lending.services.loan_refusals import NotHerSavings
from bumdes.lending.services.repaying import repay, reverse_payment
from bumdes.savings.enums import Kind, Move
from bumdes.savings.models import Movement, SavingsAccount
from bumdes.savings.services import close_account, place_hold, run_interest, undo
from bumdes.savings.services.refusals import (
    AccountClosed,
    BeforeOpening,
    CannotReverse,
    InterestWasPaid,
    NotCovered,
    NotInOrder,
)
from core.invariants import violations
from core.refusals import Conflict
from tests.factories.books import make_organisation_with_book
from tests.factories.loans import make_loan, make_running_loan
from tests.factories.members import make_group, make_member
from tests.factories.people import make_user
from tests.factories.savings import make_account, make_product, put_in, take_out
from tests.threads import at_once

JANUARY, FEBRUARY, MARCH = date(2026, 1, 5), date(2026, 2, 5), date(2026, 3, 5)
FEBRUARY_NOON = datetime(2026, 2, 5, 5, tzinfo=UTC)
MARCH_NOON = datetime(2026, 3, 5, 5, tzinfo=UTC)


class Saver:
    """A member with a voluntary account, in a BUMDes that has a cash box."""

    def __init__(self, **terms):
        self.hub = make_organisation_with_book()
        self.book, self.teller = self.hub.book, make_user()
        self.member = make_member(self.hub)
        self.product = make_product(self.book, **terms)
        self.saved = make_account(self.product, self.hub, owner=self.member)

    def lend(self, **facts) -> Loan:
        """Approved, Rp1,2 million of her own."""
        return make_loan(self.book, member=self.member, **facts)

    def pay_out(self, loan, *, savings=None, day=JANUARY, key="out") -> LoanEvent:
        return disburse(
            loan=loan,
            to="savings",
            savings=savings or self.mine(),
            date=day,
            key=key,
            actor=self.teller,
            now=MARCH_NOON,
        )

    def pay(self, loan, amount, *, savings=None, day=FEBRUARY, key="pay", now=FEBRUARY_NOON) -> LoanEvent:
        return repay(
            loan=loan,
            amount=amount,
            channel="savings",
            savings=savings or self.mine(),
            date=day,
            key=key,
            actor=self.teller,
            now=now,
        )

    def take_back(self, event, *, day=FEBRUARY, key="back") -> LoanEvent:
        return reverse_payment(
            event=event, date=day, reason="Salah orang", key=key, actor=self.teller, now=MARCH_NOON
        )

    def mine(self) -> SavingsAccount:
        """Her account as a page has it."""
        with opened(self.book):
            return SavingsAccount.objects.select_related("product", "book").get(pk=self.saved.pk)

    def sides(self) -> tuple[int, int]:
        """Her account, and what the books say of all voluntary savings: only hers are there."""
        return self.mine().balance, balance(accounts_of(self.book)["savings_voluntary"])


@pytest.fixture
def saver(db):
    saver = Saver()
    with opened(saver.book):
        yield saver


@pytest.fixture
def running(saver):
    """Paid out in cash on 5 January, with Rp500.000 of savings beside it."""
    loan = make_running_loan(saver.book, member=saver.member)
    put_in(saver.saved, 500_000, on=date(2026, 1, 10))
    return loan


def verified() -> bool:
    return list(violations()) == []


def test_a_loan_is_paid_out_to_savings_by_one_entry(saver):
    loan = saver.lend(fee_amount=20_000)

    event = saver.pay_out(loan)

    assert saver.sides() == (1_180_000, 1_180_000)
    moved = Movement.objects.get(account=saver.saved)
    assert (moved.entry_id, moved.kind, moved.on) == (event.entry_id, Move.TRANSFER, JANUARY)
    assert moved.note == f"Pencairan pinjaman {loan.reference}"
    assert (event.channel, event.note) == (Channel.SAVINGS, saver.saved.number)
    accounts = accounts_of(saver.book)
    assert balance(accounts["loan_principal"]) == 1_200_000
    assert balance(accounts["loan_admin_income"]) == 20_000
    assert balance(accounts["cash"]) == 0
    assert verified()


def test_one_key_pays_out_to_savings_once_and_not_to_another_account(saver):
    loan = saver.lend()
    other = make_account(make_product(saver.book), saver.hub, owner=saver.member)

    assert saver.pay_out(loan) == saver.pay_out(loan)

    with pytest.raises(Conflict):
        saver.pay_out(loan, savings=other)
    assert saver.sides() == (1_200_000, 1_200_000)
    assert verified()


@pytest.mark.parametrize("whose", ["another member", "compulsory", "another book", "none"])
def test_only_voluntary_savings_of_the_borrower_are_taken(saver, whose):
    loan = saver.lend()
    account = {
        "another member": lambda: make_account(saver.product, saver.hub),
        "compulsory": lambda: make_account(
            make_product(saver.book, Kind.COMPULSORY), saver.hub, owner=saver.member
        ),
        "another book": lambda: Saver().saved,
        "none": lambda: None,
    }[whose]()

    with pytest.raises(NotHerSavings):
        disburse(
            loan=loan,
            to="savings",
            savings=account,
            date=JANUARY,
            key="out",
            actor=saver.teller,
            now=MARCH_NOON,
        )

    loan.refresh_from_db()
    assert loan.state == LoanState.APPROVED
    assert not Movement.objects.exists()


def test_savings_are_not_named_with_another_way(saver):
    with pytest.raises(NotHerSavings):
        disburse(
            loan=saver.lend(),
            to="cash",
            savings=saver.mine(),
            date=JANUARY,
            key="out",
            actor=saver.teller,
            now=MARCH_NOON,
        )


def test_a_closed_account_is_neither_offered_nor_taken(saver):
    loan = saver.lend()
    assert savings_of(loan) == [saver.saved]
    page_had = saver.mine()
    close_account(account=saver.saved, on=JANUARY, actor=saver.teller, now=MARCH_NOON)

    assert savings_of(loan) == []
    with pytest.raises(AccountClosed):
        saver.pay_out(loan, savings=page_had)


def test_a_groups_loan_is_offered_no_savings(saver):
    group = make_group(saver.hub)
    make_account(make_product(saver.book, Kind.GROUP), saver.hub, owner=group)

    assert savings_of(make_loan(saver.book, group=group)) == []


def test_nothing_is_put_on_savings_before_they_were_opened_or_into_a_month_with_interest(saver):
    late = make_account(make_product(saver.book), saver.hub, owner=saver.member, opened_on=date(2026, 1, 20))
    with pytest.raises(BeforeOpening) as before:
        saver.pay_out(saver.lend(), savings=late)
    run_interest(product=saver.product, month=date(2026, 1, 1), actor=saver.teller, now=MARCH_NOON)
    with pytest.raises(InterestWasPaid) as paid:
        saver.pay_out(saver.lend())

    assert (before.value.field, paid.value.field) == ("date", "date")


def test_an_instalment_comes_from_savings_by_one_entry(saver, running):
    event = saver.pay(running, 124_000)

    assert saver.sides() == (376_000, 376_000)
    moved = Movement.objects.get(entry=event.entry)
    assert (moved.amount, moved.account, moved.kind) == (-124_000, saver.saved, Move.TRANSFER)
    accounts = accounts_of(saver.book)
    assert balance(accounts["loan_principal"]) == 1_100_000
    assert balance(accounts["loan_interest_income"]) == 24_000
    assert verified()


def test_one_key_takes_from_savings_once(saver, running):
    assert saver.pay(running, 124_000) == saver.pay(running, 124_000)

    with pytest.raises(Conflict):
        saver.pay(running, 124_001)
    assert saver.sides() == (376_000, 376_000)


def test_what_is_held_is_not_taken(saver, running):
    place_hold(
        account=saver.mine(),
        amount=400_000,
        reason="Jaminan",
        key="hold-key-00000001",
        actor=saver.teller,
        now=MARCH_NOON,
    )

    with pytest.raises(NotCovered, match=r"100\.000"):
        saver.pay(running, 100_001)
    saver.pay(running, 100_000)

    assert saver.sides() == (400_000, 400_000)
    assert verified()


def test_what_must_stay_on_the_account_stays_until_all_is_taken(db):
    saver = Saver(smallest_balance=50_000)
    with opened(saver.book):
        loan = make_running_loan(saver.book, member=saver.member)
        put_in(saver.saved, 150_000, on=date(2026, 1, 10))

        with pytest.raises(NotCovered, match=r"50\.000"):
            saver.pay(loan, 124_000)
        saver.pay(loan, 150_000)

        assert saver.sides() == (0, 0)
        assert verified()


def test_nothing_is_taken_for_a_day_before_the_newest_movement(saver, running):
    put_in(saver.saved, 1_000, on=date(2026, 2, 20))

    with pytest.raises(NotInOrder) as refused:
        saver.pay(running, 124_000, now=MARCH_NOON)

    assert refused.value.field == "date"
    assert not LoanEvent.objects.filter(kind="paid").exists()


def test_taking_a_payment_back_puts_it_back_in_savings(saver, running):
    event = saver.pay(running, 200_000)

    taken = saver.take_back(event)

    assert saver.sides() == (500_000, 500_000)
    assert Movement.objects.get(entry=taken.entry).amount == 200_000
    assert taken.entry.reversal_of_id == event.entry_id
    running.refresh_from_db()
    assert (running.principal, running.deposit) == (1_200_000, 0)
    assert saver.take_back(event) == taken
    assert verified()


def test_an_earlier_payment_taken_back_after_a_later_one_goes_back_whole(saver, running):
    first = saver.pay(running, 124_000, key="first")
    repay(
        loan=running,
        amount=124_000,
        channel="cash",
        date=MARCH,
        key="later",
        actor=saver.teller,
        now=MARCH_NOON,
    )

    saver.take_back(first, day=MARCH)

    assert saver.sides() == (500_000, 500_000)
    assert verified()


def test_a_closed_account_gets_nothing_back(saver, running):
    event = saver.pay(running, 500_000)
    close_account(account=saver.mine(), on=FEBRUARY, actor=saver.teller, now=MARCH_NOON)

    with pytest.raises(AccountClosed):
        saver.take_back(event)

    assert not LoanEvent.objects.filter(kind="payment_reversed").exists()


def test_a_payment_found_out_late_comes_from_savings_too(saver, running):
    """It takes the place of a later one, so its entry is one of several."""
    repay(
        loan=running,
        amount=124_000,
        channel="cash",
        date=MARCH,
        key="in-march",
        actor=saver.teller,
        now=MARCH_NOON,
    )

    event = saver.pay(running, 124_000, day=FEBRUARY, now=MARCH_NOON)

    assert event.entry.date == FEBRUARY
    assert saver.sides() == (376_000, 376_000)
    assert verified()


def test_a_late_murabahah_moves_savings_by_both_its_entries_and_back(saver):
    loan = make_running_loan(
        saver.book,
        member=saver.member,
        method="murabahah",
        rate_percent=0,
        margin_percent=2,
        periods=2,
        penalty_amount=5_000,
    )
    put_in(saver.saved, 700_000, on=date(2026, 1, 10))
    accrue_loans(book=saver.book, on=date(2026, 2, 20), now=MARCH_NOON)

    event = saver.pay(loan, 629_000, day=MARCH, now=MARCH_NOON)

    moved = Movement.objects.filter(account=saver.saved, kind=Move.TRANSFER)
    assert sorted(moved.values_list("amount", flat=True)) == [-624_000, -5_000]
    assert saver.sides() == (71_000, 71_000)
    assert verified()
    saver.take_back(event, day=MARCH)
    assert saver.sides() == (700_000, 700_000)
    assert verified()


def test_the_savings_desk_does_not_undo_what_belongs_to_a_loan(saver, running):
    event = saver.pay(running, 124_000)

    with pytest.raises(CannotReverse):
        undo(
            movement=Movement.objects.get(entry=event.entry),
            on=FEBRUARY,
            reason="Salah",
            key="undo-key-00000001",
            actor=saver.teller,
            now=MARCH_NOON,
        )


def test_database_refuses_a_payment_by_savings_that_moved_none(saver, running):
    entry = Entry.objects.filter(book=saver.book).first()

    with pytest.raises(IntegrityError, match="moved the savings"), transaction.atomic():
        LoanEvent.objects.create(
            book=saver.book,
            loan=running,
            kind="recovered",
            channel="savings",
            date=FEBRUARY,
            amount=5,
            entry=entry,
            made_at=MARCH_NOON,
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_verify_names_a_loan_whose_savings_moved_otherwise(saver, running):
    saver.pay(running, 124_000)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET ROLE NONE")
        cursor.execute("ALTER TABLE lending_loanevent DISABLE TRIGGER USER")
        cursor.execute("UPDATE lending_loanevent SET amount = amount + 1 WHERE channel = 'savings'")
        cursor.execute("ALTER TABLE lending_loanevent ENABLE TRIGGER USER")

    found = list(violations(only="lending.savings_moved_what_the_loan_says"))

    assert len(found) == 1
    assert running.reference in str(found[0])


@pytest.mark.race
def test_a_payment_from_savings_and_a_withdrawal_at_once_take_it_once(committed_db):
    saver = Saver()
    with opened(saver.book):
        loan = make_running_loan(saver.book, member=saver.member)
        put_in(saver.saved, 500_000, on=date(2026, 1, 10))
    one, two = (fresh(saver, loan) for _n in range(2))
    tellers = [saver.mine() for _n in range(3)]

    answers = at_once(
        [
            lambda: saver.pay(one, 400_000, savings=tellers[0], key="form"),
            lambda: saver.pay(two, 400_000, savings=tellers[1], key="form"),
            lambda: take_out(tellers[2], 300_000, on=FEBRUARY, key="out-key-00000001", actor=saver.teller),
        ]
    )

    kinds = sorted(type(answer).__name__ for answer in answers)
    # Either the form was booked once and answered twice, or the withdrawal came first.
    assert kinds in (["LoanEvent", "LoanEvent", "NotCovered"], ["Movement", "NotCovered", "NotCovered"])
    assert saver.sides() == ((100_000, 100_000) if "LoanEvent" in kinds else (200_000, 200_000))
    assert verified()


@pytest.mark.race
def test_two_loans_paid_from_one_account_and_one_taken_back_at_once(committed_db):
    saver = Saver()
    with opened(saver.book):
        loans = [make_running_loan(saver.book, member=saver.member) for _n in range(2)]
        put_in(saver.saved, 300_000, on=date(2026, 1, 10))
    paid = saver.pay(loans[0], 100_000, key="first")
    tellers = [saver.mine() for _n in range(2)]

    answers = at_once(
        [
            lambda: saver.take_back(paid),
            lambda: saver.pay(loans[0], 124_000, savings=tellers[0], key="again"),
            lambda: saver.pay(loans[1], 124_000, savings=tellers[1], key="other"),
        ]
    )

    # Whoever came first: 200.000 were free, 300.000 after the one was taken back.
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert {type(answer).__name__ for answer in refused} <= {"NotCovered"}
    assert saver.sides() == (300_000 - 124_000 * (2 - len(refused)),) * 2
    assert verified()


def fresh(saver: Saver, loan: Loan) -> Loan:
    """The loan as each of two browsers has it."""
    with opened(saver.book):
        return Loan.objects.select_related("book", "product", "unit").get(pk=loan.pk)
