"""Random deposits, withdrawals, holds, reversals and interest, beside savings kept on paper."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from bumdes.ledger.access import opened
from bumdes.ledger.models import Book
from bumdes.ledger.queries import balance
from bumdes.savings import services
from bumdes.savings.calculations import add_months
from bumdes.savings.enums import Basis
from bumdes.savings.models import Hold, SavingsAccount
from core.invariants import violations
from core.refusals import Refusal
from tests.factories.books import NEW_YEAR, account, make_entry, make_organisation_with_book
from tests.factories.people import make_user
from tests.factories.savings import make_account, make_product, put_in, take_out
from tests.machines import run_machine

which = st.integers(0, 2)
amounts = st.integers(1, 50) | st.integers(1, 3_000_000)


class Savings(RuleBasedStateMachine):
    """Three accounts of two products. On paper: what each day brought, and what is held."""

    @initialize(bps=st.integers(1, 3000))
    def begin(self, bps: int) -> None:
        hub = make_organisation_with_book()
        self.book: Book = hub.book
        self.actor = make_user()
        with opened(self.book):
            make_entry(self.book)
            lowest = make_product(self.book, rate_bps=bps)
            average = make_product(self.book, rate_bps=bps, basis=Basis.AVERAGE)
            self.products = [lowest, average]
            self.accounts = [make_account(product, hub) for product in (lowest, lowest, average)]
        self.bps = bps
        self.keys = count(1)
        self.today = NEW_YEAR
        self.moved: list[list[tuple[date, int]]] = [[], [], []]
        self.holds: list[dict[int, int]] = [{}, {}, {}]
        self.can_undo: list[tuple[int, object]] = []
        self.unpaid = [NEW_YEAR, NEW_YEAR]  # of each product, the first month without interest

    @property
    def now(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 5, tzinfo=UTC)

    def standing(self, at: int, *, on: date = date.max) -> int:
        return sum(amount for day, amount in self.moved[at] if day <= on)

    def free(self, at: int) -> int:
        return self.standing(at) - sum(self.holds[at].values())

    def newest(self, at: int) -> date:
        return max((day for day, _amount in self.moved[at]), default=NEW_YEAR)

    @contextmanager
    def expected(self, is_allowed: bool):
        try:
            yield
        except Refusal:
            assert not is_allowed
        else:
            assert is_allowed

    @rule(days=st.integers(1, 20))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(at=which, amount=amounts, ago=st.integers(0, 3))
    def deposit(self, at: int, amount: int, ago: int) -> None:
        on = max(self.today - timedelta(days=ago), NEW_YEAR)
        is_open = on >= self.unpaid[at // 2]
        with self.expected(is_open), opened(self.book):
            made = put_in(self.accounts[at], amount, on=on, now=self.now, actor=self.actor)
            self.can_undo.append((at, made))
        if is_open:
            self.moved[at].append((on, amount))

    @rule(at=which, amount=amounts)
    def withdraw(self, at: int, amount: int) -> None:
        has = self.free(at) >= amount
        with self.expected(has), opened(self.book):
            made = take_out(self.accounts[at], amount, on=self.today, now=self.now, actor=self.actor)
            self.can_undo.append((at, made))
        if has:
            self.moved[at].append((self.today, -amount))

    @rule(at=which, amount=amounts)
    def hold(self, at: int, amount: int) -> None:
        has = self.free(at) >= amount
        with self.expected(has), opened(self.book):
            made = services.place_hold(
                account=self.accounts[at],
                amount=amount,
                reason="Jaminan",
                key=f"hold-key-{next(self.keys):08d}",
                actor=self.actor,
                now=self.now,
            )
            self.holds[at][made.pk] = amount

    @rule(at=which)
    def release(self, at: int) -> None:
        if self.holds[at]:
            pk = min(self.holds[at])
            with opened(self.book):
                kept = Hold.objects.select_related("account__product__unit", "account__book", "book").get(
                    pk=pk
                )
                services.lift_hold(hold=kept, actor=self.actor, now=self.now)
            del self.holds[at][pk]

    @rule(place=st.integers(0, 99))
    def reverse(self, place: int) -> None:
        if not self.can_undo:
            return
        at, movement = self.can_undo[place % len(self.can_undo)]
        is_allowed = movement.amount < 0 or self.free(at) >= movement.amount
        with self.expected(is_allowed), opened(self.book):
            services.undo(
                movement=movement,
                on=self.today,
                reason="Salah",
                key=f"undo-{movement.pk}-{self.today}-{len(self.moved[at])}",
                actor=self.actor,
                now=self.now,
            )
            self.can_undo.remove((at, movement))
        if is_allowed:
            self.moved[at].append((self.today, -movement.amount))

    @rule(number=st.integers(0, 1))
    def pay_interest(self, number: int) -> None:
        first = self.unpaid[number]
        after = add_months(first, 1)
        is_over = after <= self.today
        with self.expected(is_over), opened(self.book):
            for _twice in range(2):
                services.run_interest(
                    product=self.products[number], month=first, actor=self.actor, now=self.now
                )
        if not is_over:
            return
        days = (after - first).days
        for at in (0, 1) if number == 0 else (2,):
            ends = [self.standing(at, on=first + timedelta(days=n)) for n in range(days)]
            base = min(ends) * days if number == 0 else sum(ends)
            if earned := base * self.bps // 3_650_000:
                self.moved[at].append((after - timedelta(days=1), earned))
        self.unpaid[number] = after

    @invariant()
    def paper_agrees(self) -> None:
        with opened(self.book):
            rows = SavingsAccount.objects.order_by("pk").values_list("balance", "held")
            assert list(rows) == [(self.standing(at), sum(self.holds[at].values())) for at in range(3)]
            assert balance(account(self.book, "savings_voluntary")) == sum(map(self.standing, range(3)))
        assert list(violations(only="savings.")) == []


@pytest.mark.django_db
def test_savings_agree_with_paper():
    run_machine(Savings, name="SAVINGS", examples=8, steps=25)
