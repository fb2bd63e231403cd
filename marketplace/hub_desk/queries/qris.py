"""The hub's own QRIS, and the payments that wait for somebody to see their money in it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from bumdes.organisations.desk import Desk
from marketplace.gateways.qris.models import QrisRequest, StaticQris
from marketplace.payment.models import Payment

# Money may come after the end of the time; it is then set aside for the operator.
REMEMBERED = timedelta(days=14)
MOST_SHOWN = 50


def own_code(desk: Desk) -> StaticQris | None:
    """The code that is offered to buyers now."""
    return StaticQris.objects.filter(hub=desk.organisation, is_active=True).first()


def requests_of(desk: Desk) -> QuerySet[QrisRequest]:
    """Every code made for a payment into this hub's QRIS."""
    return QrisRequest.objects.filter(source__hub=desk.organisation).select_related("payment__purchase")


def unconfirmed(desk: Desk, *, now: datetime) -> QuerySet[QrisRequest]:
    """Codes whose money nobody has seen yet, the latest first. One query."""
    states = (Payment.State.PENDING, Payment.State.EXPIRED, Payment.State.CANCELLED)
    found = requests_of(desk).filter(
        confirmed_at=None, payment__state__in=states, payment__created_at__gt=now - REMEMBERED
    )
    return found.order_by("-pk")[:MOST_SHOWN]
