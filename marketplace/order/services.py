"""Moving an order along. Each move is one service, one history row, one notice.

Every public function opens its own durable transaction, locks the order, checks the table
of moves again under the lock, and does what the move means for quantities and stock.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from core.locks import lock
from core.refusals import Refusal
from core.users.models import User
from marketplace.order import notices
from marketplace.order.calculations import deadline, may_move
from marketplace.order.enums import EXITS, HOLDS_STOCK, PAID_BACK, Status
from marketplace.order.models import Line, Order, OrderEvent
from marketplace.order.port import MoneyDue, money_back
from marketplace.partner import stock
from marketplace.search.services import set_stock_flag
from marketplace.search.tasks import index


class NotPossibleNow(Refusal):
    message = _("The order is now “%(status)s”, so this can no longer be done.")


class ReasonNeeded(Refusal):
    message = _("Write the reason, so that the buyer understands.")
    field = "reason"


class Disputed(Refusal):
    message = _("There is an open complaint about this order.")


def enter(
    order: Order,
    to: Status,
    *,
    actor: User | None,
    now: datetime,
    reason: str = "",
    promise_days: int = 0,
    due: int = 0,
) -> None:
    """Move a locked order within the caller's transaction. Raises NotPossibleNow.

    `due` is what the buyer has to pay at the door for an order that is placed unpaid. Writes the
    status, its clock, the quantities, the stock and one history row, and tells the people
    concerned. A state that is entered again does nothing, so retries are safe.
    """
    current = Status(order.status)
    if current == to:
        return
    if not may_move(current, to):
        raise NotPossibleNow(status=current.label)
    _move_goods(order, current, to, now)
    order.status = to
    order.due_at = deadline(to, now=now, promise_days=promise_days)
    Order.objects.filter(pk=order.pk).update(status=to, due_at=order.due_at)
    OrderEvent.objects.create(
        order=order, from_status=current, to_status=to, actor=actor, reason=reason, at=now
    )
    if to == Status.PLACED or to in EXITS:
        _count_sales_anew(order)
    returned = money_back().request(order=order, reason=to, now=now) if to in PAID_BACK else MoneyDue()
    notices.tell(order, to, reason=reason, returned=returned, due=due, at=now)


def _move_goods(order: Order, current: Status, to: Status, now: datetime) -> None:
    """Quantities per line and the stock behind them, for one move of the whole order."""
    lines = Line.objects.filter(order=order)
    if to == Status.PACKED:
        lines.update(packed=F("packed") + F("open"), open=0)
    elif to == Status.HANDED_OVER:
        stock.consume(promised=_promised(order), key=f"order:{order.pk}", at=now)
        lines.update(handed_over=F("handed_over") + F("packed"), packed=0, num_allocated=0)
    elif to == Status.DELIVERED:
        lines.update(delivered=F("delivered") + F("handed_over"), handed_over=0)
    elif to in (Status.EXPIRED, Status.DECLINED, Status.CANCELLED):
        if current in HOLDS_STOCK and (back := stock.release(promised=_promised(order))):
            set_stock_flag(product_ids=back)
        if current == Status.HANDED_OVER:
            stock.bring_back(pieces=_on_the_road(order), key=f"order:{order.pk}:back", at=now)
        lines.update(
            cancelled=F("cancelled") + F("open") + F("packed") + F("handed_over"),
            open=0,
            packed=0,
            handed_over=0,
            num_allocated=0,
        )


def _count_sales_anew(order: Order) -> None:
    """How often its goods were sold has changed; cards follow in a job, nobody waits for them."""
    index.defer(product_ids=list(order.lines.values_list("product_id", flat=True)))


def _promised(order: Order) -> dict[int, int]:
    """Stock record id -> pieces the order still holds."""
    held: dict[int, int] = {}
    for pk, pieces in Line.objects.filter(order=order, num_allocated__gt=0).values_list(
        "stockrecord_id", "num_allocated"
    ):
        held[pk] = held.get(pk, 0) + pieces
    return held


def _on_the_road(order: Order) -> dict[int, int]:
    """Stock record id -> counted pieces that left the shop and have not arrived."""
    gone: dict[int, int] = {}
    lines = Line.objects.filter(order=order, is_tracked=True, handed_over__gt=0, stockrecord__isnull=False)
    for pk, pieces in lines.values_list("stockrecord_id", "handed_over"):
        gone[pk] = gone.get(pk, 0) + pieces
    return gone


def _move(order: Order, to: Status, *, actor: User | None, now: datetime, reason: str = "") -> Order:
    with transaction.atomic(durable=True):
        lock(order)
        enter(order, to, actor=actor, now=now, reason=reason)
    return order


def accept(*, order: Order, actor: User | None, now: datetime) -> Order:
    """The shop takes the order on. Raises NotPossibleNow."""
    with transaction.atomic(durable=True):
        lock(order)
        days = order.lines.aggregate(longest=Max("product__preorder_days"))["longest"] or 0
        enter(order, Status.ACCEPTED, actor=actor, now=now, promise_days=days)
    return order


def decline(*, order: Order, reason: str, actor: User | None, now: datetime) -> Order:
    """The shop cannot serve the order; stock and money go back. Raises ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded
    return _move(order, Status.DECLINED, actor=actor, now=now, reason=reason.strip())


