"""A worker dies at each named step; another takes up the work: nothing is lost, nothing is doubled.

After each death the books and rows are looked at as they were left, and again when the work is done.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bumdes.ledger.access import opened
from bumdes.ledger.models import Book, Entry
from bumdes.organisations.models import Organisation
from bumdes.units.models import DrawerShift
from core.ids import random_token
from core.invariants import violations
from core.users.models import User
from marketplace.basket.models import Basket
from marketplace.gateways.cod.models import Deposit, Door
from marketplace.gateways.cod.services import deposit
from marketplace.hub_desk import services as desk
from marketplace.hub_desk.models import HandOut
from marketplace.order import services as moves
from marketplace.order.models import Order, Purchase
from marketplace.partner.models import StockRecord
from marketplace.payment.models import Payment, Refund
from marketplace.purchases import paying, placing, refunding
from marketplace.sellers.models import Seller
from marketplace.settlement.models import Booking, OperatorBook, Payout, PayoutBooking, Settlement
from marketplace.settlement.services import book_facts, payout_booking, payout_sending, payouts, settle_orders
from marketplace.settlement.services.deposits import book_deposits
from tests.crashing import STEPS, killed_at
from tests.factories.books import make_organisation_with_book
from tests.factories.checkout import make_bank_account
from tests.factories.cod import make_cod_offer, make_cod_shop, make_order_on_its_way
from tests.factories.goods import make_product
from tests.factories.hub_desk import make_drawer
from tests.factories.operator import make_operator
from tests.factories.payouts import LATER, fill_the_bank, make_owed_seller
from tests.factories.people import NOON, make_officer, make_seller, make_user, owner_of
from tests.factories.providers import make_attempt, pay_there, send, use_stripe
from tests.factories.purchases import make_basket, make_purchase, pickup_request
from tests.factories.settlement import make_rule
from tests.marketplace.gateways.test_inbox import handle_all
from tests.servers.stripe import stripe_server
from tests.servers.xendit import KEY, TOKEN, xendit_server

pytestmark = pytest.mark.race
SOON = LATER + timedelta(minutes=10)
LATE = SOON + timedelta(minutes=10)


def steps_of(*parts: str) -> list[str]:
    return [name for name in STEPS if name.split(".")[0] in parts]


def dies_and_is_taken_up(
    step: str, job: Callable[[], Any], *, again: Callable[[], Any] | None = None
) -> None:
    """The job in a process that dies at the step, then by somebody else; clean after both.

    By the clock of these tests everything happened long ago, so what waits for its next round is named
    at once: that alone is left out of what the dead may leave.
    """
    killed_at(step, job)
    left = [found for found in violations() if "_waits_" not in found.invariant]
    assert left == [], f"left by {step}"
    (again or job)()
    assert list(violations()) == [], f"after {step} was taken up"


def test_every_step_has_its_death():
    jobs = ("place", "capture", "settle", "payout", "refund", "door", "deposit")

    assert sorted(steps_of(*jobs)) == sorted(STEPS)


# One database for all deaths of a job: to copy it anew takes longer than to die.


def test_placing(committed_db):
    for step in steps_of("place"):
        offer, user, key = make_product(stock=5).stockrecords.get(), make_user(), random_token()
        basket = make_basket((offer, 2), owner=user)
        request = pickup_request(basket)

        def place(basket=basket, user=user, key=key, request=request) -> Purchase:
            return placing.place(
                basket=Basket.objects.get(pk=basket.pk),
                request=request,
                user=User.objects.get(pk=user.pk),
                key=key,
                now=NOON,
            )

        dies_and_is_taken_up(step, place)

        purchase = Purchase.objects.get(basket=basket)
        assert (purchase.orders.count(), purchase.payments.count()) == (1, 1)
        stock = StockRecord.objects.get(pk=offer.pk)
        assert (stock.num_in_stock, stock.num_allocated) == (5, 2)


def entries(book: Book) -> int:
    with opened(book):
        return Entry.objects.filter(book=book).count()


def sold_for_transfer(hub: Organisation) -> Payment:
    offer = make_product(seller=make_seller(hub=hub)).stockrecords.get()
    return make_purchase((offer, 2), method="transfer").payments.get()


def capture(payment: Payment) -> None:
    mine = Payment.objects.get(pk=payment.pk)
    paying.confirm_payment(payment=mine, amount=mine.amount_due, reference=f"bank:{mine.pk}", now=NOON)
    book_facts(now=LATER)


def test_capturing(committed_db):
    make_rule()
    make_bank_account()
    hub = make_organisation_with_book()
    capture(sold_for_transfer(hub))  # opens the operator's book
    book = OperatorBook.objects.get().book
    for step in steps_of("capture"):
        payment, before = sold_for_transfer(hub), entries(book)

        dies_and_is_taken_up(step, partial(capture, payment))

        payment.refresh_from_db()
        order = payment.purchase.orders.get()
        assert (payment.state, order.status, order.fees.count()) == ("paid", "placed", 1)
        assert Booking.objects.filter(fact="captured", subject=payment.pk).count() == 1
        assert entries(book) == before + 1


def test_settling(committed_db):
    make_rule()
    make_rule("hub", place=11)
    make_bank_account()
    hub = make_organisation_with_book()
    for step in steps_of("settle"):
        payment = sold_for_transfer(hub)
        capture(payment)
        order = payment.purchase.orders.get()
        for move in (moves.accept, moves.pack, moves.hand_over, moves.deliver, moves.complete):
            move(order=order, actor=None, now=NOON)
        book = OperatorBook.objects.get().book
        before = entries(book), entries(hub.book)

        dies_and_is_taken_up(step, lambda: settle_orders(now=LATER))

        assert Settlement.objects.get(order=order).hub_entry_id is not None
        assert (entries(book), entries(hub.book)) == (before[0] + 1, before[1] + 1)


def test_paying_out(committed_db, settings):
    settings.XENDIT_KEY, settings.XENDIT_CALLBACK_TOKEN = KEY, TOKEN
    fill_the_bank()
    operator = make_operator()
    for step in steps_of("payout"):
        with xendit_server() as server:
            settings.XENDIT_API = server.url
            seller, key = make_owed_seller(), random_token()
            owner = owner_of(seller)

            def ask(seller=seller, key=key, owner=owner) -> None:
                mine = Seller.objects.get(pk=seller.pk)
                made = payouts.request_payout(seller=mine, way="bank", actor=owner, key=key, now=LATER)
                if made.state == Payout.State.DRAFT:
                    payouts.approve_payout(payout=made, actor=operator, now=LATER)
                payout_sending.send_payouts(now=LATER)

            def ask_until_sent(ask=ask) -> None:
                ask()
                payout_sending.send_payouts(now=SOON)  # whoever was taken and not asked is asked then

            def end() -> None:
                payout_sending.send_payouts(now=LATE)
                payout_booking.book_payouts(now=LATE)

            if step in ("payout.arrived", "payout.posted"):
                ask()
                server.becomes(server.only, "SUCCEEDED")
                dies_and_is_taken_up(step, end)
            else:
                dies_and_is_taken_up(step, ask, again=ask_until_sent)
                server.becomes(server.only, "SUCCEEDED")
                end()

            payout = Payout.objects.get(seller=seller)
            assert (payout.state, payout.attempt, len(server.payouts)) == ("paid", 1, 1)
            assert PayoutBooking.objects.filter(move__payout=payout).count() == 1
    assert list(violations()) == []


def test_refunding(committed_db, settings):
    for step in steps_of("refund"):
        with stripe_server() as server:
            use_stripe(settings, server)
            attempt = make_attempt(method="card")
            send(server, pay_there(server))
            handle_all()
            order = attempt.payment.purchase.orders.get()
            moves.decline(order=order, reason="Habis.", actor=None, now=NOON)
            refund = Refund.objects.get(order=order)
            refunding.let_go(refund=refund, actor=make_operator(), now=NOON)
            book_facts(now=NOON)

            def give_back(now, refund=refund) -> None:
                refunding.ask(refund_pk=refund.pk, now=now)
                book_facts(now=now)

            dies_and_is_taken_up(step, partial(give_back, LATER), again=partial(give_back, SOON))

            assert [each["amount"] for each in server.refunds] == [1_500_000]
        refund.refresh_from_db()
        assert refund.state == "succeeded"
        assert Booking.objects.filter(fact="refunded", subject=refund.pk).count() == 1


def test_at_the_door_and_at_the_counter(committed_db):
    for step in steps_of("door", "deposit"):
        hub = make_organisation_with_book()
        courier, shift = make_officer(hub), make_drawer(hub)
        order = make_order_on_its_way(make_cod_offer(make_cod_shop(hub)))

        def deliver(order=order, hub=hub, courier=courier) -> None:
            desk.deliver_to_door(
                order=Order.objects.select_related("seller", "purchase", "user").get(pk=order.pk),
                organisation=hub,
                recipient="Bu Ani",
                cash=order.total,
                actor=courier,
                key=f"press-{order.pk}",
                now=NOON,
            )

        def deliver_and_book(deliver=deliver) -> None:
            deliver()
            book_facts(now=LATER)

        def put_down(order=order, shift=shift, courier=courier) -> None:
            deposit(
                shift=DrawerShift.objects.get(pk=shift.pk),
                courier=courier,
                expected=order.total,
                counted=order.total - 500,
                reason="Kembalian.",
                actor=shift.cashier,
                key=f"count-{order.pk}",
                now=LATER,
            )
            book_deposits(now=LATER)

        if step.startswith("door"):
            dies_and_is_taken_up(step, deliver, again=deliver_and_book)
            put_down()
        else:
            deliver_and_book()
            dies_and_is_taken_up(step, put_down)

        made = Deposit.objects.get(hub=hub)
        assert (made.entry_id is None, made.hub_entry_id is None) == (False, False)
        assert (HandOut.objects.filter(order=order).count(), Door.objects.get(order=order).deposit) == (
            1,
            made,
        )
    assert list(violations()) == []
