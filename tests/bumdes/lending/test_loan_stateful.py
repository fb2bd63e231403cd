"""Random lives of loans of every kind: after each step the loan, its rows and the books agree."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of, balance
from bumdes.lending.loan_kinds import LoanState
from bumdes.lending.models import Loan, LoanEvent
from bumdes.lending.queries.stories import story_of
from bumdes.lending.services.evening import accrue_loans
from bumdes.lending.services.repaying import repay, reverse_payment
from bumdes.lending.services.rescheduling import pay_off, payoff_of, prepay
from core.invariants import violations
from core.refusals import Refusal
from tests.factories.books import make_organisation_with_book
from tests.factories.loans import make_running_loan
from tests.factories.members import make_member
from tests.factories.people import make_user
from tests.factories.savings import make_account, put_in
from tests.factories.savings import make_product as make_savings
from tests.machines import run_machine

BEGAN = date(2026, 1, 5)
PRODUCTS = (
    {"penalty_percent": 1, "penalty_is_daily": True},
    {"allocation_order": "horizontal", "fee_per_instalment": 1_000},
    {"method": "annuity", "payoff_rule": "to_day", "penalty_amount": 2_500},
    {"method": "equal_principal", "payoff_rule": "current"},
    {"method": "bullet", "periods": 4},
    {"method": "murabahah", "rate_percent": 0, "margin_percent": 2, "penalty_amount": 5_000},
    {"method": "qardh", "rate_percent": 0},
)


class Life(RuleBasedStateMachine):
    @initialize(which=st.integers(0, len(PRODUCTS) - 1))
    def lend(self, which: int) -> None:
        hub = make_organisation_with_book()
        self.book, member = hub.book, make_member(hub)
        self.loan = make_running_loan(self.book, member=member, **PRODUCTS[which])
        with opened(self.book):
            self.saved = make_account(make_savings(self.book), hub, owner=member)
            put_in(self.saved, 900_000, on=BEGAN)
        self.teller, self.today, self.count = make_user(), BEGAN, 0

    @property
    def now(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 9, tzinfo=UTC)

    def key(self) -> str:
        self.count += 1
        return f"k{self.count}"

    @rule(days=st.integers(1, 45), with_evening=st.booleans())
    def time_goes_on(self, days: int, with_evening: bool) -> None:
        self.today = min(self.today + timedelta(days=days), date(2026, 12, 31))
        if with_evening:
            accrue_loans(book=self.book, on=self.today, now=self.now)

    @rule(amount=st.integers(1, 400_000), ago=st.integers(0, 40), is_saved=st.booleans())
    def pay(self, amount: int, ago: int, is_saved: bool) -> None:
        with suppress(Refusal):
            repay(
                loan=self.loan,
                amount=amount,
                channel="savings" if is_saved else "cash",
                savings=self.saved if is_saved else None,
                date=max(BEGAN, self.today - timedelta(days=ago)),
                key=self.key(),
                actor=self.teller,
                now=self.now,
            )

    @rule(amount=st.integers(1, 1_000_000), how=st.sampled_from(["shorten", "lower"]))
    def pay_ahead(self, amount: int, how: str) -> None:
        with suppress(Refusal):
            prepay(
                loan=self.loan,
                amount=amount,
                how=how,
                channel="cash",
                key=self.key(),
                actor=self.teller,
                now=self.now,
            )

    @rule()
    def end_it(self) -> None:
        with opened(self.book):
            self.loan.refresh_from_db()
            if self.loan.state != LoanState.ACTIVE:
                return
            # What waits is used up to today, also on days without an evening run.
            waits = story_of(self.loan).state(on=self.today).deposit
            amount = payoff_of(self.loan, on=self.today).total - waits
        with suppress(Refusal):
            pay_off(
                loan=self.loan,
                amount=amount,
                channel="cash",
                key=self.key(),
                actor=self.teller,
                now=self.now,
            )

    @rule(at=st.integers(0, 5))
    def take_back(self, at: int) -> None:
        with opened(self.book):
            standing = list(LoanEvent.objects.filter(kind="paid", reversals=None).order_by("pk"))
        if standing:
            with suppress(Refusal):
                reverse_payment(
                    event=standing[at % len(standing)],
                    date=self.today,
                    reason="salah",
                    key=self.key(),
                    actor=self.teller,
                    now=self.now,
                )

    @invariant()
    def everything_agrees(self) -> None:
        if not hasattr(self, "loan"):
            return
        assert not list(violations(only="lending"))
        assert not list(violations(only="savings"))
        accounts = accounts_of(self.book)
        with opened(self.book):
            loan = Loan.objects.select_related("product").get(pk=self.loan.pk)
            story = story_of(loan)
            paid = sum(event.amount for event in LoanEvent.objects.filter(kind="paid", reversals=None))
        # Σ of every payment's allocations is the payment; of principal, what is no longer owed.
        assert sum(story.shares.values()) == paid
        to_principal = sum(amount for (_by, _n, part), amount in story.shares.items() if part == "principal")
        assert loan.principal == loan.amount - to_principal >= 0
        # What was saved is in the cash box too; a payment from savings leaves less owed of it.
        assert balance(accounts["cash"]) - balance(accounts["savings_voluntary"]) == paid + loan.fee
        is_murabahah = loan.product.method == "murabahah"
        role = "murabahah_receivable" if is_murabahah else "loan_principal"
        assert balance(accounts[role]) == loan.principal + loan.margin
        assert balance(accounts["instalment_deposit"]) == loan.deposit
        if loan.state == LoanState.PAID_OFF:
            assert (loan.principal, loan.margin, loan.accrued) == (0, 0, 0)


@pytest.mark.django_db
def test_random_lives_of_loans_agree_with_the_books():
    run_machine(Life, name="LOANS", examples=int(os.environ.get("LOAN_LIVES", "8")), steps=10)
