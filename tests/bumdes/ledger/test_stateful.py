"""Random entries, reversals, closings and seals in two books, beside books kept on paper."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import Phase
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from bumdes.ledger.access import opened
from bumdes.ledger.calculations import first_open_month_end
from bumdes.ledger.models import ChartAccount, Entry
from bumdes.ledger.queries import account_statement, accounts_of, balance, balances, trial_balance, units_of
from bumdes.ledger.services import Draft, Line, close_period, post, reopen_period, reverse, seal
from core.invariants import violations
from core.refusals import Refusal
from tests.bumdes.ledger.paper_books import ACCOUNTS, LAST_DAY, OPENED_ON, PaperBook, PaperEntry, PaperLine
from tests.factories.books import make_book, make_unit
from tests.factories.people import NOON, make_user
from tests.machines import run_machine

STEPS, EXAMPLES = 20, 10
UNITS = ("PUSAT", "TOKO")
which = st.integers(0, 1)
days = st.one_of(
    st.dates(OPENED_ON - timedelta(days=2), date(2026, 4, 30)),
    st.sampled_from([OPENED_ON, date(2026, 1, 31), date(2026, 2, 1), LAST_DAY]),
)
roles = st.sampled_from(sorted(ACCOUNTS))
amounts = st.integers(1, 50) | st.integers(1, 10**12)


@st.composite
def entries(draw: st.DrawFn) -> list[PaperLine]:
    """Two to four lines that balance; an account may come twice, with one side or both."""
    parts = draw(st.lists(st.tuples(roles, st.sampled_from(UNITS), amounts), min_size=1, max_size=3))
    on_debit = draw(st.booleans())
    total = sum(amount for _role, _unit, amount in parts)
    one = PaperLine(draw(roles), draw(st.sampled_from(UNITS)), total, 0)
    many = [PaperLine(role, unit, 0, amount) for role, unit, amount in parts]
    lines = [one, *many]
    return lines if on_debit else [line.mirror for line in lines]


class Books(RuleBasedStateMachine):
    """What a rule does in the books it does on paper, where every figure is added up anew."""

    @initialize()
    def open_books(self) -> None:
        self.books = [make_book(), make_book()]
        for book in self.books:
            make_unit(book)
        self.accounts = [accounts_of(book) for book in self.books]
        self.units = [units_of(book) for book in self.books]
        self.paper = [PaperBook(), PaperBook()]
        self.posted: list[list[tuple[Entry, PaperEntry, Draft | None]]] = [[], []]
        self.people = make_user(), make_user()
        self.count = self.steps = 0

    def key(self) -> str:
        self.count += 1
        return f"k{self.count}"

    def agree(self, at: int, entry: PaperEntry, write) -> None:
        """Both books take the entry, or ours refuses it for the reason that paper has."""
        expected = self.paper[at].refusal(entry)
        found = None
        try:
            with transaction.atomic():
                made, draft = write()
        except Refusal as refusal:
            found = type(refusal).__name__
        assert found == expected
        if found is None:
            self.paper[at].entries.append(entry)
            self.posted[at].append((made, entry, draft))

    @rule(
        at=which,
        day=days,
        lines=entries(),
        kind=st.sampled_from(["ordinary"] * 6 + ["opening", "closing"]),
    )
    def write(self, at: int, day: date, lines: list[PaperLine], kind: str) -> None:
        draft = Draft(
            book=self.books[at],
            date={"opening": OPENED_ON, "closing": LAST_DAY}.get(kind, day),
            description="Contoh",
            lines=[
                Line(self.accounts[at][line.role], line.debit, line.credit, self.units[at][line.unit])
                for line in lines
            ],
            source="test",
            key=self.key(),
            made_by=None,
            kind=kind,
        )
        self.agree(at, PaperEntry(draft.date, kind, lines), lambda: (post(draft, now=NOON), draft))

    @precondition(lambda self: any(self.posted))
    @rule(at=which, place=st.integers(0, 99), day=days)
    def reverse(self, at: int, place: int, day: date) -> None:
        if not self.posted[at]:
            return
        made, entry, _draft = self.posted[at][place % len(self.posted[at])]
        mirror = PaperEntry(day, entry.kind, [line.mirror for line in entry.lines], reversal_of=entry)
        self.agree(
            at,
            mirror,
            lambda: (
                reverse(entry=made, date=day, reason="Salah", key=self.key(), made_by=None, now=NOON),
                None,
            ),
        )

    @precondition(lambda self: any(self.posted))
    @rule(at=which, place=st.integers(0, 99))
    def repeat(self, at: int, place: int) -> None:
        again = [(made, draft) for made, _entry, draft in self.posted[at] if draft]
        if again:
            made, draft = again[place % len(again)]
            assert post(draft, now=NOON).pk == made.pk

    @rule(at=which)
    def close_month(self, at: int) -> None:
        through = first_open_month_end(self.books[at].opened_on, self.books[at].closed_through)
        close_period(book=self.books[at], through=through, made_by=None, now=NOON)
        self.paper[at].closed_through = through

    @rule(at=which, months=st.integers(0, 2))
    def reopen(self, at: int, months: int) -> None:
        closed = self.paper[at].closed_through
        if closed is None:
            return
        through = {0: None, 1: date(2026, 1, 31), 2: date(2026, 2, 28)}[months]
        maker, checker = self.people
        with suppress(Refusal):
            reopen_period(
                book=self.books[at],
                through=through,
                made_by=maker,
                approved_by=checker,
                reason="Nota",
                now=NOON,
            )
            self.paper[at].closed_through = through

    @rule(at=which)
    def seal(self, at: int) -> None:
        seal(self.books[at])
        with opened(self.books[at]):
            found = list(Entry.objects.order_by("sequence").values_list("sequence", flat=True))
        assert found == list(range(1, len(self.paper[at].entries) + 1))

    @rule(
        at=which,
        since=st.none() | st.dates(OPENED_ON, LAST_DAY),
        until=st.dates(OPENED_ON, date(2026, 5, 31)) | st.just(LAST_DAY),
        unit=st.none() | st.sampled_from(UNITS),
        with_closing=st.booleans(),
    )
    def read_trial(
        self, at: int, since: date | None, until: date, unit: str | None, with_closing: bool
    ) -> None:
        since = min(since, until) if since else None
        rows = trial_balance(
            self.books[at],
            since=since,
            until=until,
            unit=self.units[at][unit] if unit else None,
            with_closing=with_closing,
        )
        found = {
            self.accounts[at].by_pk(row.account).role: (row.opening, row.debit, row.credit)
            for row in rows
            if not row.is_empty
        }

        assert found == self.paper[at].trial(
            since=since or OPENED_ON, until=until, unit=unit, with_closing=with_closing
        )

    @rule(at=which, role=roles, on=st.none() | days, unit=st.none() | st.sampled_from(UNITS))
    def read_balance(self, at: int, role: str, on: date | None, unit: str | None) -> None:
        found = balance(self.accounts[at][role], on=on, unit=self.units[at][unit] if unit else None)

        assert found == self.paper[at].balance(role, on=on, unit=unit)

    @rule(at=which, role=roles, since=days, until=days)
    def read_card(self, at: int, role: str, since: date, until: date) -> None:
        since, until = sorted((since, until))
        card = account_statement(self.accounts[at][role], since=since, until=until)
        found = [(row.date, row.debit, row.credit, row.balance) for row in card.rows]

        assert found == self.paper[at].card(role, since=since, until=until)
        assert card.opening == self.paper[at].balance(role, on=since - timedelta(days=1))

    @invariant()
    def every_rule_holds(self) -> None:
        assert list(violations(only="ledger.")) == []

    @invariant()
    def figures_agree(self) -> None:
        """Of every account, now and at the end of a day: another one after each step."""
        if not hasattr(self, "books"):
            return
        self.steps += 1
        day = OPENED_ON + timedelta(days=self.steps * 37 % 120)
        for book, accounts, paper in zip(self.books, self.accounts, self.paper, strict=True):
            closing = {row.account: row.closing for row in trial_balance(book, until=day)}
            for role in ACCOUNTS:
                assert balance(accounts[role]) == paper.balance(role)
                assert balance(accounts[role], on=day) == paper.balance(role, on=day)
                assert closing.get(accounts[role].pk, 0) == paper.balance(role, on=day)


def keep_books(*, examples: int = EXAMPLES, **more) -> None:
    run_machine(Books, name="LEDGER", examples=examples, steps=STEPS, **more)


@pytest.mark.django_db
def test_books_agree_with_paper():
    keep_books()


def cash_may_fall_below_zero(monkeypatch) -> None:
    ChartAccount.objects.update(is_guarded=False)


def days_are_counted_twice(monkeypatch) -> None:
    monkeypatch.setattr(balances, "_BALANCE", balances._BALANCE.replace("period < ", "period <= "))


@pytest.mark.django_db
@pytest.mark.parametrize("plant", [days_are_counted_twice, cash_may_fall_below_zero])
def test_a_planted_bug_is_found(monkeypatch, plant):
    """A machine that finds nothing might be looking at nothing. It stops where it found: few runs go far."""
    plant(monkeypatch)

    with pytest.raises(AssertionError):
        keep_books(examples=20 * EXAMPLES, phases=[Phase.generate], report_multiple_bugs=False)
