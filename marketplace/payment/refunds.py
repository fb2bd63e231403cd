"""Money that goes back: noted when a paid order ends, settled when somebody has returned it.

The money itself is moved by hand, at the bank; what is kept here is that it is due, who says
that it went and how, and over a limit who else agreed.
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
from marketplace.payment.models import Payment, PaymentSplit, Refund


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


class Refunds:
    """Fills the port of the order room."""

    def request(self, *, order: Order, reason: str, now: datetime) -> int:
        """Note the captured share of a paid order as due to the buyer; 0 when it was not paid."""
        split = PaymentSplit.objects.filter(order=order, payment__state=Payment.State.PAID).first()
        if split is None:
            return 0
        refund, _is_new = Refund.objects.get_or_create(
            order=order,
            defaults={"split": split, "amount": split.amount, "reason": reason, "requested_at": now},
        )
        return refund.amount


def return_money(*, refund: Refund, method: str, reference: str, actor: User, now: datetime) -> Refund:
    """Say that the money was returned, and how. Settled at once, or over the limit once another agrees.

    The same words again change nothing. Raises ReferenceNeeded, AlreadyReturned.
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
        refund.method, refund.reference = method, reference
        refund.made_by, refund.made_at = actor, now
        refund.needs_second = refund.amount > settings.MANUAL_MATCH_LIMIT
        refund.save(update_fields=["method", "reference", "made_by", "made_at", "needs_second"])
        record(action="refund.made", subject=refund, actor=actor, at=now, amount=refund.amount)
        if not refund.needs_second:
            _settle(refund, now)
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
        _settle(refund, now)
    return refund


def withdraw_refund(*, refund: Refund, actor: User, now: datetime) -> Refund:
    """Take back that the money was returned: it is due again. Raises AlreadySettled."""
    with transaction.atomic(durable=True):
        lock(refund)
        if refund.settled_at is not None:
            raise AlreadySettled
        if refund.made_at is not None:
            record(action="refund.withdrawn", subject=refund, actor=actor, at=now, reference=refund.reference)
            refund.method = refund.reference = ""
            refund.made_by = refund.made_at = None
            refund.needs_second = False
            refund.save(update_fields=["method", "reference", "made_by", "made_at", "needs_second"])
    return refund


def _settle(refund: Refund, now: datetime) -> None:
    refund.settled_at = now
    refund.save(update_fields=["settled_at"])
    order = Order.objects.select_related("purchase", "seller", "user").get(pk=refund.order_id)
    notices.tell_returned(order, amount=refund.amount, reference=refund.reference, at=now)
