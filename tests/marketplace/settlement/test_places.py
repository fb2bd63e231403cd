"""Where the money of each way to pay lies, and the rules that the database holds about sharing it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from bumdes.ledger.access import opened
from bumdes.ledger.models import Entry
from bumdes.ledger.queries import accounts_of, balance
from core.invariants import violations
from marketplace.gateways.qris.services import save_static
from marketplace.order.services import decline
from marketplace.payment.models import Payment, Refund
from marketplace.payment.refunds import return_money
from marketplace.purchases.own_qris import confirm_own_qris
from marketplace.purchases.refunding import ask, let_go
from marketplace.purchases.services import confirm_payment
from marketplace.settlement.models import Booking, OperatorBook, Settlement
from marketplace.settlement.services import book_facts, settle_orders
from tests.factories.books import make_book
from tests.factories.checkout import make_bank_account
from tests.factories.operator import make_operator
from tests.factories.people import NOON, make_officer, owner_of
from tests.factories.providers import make_attempt, pay_there, send, use_midtrans, use_stripe
from tests.factories.purchases import make_purchase
from tests.factories.qris import make_static_qris, static_qris
from tests.factories.settlement import goods_at, make_completed_order, make_rule
from tests.marketplace.gateways.test_inbox import handle_all
from tests.servers.midtrans import midtrans_server
from tests.servers.stripe import stripe_server

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def held(role: str) -> int:
    return balance(accounts_of(OperatorBook.objects.get().book)[role])


def test_money_of_a_provider_lies_with_the_one_that_was_asked(settings):
    with stripe_server() as server:
        use_stripe(settings, server)
        make_attempt(method="card", price=20_000)
        send(server, pay_there(server))
        handle_all()
    with midtrans_server() as server:
        use_midtrans(settings, server)
        make_attempt(method="qris", price=30_000)
        send(server, pay_there(server))
        handle_all()

    assert book_facts(now=LATER) == 2

    assert (held("clearing_stripe"), held("clearing_midtrans"), held("escrow")) == (20_000, 30_000, 50_000)


def test_a_refund_leaves_the_place_it_was_paid_from(settings):
    with stripe_server() as server:
        use_stripe(settings, server)
        attempt = make_attempt(method="card", price=20_000)
        send(server, pay_there(server))
        handle_all()
        decline(order=attempt.payment.purchase.orders.get(), reason="Habis.", actor=None, now=NOON)
        refund = Refund.objects.get()
        let_go(refund=refund, actor=make_operator(), now=NOON)
        assert ask(refund_pk=refund.pk, now=NOON) == "succeeded"

    assert book_facts(now=LATER) == 3

    assert (held("clearing_stripe"), held("refund_payable"), held("escrow")) == (0, 0, 0)
    assert list(violations()) == []


def test_cash_that_a_bumdes_gave_back_leaves_its_box_and_its_debt():
    offer = goods_at(40_000)
    hub = offer.partner.seller.hub
    hub.book = make_book(code=hub.code, opened_on=date(2026, 1, 1))
    hub.save(update_fields=["book"])
    order = make_purchase((offer, 1), paid=True).orders.get()
    decline(order=order, reason="Habis.", actor=None, now=NOON)
    refund = Refund.objects.get()
    return_money(refund=refund, method="cash", reference="loket 7", actor=make_operator(), now=NOON)

    assert book_facts(now=LATER) == 3

    accounts = accounts_of(hub.book)
    assert (refund.target, held("clearing_counter"), held("refund_payable")) == ("cash", 0, 0)
    assert (balance(accounts["cash"]), balance(accounts["seller_payable"])) == (0, 0)
    assert book_facts(now=LATER) == 0


def test_cash_that_no_box_held_waits_for_the_books():
    transfer = goods_at(40_000)
    hub = transfer.partner.seller.hub
    hub.book = make_book(code=hub.code, opened_on=date(2026, 1, 1))
    hub.save(update_fields=["book"])
    make_bank_account()
    payment = make_purchase((transfer, 1), method="transfer").payments.get()
    confirm_payment(payment=payment, amount=payment.amount_due, reference="b:1", now=NOON)
    decline(order=payment.purchase.orders.get(), reason="Habis.", actor=None, now=NOON)
    return_money(
        refund=Refund.objects.get(), method="cash", reference="loket 7", actor=make_operator(), now=NOON
    )

    assert book_facts(now=LATER) == 2

    assert held("refund_payable") == 40_000
    assert Booking.objects.filter(fact="refunded").count() == 0


def pay_own_code(offer, *, actor) -> Payment:
    purchase = make_purchase((offer, 1), method="qris_own")
    payment = purchase.payments.get()
    confirm_own_qris(request=payment.qris, actor=actor, now=NOON)
    return payment


def test_money_in_the_code_of_a_bumdes_lies_there_and_is_not_its_own():
    offer = goods_at(40_000)
    hub = offer.partner.seller.hub
    hub.book = make_book(code=hub.code, opened_on=date(2026, 1, 1))
    hub.save(update_fields=["book"])
    director = make_officer(hub, "director")
    make_static_qris(hub, director)
    payment = pay_own_code(offer, actor=director)

    book_facts(now=LATER)

    accounts = accounts_of(hub.book)
    assert held("clearing_qris") == payment.amount_due
    assert balance(accounts["bank_1"]) == balance(accounts["seller_payable"]) == payment.amount_due


def test_a_shop_that_took_the_money_by_itself_owes_it():
    offer = goods_at(40_000)
    seller = offer.partner.seller
    save_static(hub=None, seller=seller, payload=static_qris(), actor=owner_of(seller), now=NOON)
    payment = pay_own_code(offer, actor=owner_of(seller))

    book_facts(now=LATER)

    assert (held("seller_debt"), held("clearing_qris")) == (payment.amount_due, 0)


def test_a_fact_whose_money_nobody_can_place_waits_and_stops_no_other():
    lost = make_purchase((goods_at(10_000), 1), paid=True).payments.get()
    Payment.objects.filter(pk=lost.pk).update(method="card")
    make_purchase((goods_at(20_000), 1), paid=True)

    assert book_facts(now=LATER) == 1

    assert not Booking.objects.filter(subject=lost.pk).exists()
    assert held("escrow") == 20_000


@pytest.mark.parametrize(
    "wrong",
    [{"goods": 1, "to_seller": 1}, {"commission": 5_000, "to_seller": 85_000}, {"delivery": 7, "to_hub": 7}],
)
def test_an_order_is_shared_as_it_was_sold_or_not_at_all(wrong):
    order = make_completed_order()
    book_facts(now=LATER)
    with opened(OperatorBook.objects.get().book):
        entry = Entry.objects.get()
    right = {"goods": 90_000, "delivery": 0, "commission": 0, "hub_fee": 0, "to_seller": 90_000, "to_hub": 0}

    with pytest.raises(IntegrityError, match="is not shared out as it was sold"), transaction.atomic():
        Settlement.objects.create(
            order=order, seller=order.seller, hub=order.hub, entry=entry, at=LATER, **{**right, **wrong}
        )


def test_an_order_whose_payment_is_not_in_the_books_is_not_shared():
    order = make_completed_order()
    other = make_completed_order()
    book_facts(now=LATER)
    with opened(OperatorBook.objects.get().book):
        entry = Entry.objects.order_by("pk").first()
    late = make_completed_order(price=1_000, pieces=1)

    with pytest.raises(IntegrityError, match="is not shared out"), transaction.atomic():
        Settlement.objects.create(
            order=late,
            seller=late.seller,
            hub=late.hub,
            goods=late.total,
            delivery=0,
            commission=0,
            hub_fee=0,
            to_seller=late.total,
            to_hub=0,
            entry=entry,
            at=LATER,
        )
    assert settle_orders(now=LATER) == 2
    assert {order.pk, other.pk} == set(Settlement.objects.values_list("order", flat=True))


def test_a_booking_has_the_amount_of_its_fact():
    make_purchase((goods_at(10_000), 1), paid=True)
    book_facts(now=LATER)
    payment = make_purchase((goods_at(20_000), 1), paid=True).payments.get()
    with opened(OperatorBook.objects.get().book):
        entry = Entry.objects.get()

    with pytest.raises(IntegrityError, match=f"the fact captured {payment.pk}"), transaction.atomic():
        Booking.objects.create(fact="captured", subject=payment.pk, amount=1, entry=entry, at=LATER)


def test_a_completed_order_left_behind_is_named():
    make_rule()
    make_completed_order()
    book_facts(now=LATER - timedelta(days=1))

    names = [found.invariant for found in violations(only="settlement")]

    assert names == ["settlement.no_completed_order_waits_to_be_shared"]
