"""Random purchases, payments, moves and clocks: every invariant holds after every step."""

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from core.invariants import violations
from core.refusals import Refusal
from marketplace.order import services as moves
from marketplace.order.models import Order, Purchase
from marketplace.partner.models import StockRecord
from marketplace.partner.stock import set_stock
from marketplace.purchases.clocks import run_clocks
from marketplace.purchases.services import cancel_unpaid, change_method, confirm_payment, payment_of, place
from tests.factories.goods import make_product
from tests.factories.people import NOON, make_user
from tests.factories.purchases import make_basket, pay_at_counter, pickup_request
from tests.machines import run_machine


class Trade(RuleBasedStateMachine):
    """Three offers of two shops with little stock, and everybody doing everything."""

    purchases = Bundle("purchases")

    @initialize()
    def open_shops(self) -> None:
        self.now, self.count = NOON, 0
        first = make_product(stock=4, price=15_000)
        second = make_product(stock=3, price=9_500, seller=first.seller)
        other = make_product(stock=5, price=32_000)
        self.offers = [product.stockrecords.get() for product in (first, second, other)]

    @rule(target=purchases, pieces=st.lists(st.integers(0, 3), min_size=3, max_size=3))
    def place(self, pieces: list[int]) -> Purchase | None:
        self.count += 1
        fresh = StockRecord.objects.select_related("product").in_bulk([o.pk for o in self.offers])
        lines = [(fresh[o.pk], n) for o, n in zip(self.offers, pieces, strict=True) if n]
        try:
            user = make_user()
            basket = make_basket(*lines, owner=user)
            return place(
                basket=basket,
                request=pickup_request(basket),
                user=user,
                key=f"k{self.count}",
                now=self.now,
            )
        except Refusal:
            return None

    @rule(purchase=purchases, twice=st.booleans(), wrong=st.booleans())
    def pay(self, purchase: Purchase | None, twice: bool, wrong: bool) -> None:
        payment = payment_of(purchase) if purchase else None
        if payment is None:
            return
        if payment.state == "pending" and payment.expires_at > self.now and not wrong:
            pay_at_counter(purchase, now=self.now)
        if twice or wrong:
            self.count += 1
            payment = payment_of(purchase)
            amount = payment.amount_due + (1 if wrong else 0)
            if wrong or payment.state != "pending":
                confirm_payment(payment=payment, amount=amount, reference=f"r{self.count}", now=self.now)

    @rule(purchase=purchases, move=st.sampled_from(["accept", "pack", "hand_over", "deliver", "complete"]))
    def move(self, purchase: Purchase | None, move: str) -> None:
        for order in Order.objects.filter(purchase=purchase) if purchase else []:
            try:
                getattr(moves, move)(order=order, actor=None, now=self.now)
            except Refusal:
                continue

    @rule(purchase=purchases, end=st.sampled_from(["cancel", "decline", "unpaid"]))
    def end(self, purchase: Purchase | None, end: str) -> None:
        if purchase is None:
            return
        try:
            if end == "unpaid":
                cancel_unpaid(purchase=purchase, actor=None, now=self.now)
                return
            order = purchase.orders.order_by("pk").first()
            getattr(moves, end)(order=order, reason="Contoh", actor=None, now=self.now)
        except Refusal:
            return

    @rule(purchase=purchases)
    def ask_to_pay_otherwise(self, purchase: Purchase | None) -> None:
        if purchase is None:
            return
        try:
            change_method(purchase=purchase, method="counter", now=self.now)
        except Refusal:
            return

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        run_clocks(now=self.now)

    @rule(which=st.integers(0, 2), on_hand=st.integers(0, 9))
    def count_the_shelf(self, which: int, on_hand: int) -> None:
        self.count += 1
        try:
            set_stock(
                stockrecord=self.offers[which],
                on_hand=on_hand,
                key=f"count{self.count}",
                actor=None,
                now=self.now,
            )
        except Refusal:
            return

    @invariant()
    def everything_holds(self) -> None:
        assert list(violations()) == []


@pytest.mark.django_db
def test_trade_keeps_every_invariant():
    run_machine(Trade, name="TRADE", examples=25, steps=30)
