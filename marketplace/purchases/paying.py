"""Paying: opening a payment, applying money that came, expiring what was not paid.

One completion path: the cashier, the operator's bank lines, later webhooks and sweeps all
end in apply_receipt().
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.locks import lock
from core.refusals import Refusal
from core.users.models import User
from marketplace.gateways.cod.services import NotAtTheDoor
from marketplace.gateways.port import GATEWAYS
from marketplace.gateways.provider.services import NotOffered
from marketplace.gateways.wanted import Wanted
from marketplace.order.enums import Status
from marketplace.order.models import Order, Purchase
from marketplace.order.services import enter
from marketplace.payment.models import Method, Payment, PaymentSplit, UnappliedReceipt

# Goods are kept no longer than this for a purchase that is not paid, however often the way to pay changes.
LONGEST = timedelta(hours=24)


class UnknownMethod(Refusal):
    message = _("Choose how you want to pay.")
    field = "method"


class NotPayable(Refusal):
    message = _("This purchase can no longer be paid.")


def wanted_of(purchase: Purchase, orders: Sequence[Order]) -> Wanted:
    """A placed purchase as ways to pay see it; `orders` are all of it."""
    return Wanted(
        total=purchase.total,
        seller_ids=frozenset(order.seller_id for order in orders),
        modes=frozenset(order.mode for order in orders),
        phone=purchase.phone,
        user_id=purchase.user_id,
    )


def open_payment(*, purchase: Purchase, orders: Sequence[Order], method: str, now: datetime) -> Payment:
    """Start a payment for all orders of a purchase, in the caller's transaction.

    Each order's share is stored, and the shares sum to the amount (trigger in the database).
    What is paid when the goods come places the orders at once. Raises UnknownMethod, and what the
    gateway refuses.
    """
    gateway = GATEWAYS.get(method)
    if gateway is None:
        raise UnknownMethod
    if not gateway.is_offered(wanted_of(purchase, orders)):
        raise NotAtTheDoor if method == Method.COD else NotOffered
    payment = Payment.objects.create(
        purchase=purchase,
        method=gateway.method,
        amount=purchase.total,
        created_at=now,
        expires_at=min(now + gateway.time_to_pay, purchase.created_at + LONGEST),
    )
    PaymentSplit.objects.bulk_create(
        PaymentSplit(payment=payment, order=order, amount=order.total) for order in orders
    )
    gateway.create(payment=payment, now=now)
    if payment.state == Payment.State.DUE:
        for order in _locked_orders(purchase.pk):
            enter(order, Status.PLACED, actor=None, now=now, due=payment.amount_due)
    return payment


def change_method(*, purchase: Purchase, method: str, now: datetime) -> Payment:
    """Pay another way: the pending payment is cancelled and a new one opened.

    However often it changes, the goods are kept for LONGEST from the purchase. Asking for the
    method that is already open gives that payment. Raises NotPayable, UnknownMethod, NotOffered.
    """
    with transaction.atomic(durable=True):
        lock(purchase)
        payment = purchase.payments.filter(state__in=[Payment.State.PENDING, Payment.State.PAID]).first()
        if payment is None or payment.state == Payment.State.PAID or payment.expires_at <= now:
            raise NotPayable
        if payment.method == method:
            return payment
        if method not in GATEWAYS:
            raise UnknownMethod
        _end(payment, Payment.State.CANCELLED)
        return open_payment(
            purchase=purchase, orders=list(purchase.orders.order_by("pk")), method=method, now=now
        )


def apply_receipt(*, payment: Payment, amount: int, reference: str, now: datetime) -> bool:
    """Money came for this payment; True when it pays it, False when it was set aside.

    Needs an open transaction with `purchase` and `payment` locked. `reference` is the
    provider's id of the money: the same one again changes nothing. Money that is late, of
    another amount, or a second time is kept as an unapplied receipt, never lost and never
    silently spent.
    """
    if payment.state == Payment.State.PAID and payment.reference == reference:
        return True
    reason = ""
    if payment.state == Payment.State.PAID:
        reason = "paid twice"
    elif payment.state != Payment.State.PENDING:
        reason = "late"
    elif amount != payment.amount_due:
        reason = "other amount"
    if reason:
        UnappliedReceipt.objects.get_or_create(
            method=payment.method,
            reference=reference,
            defaults={"amount": amount, "payment": payment, "reason": reason, "received_at": now},
        )
        return False
    payment.state, payment.reference, payment.paid_at = Payment.State.PAID, reference, now
    payment.save(update_fields=["state", "reference", "paid_at"])
    GATEWAYS[payment.method].close(payment=payment)
    for order in _locked_orders(payment.purchase_id):
        enter(order, Status.PLACED, actor=None, now=now)
    return True


def confirm_payment(*, payment: Payment, amount: int, reference: str, now: datetime) -> bool:
    """apply_receipt in a transaction of its own, for callers that do nothing else in it."""
    with transaction.atomic(durable=True):
        lock(payment.purchase)
        lock(payment)
        return apply_receipt(payment=payment, amount=amount, reference=reference, now=now)


def expire(*, payment_pk: int, now: datetime) -> bool:
    """End a payment that was not paid in time, and its orders; True when it did."""
    with transaction.atomic():
        payment = (
            Payment.objects.select_related("purchase")
            .filter(pk=payment_pk, state=Payment.State.PENDING)
            .first()
        )
        if payment is None:
            return False
        lock(payment.purchase)
        lock(payment)
        grace = GATEWAYS[payment.method].grace
        if payment.state != Payment.State.PENDING or payment.expires_at + grace > now:
            return False
        _end(payment, Payment.State.EXPIRED)
        for order in _locked_orders(payment.purchase_id):
            enter(order, Status.EXPIRED, actor=None, now=now)
    return True


def cancel_unpaid(*, purchase: Purchase, actor: User | None, now: datetime) -> None:
    """The buyer thinks again before paying: every order ends, stock goes back. Raises NotPayable."""
    with transaction.atomic(durable=True):
        lock(purchase)
        payment = purchase.payments.filter(state=Payment.State.PENDING).first()
        if payment is None:
            raise NotPayable
        lock(payment)
        _end(payment, Payment.State.CANCELLED)
        for order in _locked_orders(purchase.pk):
            enter(order, Status.CANCELLED, actor=actor, now=now, reason=gettext("Cancelled before payment."))


def _end(payment: Payment, state: Payment.State) -> None:
    payment.state = state
    payment.save(update_fields=["state"])
    GATEWAYS[payment.method].close(payment=payment)


def _locked_orders(purchase_pk: int) -> list[Order]:
    return list(
        Order.objects.select_for_update(no_key=True, of=("self",))
        .filter(purchase_id=purchase_pk)
        .select_related("seller", "user", "purchase")
        .order_by("pk")
    )
