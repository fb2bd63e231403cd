"""Random slips, returns, counts, decisions and repeats, beside cards kept on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from hypothesis import Phase
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from bumdes.bookkeeping.services.daily import NotOurs, undo
from bumdes.inventory import services
from bumdes.inventory.models import Slip, StockItem, StockRequest
from bumdes.inventory.services import StockLine, trading
from bumdes.ledger.access import opened
from bumdes.ledger.drafts import cr, dr
from bumdes.ledger.queries import accounts_of, balance
from bumdes.ledger.services import set_approval_limit
from core.invariants import violations
from core.refusals import Refusal
from tests.bumdes.inventory.paper_cards import STOCK, PaperCard, PaperPart, PaperRefusal, PaperStock
from tests.factories.books import make_entry, make_organisation_with_book
from tests.factories.people import make_officer
from tests.factories.units import make_business
from tests.machines import run_machine

STEPS, EXAMPLES = 30, 8
MONEY = 10**13
LIMIT = 2_000_000
FIRST_DAY = date(2026, 7, 1)
KINDS = {"GULA": "merchandise", "MINYAK": "merchandise", "KERTAS": "supplies"}
NAMES = [f"{code} {unit}" for unit in ("A", "B") for code in KINDS]

names = st.sampled_from(NAMES)
# Awkward parts of a measure, few pieces of which all may leave, and sacks of rice.
quantities = st.integers(1, 9) | st.integers(1, 20).map(lambda n: n * 250) | st.integers(1, 400_000)
amounts = st.integers(0, 99) | st.integers(1_000, 900_000) | st.integers(1, 10**9)
days_off = st.sampled_from([0] * 8 + [-1, 1])
# A card that holds something, by its place, and thousandths of what it holds: all of it, too, and more.
picks = st.tuples(st.integers(0, 99), st.sampled_from([1, 90, 333, 500, 999, 1000, 1001]))
discounts = st.sampled_from([0, 0, 7, 100, 101])
lines = st.lists(st.tuples(st.sampled_from(list(KINDS)), quantities, amounts), min_size=1, max_size=3)


class Stock(RuleBasedStateMachine):
    """What a rule does on the cards it does on paper, or both say no for the same reason."""

    @initialize()
    def open_cards(self) -> None:
        self.hub = make_organisation_with_book()
        self.book = self.hub.book
        self.treasurer, self.director = (make_officer(self.hub, role) for role in ("treasurer", "director"))
        self.units = {name: make_business(self.hub, actor=self.treasurer).unit for name in ("A", "B")}
        self.today, self.count = FIRST_DAY, 0
        self.accounts = accounts_of(self.book)
        cash, capital = self.accounts["cash"], self.accounts["village_capital"]
        make_entry(self.book, dr(cash, MONEY), cr(capital, MONEY), day=FIRST_DAY, now=self.now)
        set_approval_limit(book=self.book, limit=LIMIT, actor=self.director, now=self.now)
        self.book.refresh_from_db()
        for unit in self.units.values():
            for code, kind in KINDS.items():
                services.add_item(
                    organisation=self.hub,
                    unit=unit,
                    code=code,
                    name=code.title(),
                    measure="kg",
                    kind=kind,
                    actor=self.treasurer,
                    now=self.now,
                )
        self.paper = PaperStock({name: PaperCard(name[-1], KINDS[name[:-2]]) for name in NAMES})
        self.traded: list[tuple[Slip, list[PaperPart], bool]] = []
        self.waiting: list[tuple[StockRequest, date, list[str], Callable[[date], Any]]] = []
        self.kept: list[tuple[Callable[[], Any], Any]] = []
        for unit in self.units:
            rows = [(f"{code} {unit}", 100_000, 1_234_567 // (at + 3)) for at, code in enumerate(KINDS)]
            self._purchase(rows, freight=10_001, on=self.today)

    @property
    def now(self) -> datetime:
        return datetime.combine(self.today, time(5), tzinfo=UTC)

    def item(self, name: str) -> StockItem:
        with opened(self.book):
            return StockItem.objects.select_related("unit").get(unit=self.units[name[-1]], code=name[:-2])

    def pick(self, place: int, part: int, *, unit: str = "AB") -> tuple[str, int]:
        """Name and quantity of what is meant by a pick, in one of the units."""
        cards = self.paper.cards
        there = [name for name in NAMES if name[-1] in unit]
        held = [name for name in there if cards[name].milli] or there
        name = held[place % len(held)]
        return name, max(cards[name].milli * part // 1000 + (part > 1000), 1)

    def both(self, ours: Callable[..., Any], on_paper: Callable[[], Any], **words: Any) -> tuple[Any, Any]:
        """Do it on the cards and on paper; (None, None) when both refuse."""
        self.count += 1
        act = partial(ours, key=f"k{self.count}", actor=self.treasurer, now=self.now, **words)
        expected = found = made = noted = None
        try:
            noted = on_paper()
        except PaperRefusal as refusal:
            expected = str(refusal)
        try:
            made = act()
        except Refusal as refusal:
            found = type(refusal).__name__
        assert found == expected
        if found is None:
            self.kept.append((act, made))
        return made, noted

    def slip(self, service: Callable[..., Any], rows: list[tuple[str, int, int]], **words: Any) -> Any:
        asked = [StockLine(self.item(name), milli, amount) for name, milli, amount in rows]
        return partial(service, book=self.book, lines=asked, **words)

    def keep_request(self, made: Any, on: date, cards: list[str], act: Callable[[date], Any]) -> None:
        assert isinstance(made, StockRequest)
        self.waiting.append((made, on, cards, act))

    @rule(unit=st.sampled_from("AB"), rows=lines, freight=st.just(0) | amounts, off=days_off)
    def purchase(self, unit: str, rows: list[Any], freight: int, off: int) -> None:
        rows = list({code: (f"{code} {unit}", milli, amount) for code, milli, amount in rows}.values())
        self._purchase(rows, freight=freight, on=self.today + timedelta(days=off))

    def _purchase(self, rows: list[tuple[str, int, int]], *, freight: int, on: date) -> None:
        cards = [name for name, _milli, _amount in rows]
        waits = sum(amount for _name, _milli, amount in rows) + freight > LIMIT

        def on_paper() -> list[PaperPart] | None:
            self.paper.check(cards, on, self.today)
            return None if waits else self.paper.purchase(rows, freight, on)

        ours = self.slip(services.purchase, rows, paid_from=self.accounts["cash"], freight=freight, date=on)
        made, parts = self.both(ours, on_paper)
        if parts:
            self.traded.append((made, parts, False))
        elif made:
            self.keep_request(made, on, cards, partial(self.paper.purchase, rows, freight))

    @rule(wished=st.lists(picks, min_size=1, max_size=2), amount=amounts, percent=discounts, off=days_off)
    def sell(self, wished: list[Any], amount: int, percent: int, off: int) -> None:
        first, _milli = self.pick(*wished[0])
        chosen = dict(self.pick(*one, unit=first[-1]) for one in wished)
        rows = [(name, milli, amount + place) for place, (name, milli) in enumerate(chosen.items())]
        discount = sum(price for _name, _milli, price in rows) * percent // 100
        on = self.today + timedelta(days=off)

        def on_paper() -> list[PaperPart]:
            self.paper.check(list(chosen), on, self.today)
            return self.paper.sell(rows, discount, on)

        ours = self.slip(services.sell, rows, received_in=self.accounts["cash"], discount=discount, date=on)
        made, parts = self.both(ours, on_paper)
        if parts:
            self.traded.append((made, parts, True))

    @rule(wished=picks, off=days_off)
    def use(self, wished: tuple[int, int], off: int) -> None:
        name, milli = self.pick(*wished)
        on = self.today + timedelta(days=off)

        def on_paper() -> None:
            self.paper.check([name], on, self.today)
            self.paper.use(name, milli, on)

        self.both(self.slip(services.use, [(name, milli, 0)], date=on), on_paper)

    @rule(wished=picks)
    def lose(self, wished: tuple[int, int]) -> None:
        name, milli = self.pick(*wished)
        act = partial(self.paper.differ, [(name, -milli)])

        def on_paper() -> bool:
            self.paper.check([name], self.today, self.today)
            if waits := -self.paper.worth(name, -milli) > LIMIT:
                return waits
            act(self.today)
            return False

        ours = self.slip(services.write_off, [(name, milli, 0)], date=self.today, note="Busuk")
        made, waits = self.both(ours, on_paper)
        if waits:
            self.keep_request(made, self.today, [name], act)

    @rule(wished=picks, off=days_off)
    def transfer(self, wished: tuple[int, int], off: int) -> None:
        name, milli = self.pick(*wished)
        on, there = self.today + timedelta(days=off), "B" if name[-1] == "A" else "A"
        target = f"{name[:-2]} {there}"

        def on_paper() -> None:
            self.paper.check([name], on, self.today)
            self.paper.transfer(name, target, milli, on)

        self.both(
            self.slip(services.transfer, [(name, milli, 0)], date=on, to_unit=self.units[there]), on_paper
        )

    @rule(name=names, gap=st.just(0) | st.integers(-5_000, 5_000), seen=st.sampled_from([True] * 6 + [False]))
    def count_shelf(self, name: str, gap: int, seen: bool) -> None:
        booked = self.paper.cards[name].milli
        gap = max(gap, -booked)
        act = partial(self.paper.differ, [(name, gap)])

        def on_paper() -> bool:
            if not seen:
                raise PaperRefusal("CardMoved")
            if gap and abs(self.paper.worth(name, gap)) > LIMIT:
                return True
            if gap:
                act(self.today)
            return False

        shown = booked if seen else booked + 1
        line = (self.item(name), shown, booked + gap)
        ours = partial(
            services.count_stock, book=self.book, unit=self.units[name[-1]], lines=[line], reason="Susut"
        )
        made, waits = self.both(ours, on_paper)
        if waits:
            with opened(self.book):
                self.keep_request(StockRequest.objects.get(key=made.key), self.today, [name], act)

    @precondition(lambda self: self.traded)
    @rule(place=st.integers(0, 99), line=st.integers(0, 2), milli=quantities, off=days_off)
    def give_back(self, place: int, line: int, milli: int, off: int) -> None:
        self._give_back(place, line, off, milli)

    @precondition(lambda self: self.traded)
    @rule(place=st.integers(0, 99), line=st.integers(0, 2))
    def take_it_all_back(self, place: int, line: int) -> None:
        """How a sale or a purchase that was a mistake is made undone."""
        self._give_back(place, line, 0, None)

    def _give_back(self, place: int, line: int, off: int, milli: int | None) -> None:
        slip, parts, is_sale = self.traded[place % len(self.traded)]
        part, on = parts[line % len(parts)], self.today + timedelta(days=off)
        milli = (part.milli - part.back or 1) if milli is None else milli

        def on_paper() -> None:
            self.paper.check([part.card], on, self.today)
            self.paper.give_back(part, milli, on, is_sale=is_sale)

        with opened(self.book):
            movement = slip.movements.get(item=self.item(part.card))
        ours = partial(
            services.give_back,
            slip=slip,
            quantities={movement.pk: milli},
            account=self.accounts["cash"],
            date=on,
        )
        self.both(ours, on_paper)

    @precondition(lambda self: self.waiting)
    @rule(place=st.integers(0, 99), says=st.sampled_from(["approve", "approve", "refuse", "withdraw"]))
    def decide(self, place: int, says: str) -> None:
        request, asked_for, cards, act = self.waiting.pop(place % len(self.waiting))
        with opened(self.book):
            request = StockRequest.objects.select_related("book", "unit", "made_by").get(pk=request.pk)
        if says == "refuse":
            services.refuse(request=request, note="Tidak", actor=self.director, now=self.now)
            return
        if says == "withdraw":
            services.withdraw(request=request, actor=self.treasurer, now=self.now)
            return
        last = [self.paper.cards[name].last_on for name in cards]
        on = asked_for if all(day is None or day <= asked_for for day in last) else self.today
        expected = parts = found = made = None
        try:
            parts = act(on)
        except PaperRefusal as refusal:
            expected = str(refusal)
        try:
            made = services.approve(request=request, actor=self.director, now=self.now)
        except Refusal as refusal:
            found = type(refusal).__name__
        assert found == expected
        if parts:
            self.traded.append((made, parts, False))

    @precondition(lambda self: self.kept)
    @rule(place=st.integers(0, 99))
    def repeat(self, place: int) -> None:
        act, made = self.kept[place % len(self.kept)]
        assert act() == made

    @precondition(lambda self: self.traded)
    @rule(place=st.integers(0, 99))
    def undo_in_the_books(self, place: int) -> None:
        """A mirror in the books would leave the cards behind, so the books' room refuses it."""
        slip, _parts, _is_sale = self.traded[place % len(self.traded)]
        with opened(self.book):
            entry = slip.entry
        if entry is not None:
            with pytest.raises(NotOurs):
                undo(
                    entry=entry,
                    reason="Salah",
                    key="u",
                    actor=self.treasurer,
                    keeps_books=True,
                    now=self.now,
                )

    @rule(days=st.integers(1, 3))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days=days)

    @invariant()
    def every_rule_holds(self) -> None:
        # What is looked at only when a transaction ends is looked at now.
        connection.check_constraints()
        assert list(violations(only="inventory.")) == []

    @invariant()
    def cards_agree(self) -> None:
        if not hasattr(self, "paper"):
            return
        with opened(self.book):
            rows = StockItem.objects.filter(book=self.book).select_related("unit").order_by("pk")
            found = {row: (row.on_hand_milli, row.value, row.last_on) for row in rows}
        names = {unit.pk: name for name, unit in self.units.items()}
        told = {f"{row.code} {names[row.unit_id]}": held for row, held in found.items()}
        assert told == {name: (c.milli, c.value, c.last_on) for name, c in self.paper.cards.items()}
        assert all(milli >= 0 and value >= 0 for milli, value, _last in told.values())

    @invariant()
    def books_agree(self) -> None:
        """Stock accounts unit by unit hold what the cards do, and the others what paper says."""
        if not hasattr(self, "paper"):
            return
        for name, unit in self.units.items():
            for kind, role in STOCK.items():
                on_cards = sum(
                    card.value for card in self.paper.cards.values() if (card.unit, card.kind) == (name, kind)
                )
                assert balance(self.accounts[role], unit=unit) == on_cards
        for role, amount in self.paper.books.items():
            if " " not in role:
                assert balance(self.accounts[role]) == amount + (MONEY if role == "cash" else 0)


def keep_stock(*, examples: int = EXAMPLES, **more: Any) -> None:
    run_machine(Stock, name="STOCK", examples=examples, steps=STEPS, **more)


@pytest.mark.django_db
def test_cards_agree_with_paper():
    keep_stock()


@pytest.mark.django_db
def test_a_planted_bug_is_found(monkeypatch):
    """A machine that finds nothing might be looking at nothing: here the first goods bear all freight."""
    monkeypatch.setattr(trading, "allocate", lambda total, weights: [total] + [0] * (len(weights) - 1))

    with pytest.raises(AssertionError):
        keep_stock(examples=20 * EXAMPLES, phases=[Phase.generate], report_multiple_bugs=False)