def pack(*, order: Order, actor: User | None, now: datetime) -> Order:
    """All goods of the order are packed."""
    return _move(order, Status.PACKED, actor=actor, now=now)


def hand_over(*, order: Order, actor: User | None, now: datetime) -> Order:
    """The parcel leaves the shop: stock on hand drops by what was promised."""
    return _move(order, Status.HANDED_OVER, actor=actor, now=now)


def deliver(*, order: Order, actor: User | None, now: datetime) -> Order:
    """The buyer has the goods; the time for a complaint starts."""
    return _move(order, Status.DELIVERED, actor=actor, now=now)


def complete(*, order: Order, actor: User | None, now: datetime) -> Order:
    """The buyer is content, or the time for a complaint has passed. Raises Disputed."""
    with transaction.atomic(durable=True):
        lock(order)
        if order.is_disputed:
            raise Disputed
        enter(order, Status.COMPLETED, actor=actor, now=now)
    return order


def cancel(*, order: Order, reason: str, actor: User | None, now: datetime) -> Order:
    """End a paid order before its goods left the shop. Raises ReasonNeeded, NotPossibleNow.

    Before payment one order of several cannot end alone, because the amount to pay is that of
    all: purchases.services.cancel_unpaid ends them together.
    """
    if not reason.strip():
        raise ReasonNeeded
    with transaction.atomic(durable=True):
        lock(order)
        if order.status in (Status.AWAITING_PAYMENT, Status.HANDED_OVER):
            raise NotPossibleNow(status=order.get_status_display())
        enter(order, Status.CANCELLED, actor=actor, now=now, reason=reason.strip())
    return order


# What the clock does to an order that waited too long in a state.
OVERDUE = {
    Status.PLACED: (Status.DECLINED, _("The shop did not answer in time.")),
    Status.ACCEPTED: (Status.CANCELLED, _("The shop did not send in time.")),
    Status.PACKED: (Status.CANCELLED, _("The shop did not send in time.")),
    Status.DELIVERED: (Status.COMPLETED, ""),
}


def run_clock(*, order_pk: int, now: datetime) -> bool:
    """Do what is due for one order, re-checked under the lock; True when something was done."""
    with transaction.atomic():
        order = Order.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=order_pk).first()
        if order is None or order.due_at is None or order.due_at > now or order.is_disputed:
            return False
        to, reason = OVERDUE[Status(order.status)]
        enter(order, to, actor=None, now=now, reason=str(reason))
    return True
