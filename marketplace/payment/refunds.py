"""Money that goes back: noted when a paid order ends, settled when it has been returned.

By hand, at the bank or in cash, it is said here who returned it and how, and over a limit who else
agreed. What goes back the way it was paid is asked of the provider (purchases.refunding), which
writes its word with the functions here.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.locks import lock
from core.refusals import Refusal
from core.users.models import User
from marketplace.order import notices
from marketplace.order.models import Order
from marketplace.order.port import MoneyDue
from marketplace.payment.models import GIVES_BACK, Payment, PaymentSplit, Refund


class ReferenceNeeded(Refusal):
    message = _("Write the bank's reference, so that the buyer can find the money.")
    field = "reference"


class AlreadyReturned(Refusal):
    message = _("Somebody has said already that this money was returned.")


class NotReturned(Refusal):
    message = _("Nobody has returned this money yet.")


class AlreadySettled(Refusal):
    message = _("This refund is settled and stays as it is.")


class SecondPersonNeeded(Refusal):
    message = _("You returned this money yourself. Another operator must agree to it.")


class OnItsWay(Refusal):
    message = _("The provider was asked for this refund already. Wait for its word.")


class NotThisWay(Refusal):
    message = _("This payment cannot go back by itself. Return it by hand.")


class ByItself(Refusal):
    message = _("This refund goes back the way it was paid. To return it by hand, choose that first.")


class Refunds:
    """Fills the port of the order room."""

    def request(self, *, order: Order, reason: str, now: datetime) -> MoneyDue:
        """Note the captured share of a paid order as due to the buyer.

        What was to be paid at the door is not asked for any more.
        """
        Payment.objects.filter(splits__order=order, state=Payment.State.DUE).update(
            state=Payment.State.CANCELLED
        )
        split = PaymentSplit.objects.filter(order=order, payment__state=Payment.State.PAID).first()
        if split is None:
            return MoneyDue()
        target = target_of(split.payment)
        refund, _is_new = Refund.objects.get_or_create(
            order=order,
            reason=reason,
            defaults={"split": split, "amount": split.amount, "target": target, "requested_at": now},
        )
        return MoneyDue(refund.amount, refund.target == Refund.Target.ORIGINAL)


def target_of(payment: Payment) -> Refund.Target:
    """The way its money goes back unless somebody chooses another."""
    return Refund.Target.ORIGINAL if payment.method in GIVES_BACK else Refund.Target.BANK


def turn(*, refund: Refund, target: str, actor: User, now: datetime) -> Refund:
    """Let a refund go another way, while it has not begun or after its provider said no.

    Raises OnItsWay, AlreadySettled, NotThisWay.
    """
    with transaction.atomic(durable=True):
        lock(refund)
        if refund.state == Refund.State.SUCCEEDED:
            raise AlreadySettled
        if refund.state == Refund.State.SENT:
            raise OnItsWay
        if target == Refund.Target.ORIGINAL and refund.split.payment.method not in GIVES_BACK:
            raise NotThisWay
        if refund.target != target:
            record(
                action="refund.turned", subject=refund, actor=actor, at=now, target=target, why=refund.problem
            )
            refund.target, refund.state, refund.problem = target, Refund.State.REQUESTED, ""
            refund.sent_at = refund.claimed_until = None
            refund.save(update_fields=["target", "state", "problem", "sent_at", "claimed_until"])
    return refund


def return_money(*, refund: Refund, method: str, reference: str, actor: User, now: datetime) -> Refund:
    """Say that the money was returned, and how. Settled at once, or over the limit once another agrees.

    The same words again change nothing. Raises ReferenceNeeded, AlreadyReturned, ByItself.
    """
    reference = reference.strip()[:120]
    if not reference:
        raise ReferenceNeeded
    with transaction.atomic(durable=True):
        lock(refund)
        if refund.made_at is not None:
            if (refund.method, refund.reference, refund.made_by_id) == (method, reference, actor.pk):
                return refund
            raise AlreadyReturned
        if refund.target == Refund.Target.ORIGINAL:
            raise ByItself
        refund.method, refund.reference = method, reference
        is_cash = method == Refund.Method.CASH
        refund.target = Refund.Target.CASH if is_cash else Refund.Target.BANK
        refund.state = Refund.State.SENT
        refund.made_by, refund.made_at = actor, now
        refund.needs_second = refund.amount > settings.MANUAL_MATCH_LIMIT
        refund.save(
            update_fields=["target", "state", "method", "reference", "made_by", "made_at", "needs_second"]
        )
        record(action="refund.made", subject=refund, actor=actor, at=now, amount=refund.amount)
        if not refund.needs_second:
            settle(refund, now)
    return refund


def approve_refund(*, refund: Refund, actor: User, now: datetime) -> Refund:
    """A second person has seen that the money went. Raises NotReturned, SecondPersonNeeded."""
    with transaction.atomic(durable=True):
        lock(refund)
        if refund.made_at is None:
            raise NotReturned
        if refund.settled_at is not None:
            return refund
        if actor.pk == refund.made_by_id:
            raise SecondPersonNeeded
        refund.approved_by = actor
        refund.save(update_fields=["approved_by"])
        record(action="refund.approved", subject=refund, actor=actor, at=now, amount=refund.amount)
        settle(refund, now)
    return refund


def withdraw_refund(*, refund: Refund, actor: User, now: datetime) -> Refund:
    """Take back that the money was returned: it is due again. Raises AlreadySettled."""
    with transaction.atomic(durable=True):
        lock(refund)
        if refund.settled_at is not None:
            raise AlreadySettled
        if refund.made_at is not None:
            record(action="refund.withdrawn", subject=refund, actor=actor, at=now, reference=refund.reference)
            refund.state, refund.method, refund.reference = Refund.State.REQUESTED, "", ""
            refund.made_by = refund.made_at = None
            refund.needs_second = False
            refund.save(update_fields=["state", "method", "reference", "made_by", "made_at", "needs_second"])
    return refund


def settle(refund: Refund, now: datetime) -> None:
    """The money went. In the caller's transaction, with the refund locked and sent."""
    refund.state, refund.settled_at = Refund.State.SUCCEEDED, now
    refund.save(update_fields=["state", "settled_at"])
    order = Order.objects.select_related("purchase", "seller", "user").get(pk=refund.order_id)
    notices.tell_returned(
        order,
        amount=refund.amount,
        reference=refund.reference,
        key=f"refund:{refund.pk}:returned",
        at=now,
    )
