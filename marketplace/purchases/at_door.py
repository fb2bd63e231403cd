"""At the door: the cash of an order is received and the goods handed over, or the buyer refuses.

Both end the payment, move the order and can happen once; whoever comes second is told what is so.
The rooms above decide who may stand at which door, and lock the order.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.locks import lock
from core.money import format_rupiah
from core.refusals import Refusal
from core.users.models import User
from marketplace.gateways.cod.models import Door
from marketplace.order.enums import Status
from marketplace.order.models import Order
from marketplace.order.services import NotPossibleNow, enter
from marketplace.payment.models import Payment
from marketplace.sellers.models import Seller


class CashFirst(Refusal):
    message = _("This order is paid at the door: write how much cash you received.")
    field = "amount"


class WrongAmount(Refusal):
    message = _(
        "The buyer has to pay exactly %(amount)s, you wrote %(written)s. Give change, or note that the"
        " buyer refused: for less, the goods stay with you."
    )
    field = "amount"


class NoReason(Refusal):
    message = _("Write why the buyer refused.")
    field = "reason"


class NotAtThisDoor(Refusal):
    message = _("Somebody else brings this order and takes its cash.")


def door_of(order: Order) -> Door | None:
    """How an order is paid at the door, None when it is paid otherwise. One query."""
    return Door.objects.select_related("payment").filter(order=order).first()


def receive(*, door: Door, order: Order, amount: int, actor: User, now: datetime) -> None:
    """The cash is in the holder's hand and the goods in the buyer's. Needs `order` locked.

    Raises WrongAmount unless it is all of it, NotPossibleNow when the order is not on its way.
    """
    lock(door.payment)
    door.refresh_from_db()
    if order.status != Status.HANDED_OVER:
        raise NotPossibleNow(status=order.get_status_display())
    if amount != door.amount:
        raise WrongAmount(amount=format_rupiah(door.amount), written=format_rupiah(amount))
    door.received_at, door.received_by = now, actor
    door.save(update_fields=["received_at", "received_by"])
    payment = door.payment
    payment.state, payment.reference, payment.paid_at = Payment.State.PAID, f"cod:{door.pk}", now
    payment.save(update_fields=["state", "reference", "paid_at"])
    enter(order, Status.DELIVERED, actor=actor, now=now)
    record(action="cod.received", subject=order, actor=actor, at=now, amount=amount)


def refuse(*, door: Door, order: Order, reason: str, actor: User, now: datetime) -> None:
    """The buyer does not take the goods: they go back, and it is remembered. Needs `order` locked.

    Again changes nothing. Raises NoReason, NotPossibleNow.
    """
    lock(door.payment)
    door.refresh_from_db()
    if door.refused_at is not None:
        return
    reason = reason.strip()[:200]
    if not reason:
        raise NoReason
    if order.status != Status.HANDED_OVER:
        raise NotPossibleNow(status=order.get_status_display())
    door.refused_at, door.refused_by, door.reason = now, actor, reason
    door.save(update_fields=["refused_at", "refused_by", "reason"])
    enter(order, Status.CANCELLED, actor=actor, now=now, reason=reason)
    record(action="cod.refused", subject=order, actor=actor, at=now, reason=reason)


def receive_by_shop(*, order: Order, seller: Seller, amount: int, actor: User, now: datetime) -> None:
    """The shop did the work or brought the goods itself, and has the cash. Again changes nothing.

    Raises NotAtThisDoor, WrongAmount, NotPossibleNow.
    """
    with transaction.atomic(durable=True):
        door = _door_of_shop(order, seller)
        if door.received_at is not None and amount == door.amount:
            return
        receive(door=door, order=order, amount=amount, actor=actor, now=now)


def refuse_by_shop(*, order: Order, seller: Seller, reason: str, actor: User, now: datetime) -> None:
    """The buyer did not pay the shop at the door. Raises NotAtThisDoor, NoReason, NotPossibleNow."""
    with transaction.atomic(durable=True):
        door = _door_of_shop(order, seller)
        refuse(door=door, order=order, reason=reason, actor=actor, now=now)


def _door_of_shop(order: Order, seller: Seller) -> Door:
    lock(order)
    door = door_of(order)
    if door is None or door.seller_id != seller.pk:
        raise NotAtThisDoor
    return door
