"""Money in a BUMDes's or shop's own QRIS: somebody who looked at the bank says that it came."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from core.audit.services import record
from core.locks import lock
from core.users.models import User
from marketplace.gateways.qris.models import QrisRequest
from marketplace.payment.models import Payment
from marketplace.purchases.paying import apply_receipt


def confirm_own_qris(*, request: QrisRequest, actor: User, now: datetime) -> bool:
    """The money of this code came, in full; True when it pays the purchase, False when it was set aside.

    Said twice it counts once. The name of who said it is kept.
    """
    with transaction.atomic(durable=True):
        payment = Payment.objects.select_related("purchase").get(pk=request.payment_id)
        lock(payment.purchase)
        lock(payment)
        lock(request)
        if request.confirmed_at is None:
            request.confirmed_at, request.confirmed_by = now, actor
            request.save(update_fields=["confirmed_at", "confirmed_by"])
            record(action="qris.confirmed", subject=request, actor=actor, at=now, amount=payment.amount)
        return apply_receipt(payment=payment, amount=payment.amount, reference=f"qris:{request.pk}", now=now)
