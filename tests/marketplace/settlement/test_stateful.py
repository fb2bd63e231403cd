"""Random purchases, doors, refunds, rounds of the books, deposits and payouts: the identities hold.

After every step: held, owed and gone are what the rows say, in our book and by each account; nothing
is applied, shared, claimed or handed over twice. Time stands still for the rounds, so rules on what
waits too long are left out.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, cr, dr
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import post
from core.ids import random_token
from core.invariants import all_invariants, all_rows, violations
from core.refusals import Refusal
from marketplace.gateways.cod.models import Door
from marketplace.gateways.cod.services import deposit
from marketplace.hub_desk.services import deliver_to_door, refuse_at_door
from marketplace.order import services as moves
from marketplace.order.enums import Status
from marketplace.order.models import Order
from marketplace.payment.models import Payment, Refund
from marketplace.payment.refunds import approve_refund, return_money
from marketplace.purchases.at_door import receive_by_shop, refuse_by_shop
from marketplace.purchases.clocks import run_clocks
from marketplace.purchases.services import cancel_unpaid, confirm_payment
from marketplace.reconciliation.queries import owed_by
from marketplace.reconciliation.services.remitting import enter_remittance
from marketplace.settlement.models import OperatorBook, Payout, Settlement, SettlementHold
from marketplace.settlement.services import book_facts, payouts, settle_orders
from marketplace.settlement.services.deposits import book_deposits
from marketplace.settlement.services.payout_booking import book_payouts
from marketplace.settlement.services.payout_sending import send_payouts
from marketplace.settlement.services.shop_money import collect_shop_debts
from tests.factories.books import make_organisation_with_book
from tests.factories.checkout import make_bank_account
from tests.factories.cod import make_cod_offer, make_cod_shop, make_service, order_at_door
from tests.factories.hub_desk import make_drawer
from tests.factories.operator import make_operator
from tests.factories.people import NOON, make_officer, owner_of
from tests.factories.purchases import make_purchase, pay_at_counter
from tests.factories.settlement import make_rule
from tests.machines import run_machine

ROOMS = ("settlement", "reconciliation", "cod", "payment", "refund", "counter")
MOVES = {
    Status.PLACED: moves.accept,
    Status.ACCEPTED: moves.pack,
    Status.PACKED: moves.hand_over,
    Status.HANDED_OVER: moves.deliver,
    Status.DELIVERED: moves.complete,
}
EXAMPLES, STEPS, LEAST = 12, 50, 2_000


def identities() -> str:
    """All rules of the money as one statement that names the broken ones."""
    rules = [one for one in all_invariants() if one.name.split(".")[0] in ROOMS and "_waits_" not in one.name]
    assert len(rules) > 25
    parts = (f"SELECT '{one.name}' AS name WHERE EXISTS ({one.sql})" for one in rules)
    return " UNION ALL ".join(parts).replace("%%", "%")


class Money(RuleBasedStateMachine):
    """Two shops of one BUMDes, one that sells goods and one that works, and everybody doing everything."""

    taken = 0

    @initialize()
    def open_shops(self) -> None:
        self.now, self.count = NOON, 0
        make_rule()
        make_rule("hub", place=11, basis_points=200)
        make_bank_account()
        self.hub = make_organisation_with_book()
        self.courier, self.operator, self.second = make_officer(self.hub), make_operator(), make_operator()
        self.shift = make_drawer(self.hub)
        shop = make_cod_shop(self.hub)
        self.goods = make_cod_offer(shop, price=35_500, stock=900)
        self.work = make_service(make_cod_shop(self.hub), price=41_300)
        self.sellers = [shop, self.work.partner.seller]

    def key(self, word: str) -> str:
        self.count += 1
        return f"{word}-{self.count}"

    def of(self, rows: Any, which: int) -> Any:
        """One of the rows, None when there is none."""
        found = list(rows.order_by("pk"))
        return found[which % len(found)] if found else None

    @rule(way=st.sampled_from(["counter", "transfer", "cod", "work"]), pieces=st.integers(1, 3))
    def buy(self, way: str, pieces: int) -> None:
        if way == "cod":
            order_at_door(self.goods, pieces=pieces)
        elif way == "work":
            order_at_door(self.work)
        else:
            make_purchase((self.goods, pieces), method=way, now=self.now)

    @rule(which=st.integers(0, 9), wrong=st.sampled_from([0, 0, 0, 0, 1, -500]))
    def pay(self, which: int, wrong: int) -> None:
        payment = self.of(Payment.objects.filter(state="pending").select_related("purchase"), which)
        if payment is None:
            return
        if payment.method == "counter":
            pay_at_counter(payment.purchase, now=self.now)
        else:
            amount = payment.amount_due + wrong
            confirm_payment(payment=payment, amount=amount, reference=self.key("bank"), now=self.now)

    @rule(which=st.integers(0, 9))
    def think_again(self, which: int) -> None:
        payment = self.of(Payment.objects.filter(state="pending").select_related("purchase"), which)
        if payment is not None:
            cancel_unpaid(purchase=payment.purchase, actor=None, now=self.now)

    @rule(which=st.integers(0, 9), far=st.integers(1, 5))
    def advance(self, which: int, far: int) -> None:
        order = self.of(Order.objects.filter(status__in=MOVES).select_related("seller", "hub"), which)
        for _ in range(far if order else 0):
            if order.status not in MOVES:
                return
            door = Door.objects.filter(order=order, received_at=None).first()
            if door is not None and order.status == Status.HANDED_OVER:
                self.receive(order, door, order.total)
            else:
                MOVES[Status(order.status)](order=order, actor=None, now=self.now)

    def receive(self, order: Order, door: Door, amount: int) -> None:
        owner = owner_of(order.seller)
        if door.seller_id:
            receive_by_shop(order=order, seller=order.seller, amount=amount, actor=owner, now=self.now)
            return
        deliver_to_door(
            order=order,
            organisation=self.hub,
            recipient="Bu Ani",
            cash=amount,
            actor=self.courier,
            key=self.key("door"),
            now=self.now,
        )

    @rule(which=st.integers(0, 9), is_short=st.booleans())
    def refuse(self, which: int, is_short: bool) -> None:
        orders = Order.objects.filter(status=Status.HANDED_OVER, door__received_at=None, door__isnull=False)
        order = self.of(orders.select_related("seller", "hub", "door"), which)
        if order is None:
            return
        try:
            if is_short:
                self.receive(order, order.door, order.total - 1)
            elif order.door.seller_id:
                refuse_by_shop(
                    order=order, seller=order.seller, reason="x", actor=owner_of(order.seller), now=self.now
                )
            else:
                refuse_at_door(
                    order=order, organisation=self.hub, reason="x", actor=self.courier, now=self.now
                )
        except Refusal:
            assert is_short

    @rule(which=st.integers(0, 9), end=st.sampled_from(["cancel", "decline"]))
    def end(self, which: int, end: str) -> None:
        order = self.of(Order.objects.filter(status__in=[Status.PLACED, Status.PACKED]), which)
        try:
            if order is not None:
                getattr(moves, end)(order=order, reason="Habis.", actor=None, now=self.now)
        except Refusal:
            return

    @rule(parts=st.sets(st.sampled_from(["facts", "settle", "deposits", "debts", "payouts"]), min_size=1))
    def round_of_the_books(self, parts: set[str]) -> None:
        """Whichever parts of a round a worker came to, in any order."""
        work = {
            "facts": book_facts,
            "settle": settle_orders,
            "deposits": book_deposits,
            "debts": collect_shop_debts,
            "payouts": book_payouts,
        }
        for part in parts:
            work[part](now=self.now)

    @rule(which=st.integers(0, 9), method=st.sampled_from(["transfer", "cash"]))
    def give_back(self, which: int, method: str) -> None:
        refund = self.of(Refund.objects.filter(state="requested"), which)
        if refund is None:
            return
        return_money(
            refund=refund,
            method=method,
            reference=self.key("back"),
            actor=self.operator,
            now=self.now,
        )
        if refund.needs_second:
            approve_refund(refund=refund, actor=self.second, now=self.now)

    @rule(missing=st.sampled_from([0, 0, 500, 10**9]))
    def put_down(self, missing: int) -> None:
        doors = Door.objects.filter(hub=self.hub, received_at__isnull=False, deposit=None)
        carried = sum(doors.values_list("amount", flat=True))
        try:
            deposit(
                shift=self.shift,
                courier=self.courier,
                expected=carried,
                counted=max(carried - missing, 0),
                reason="Hilang." if missing else "",
                actor=self.shift.cashier,
                key=self.key("deposit"),
                now=self.now,
            )
        except Refusal:
            assert not carried

    @rule(part=st.integers(1, 4), origin=st.sampled_from(["counter_cash", "counter_bank", "qris"]))
    def bring(self, part: int, origin: str) -> None:
        owed = owed_by(self.hub, qris=origin == "qris")
        try:
            enter_remittance(
                hub=self.hub,
                origin=origin,
                amount=max(owed // part, 1),
                moved_on=self.now.date(),
                reference=self.key("FT"),
                actor=self.operator,
                now=self.now,
            )
        except Refusal:
            return

    @rule(which=st.integers(0, 1))
    def ask_for_payout(self, which: int) -> None:
        seller = self.sellers[which]
        try:
            payouts.request_payout(
                seller=seller, way="cash", actor=owner_of(seller), key=random_token(), now=self.now
            )
        except Refusal:
            return

    @rule(which=st.integers(0, 9), step=st.sampled_from(["approve", "send", "hand", "withdraw", "fail"]))
    def pay_out(self, which: int, step: str) -> None:
        if step == "send":
            send_payouts(now=self.now)
            return
        payout = self.of(Payout.objects.exclude(state__in=["paid", "withdrawn"]), which)
        if payout is None:
            return
        act = {"payout": payout, "actor": self.operator, "now": self.now}
        try:
            if step == "approve":
                payouts.approve_payout(**act)
            elif step == "withdraw":
                payouts.withdraw_payout(**act, reason="x")
            elif step == "fail":
                payouts.fail_payout(**act, reason="x")
            else:
                payouts.hand_over_cash(
                    **act | {"actor": self.courier}, hub=self.hub, code=payout.code, receiver="Sini"
                )
        except Refusal:
            return

    @rule(which=st.integers(0, 9), is_over=st.booleans())
    def hold(self, which: int, is_over: bool) -> None:
        settlement = self.of(Settlement.objects.select_related("seller"), which)
        try:
            if settlement is not None and is_over:
                for held in SettlementHold.objects.filter(settlement=settlement, released_at=None):
                    payouts.release_hold(hold=held, actor=self.operator, now=self.now)
            elif settlement is not None:
                payouts.place_hold(
                    settlement=settlement, reason="x", until=None, actor=self.operator, now=self.now
                )
        except Refusal:
            return

    @rule(hours=st.integers(1, 80))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        run_clocks(now=self.now)

    @invariant()
    def the_identities_hold(self) -> None:
        Money.taken += 1
        broken = broken_identities()
        assert broken == [], list(violations(only=broken[0]))


def broken_identities() -> list[str]:
    with all_rows(), connection.cursor() as cursor:
        cursor.execute("EXECUTE money_identities")
        return [name for (name,) in cursor.fetchall()]


@pytest.fixture
def prepared(db):
    """Planned once: planning all rules anew after every step would be most of the time."""
    with connection.cursor() as cursor:
        cursor.execute("PREPARE money_identities AS " + identities())
    yield
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE money_identities")


@pytest.mark.usefixtures("prepared")
def test_an_entry_without_its_row_is_named():
    make_purchase((make_cod_offer(), 1), paid=True)
    book_facts(now=NOON)
    assert broken_identities() == []
    book = OperatorBook.objects.get().book
    with transaction.atomic(), opened(book):
        accounts = accounts_of(book)
        lines = [dr(accounts["clearing_cod"], 1), cr(accounts["seller_payable"], 1)]
        draft = Draft(
            book=book, date=NOON.date(), description="x", lines=lines, source="test", key="x", made_by=None
        )
        post(draft, now=NOON)

    assert broken_identities() == [
        "settlement.couriers_carry_what_was_paid_at_doors_and_not_deposited",
        "settlement.sellers_are_owed_what_was_settled_and_not_paid_out",
    ]


@pytest.mark.usefixtures("prepared")
def test_money_is_held_owed_or_gone_after_every_step():
    while Money.taken < LEAST:  # how long an example becomes is chance
        run_machine(Money, name="MONEY", examples=EXAMPLES, steps=STEPS)

    print(f"{Money.taken} steps")
