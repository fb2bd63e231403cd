"""The clocks: what happens when nobody does anything. Each round may be repeated at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.messages.services import send_waiting
from marketplace.order.models import Order
from marketplace.order.services import run_clock
from marketplace.payment.models import Payment
from marketplace.purchases.paying import expire

BATCH = 500


@dataclass(frozen=True)
class Round:
    """What one round did: counts of payments expired, orders moved, letters sent."""

    expired: int
    moved: int
    sent: int


def run_clocks(*, now: datetime) -> Round:
    """Expire unpaid payments, move overdue orders, send waiting letters.

    Every row is taken in its own transaction and checked again under its lock, so two rounds
    at once, or one that is killed half-way, end in the same place.
    """
    pending = Payment.objects.filter(state=Payment.State.PENDING, expires_at__lte=now)
    expired = sum(
        expire(payment_pk=pk, now=now)
        for pk in pending.order_by("expires_at", "pk").values_list("pk", flat=True)[:BATCH]
    )
    due = Order.objects.filter(due_at__lte=now, is_disputed=False)
    moved = sum(
        run_clock(order_pk=pk, now=now)
        for pk in due.order_by("due_at", "pk").values_list("pk", flat=True)[:BATCH]
    )
    return Round(expired=expired, moved=moved, sent=send_waiting(now=now))
