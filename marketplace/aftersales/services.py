"""Complaints: raised by the buyer, answered by the shop, decided by the operator, then carried out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.files.base import File
from django.db import DatabaseError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.audit.services import record
from core.locks import lock
from core.money import format_rupiah
from core.refusals import Refusal, spoken_as
from core.users.models import User
from marketplace.aftersales import letters
from marketplace.aftersales.models import Complaint, ComplaintLine, ComplaintPhoto
from marketplace.order.enums import Status
from marketplace.order.models import Order
from marketplace.order.services import enter
from marketplace.payment.models import GIVES_BACK, Payment, PaymentSplit, Refund
from marketplace.payment.refunds import NotThisWay
from marketplace.sellers.models import SellerStaff
from marketplace.settlement.models import Settlement
from marketplace.settlement.queries.reversing import left_of
from marketplace.settlement.services import settle_orders
from marketplace.settlement.services.payouts import (
    AlreadyHeld,
    AlreadyLeaving,
    place_hold,
    release_hold,
)
from marketplace.settlement.services.reversing import reverse_sale

log = structlog.get_logger(__name__)

State = Complaint.State


class NotArrived(Refusal):
    message = _("Tell us about a problem once the order has arrived, within %(days)s days.")


class OpenAlready(Refusal):
    message = _("We look into a problem with this order already.")


class NoGoods(Refusal):
    message = _("Choose what it is about, and how many pieces of it.")
    field = "lines"


class NotTheShop(Refusal):
    message = _("Only people of this shop answer.")


class AnsweredAlready(Refusal):
    message = _("This was answered, decided or taken back already.")


class OwnMatter(Refusal):
    message = _("You bought this or work in this shop. Another operator must decide.")


class TooMuch(Refusal):
    message = _("At most %(left)s can still go back.")


_RULES: dict[str, type[Refusal]] = {
    "complaint_one_open_per_order": OpenAlready,
    "complaint_line_is_of_its_order": NoGoods,
    "complaint_decided_by_another": OwnMatter,
}


def may_raise(order: Order, *, now: datetime) -> bool:
    """Has it arrived, not too long ago, and may anything still go back? Four queries."""
    if order.status not in (Status.DELIVERED, Status.COMPLETED):
        return False
    arrived = order.events.filter(to_status=Status.DELIVERED).aggregate(at=Max("at"))["at"]
    is_in_time = arrived is not None and now <= arrived + timedelta(days=settings.COMPLAIN_WITHIN_DAYS)
    return is_in_time and left_of(order).total > 0


def raise_complaint(
    *,
    order: Order,
    kind: str,
    story: str,
    pieces: Mapping[int, int],
    photos: Sequence[File],
    actor: User | None,
    now: datetime,
) -> Complaint:
    """Keep what the buyer says; the order completes by no clock now, and its money stays held.

    `pieces`: key of the line and how many of it. Raises NotArrived, NoGoods, OpenAlready.
    """
    about = {line: count for line, count in pieces.items() if count > 0}
    if not about:
        raise NoGoods
    with transaction.atomic(durable=True):
        lock(order)
        if not may_raise(order, now=now):
            raise NotArrived(days=settings.COMPLAIN_WITHIN_DAYS)
        with spoken_as(_RULES), transaction.atomic():
            complaint = Complaint.objects.create(
                order=order,
                kind=kind,
                story=story.strip()[:500],
                raised_by=actor,
                raised_at=now,
                answer_until=now + timedelta(hours=settings.ANSWER_COMPLAINT_HOURS),
            )
            for line, count in sorted(about.items()):
                ComplaintLine.objects.create(complaint=complaint, line_id=line, pieces=count)
        for photo in photos:
            ComplaintPhoto.objects.create(complaint=complaint, file=photo, at=now)
        _dispute(order, True)
        _hold(complaint, now=now)
        record(action="complaint.raised", subject=complaint, actor=actor, at=now, order=order.number)
        letters.tell_shop(complaint, at=now)
    return complaint


def answer(*, complaint: Complaint, words: str, agrees: bool, actor: User, now: datetime) -> Complaint:
    """What the shop says to it. The same words again change nothing. Raises NotTheShop, AnsweredAlready."""
    with transaction.atomic(durable=True):
        lock(complaint)
        if not SellerStaff.objects.active().filter(seller=complaint.order.seller_id, user=actor).exists():
            raise NotTheShop
        said = words.strip()[:500]
        if complaint.state == State.ANSWERED and (complaint.answer, complaint.agrees) == (said, agrees):
            return complaint
        if complaint.state != State.RAISED:
            raise AnsweredAlready
        complaint.state, complaint.answer, complaint.agrees = State.ANSWERED, said, agrees
        complaint.answered_by, complaint.answered_at = actor, now
        complaint.save(update_fields=["state", "answer", "agrees", "answered_by", "answered_at"])
        record(action="complaint.answered", subject=complaint, actor=actor, at=now, agrees=agrees)
        with override("id"):
            letters.tell_buyer_of(
                complaint,
                subject=str(_("%(shop)s has answered you")) % {"shop": complaint.order.seller.name},
                body=f"“{said}” " + str(_("We decide next and write to you again.")),
                step="answered",
                at=now,
            )
    return complaint


def decide(
    *,
    complaint: Complaint,
    granted: Mapping[int, int],
    delivery: int,
    liable: str,
    target: str,
    words: str,
    actor: User,
    now: datetime,
) -> Complaint:
    """Give so much of each line (its key: rupiah) and of the delivery back; nothing at all refuses it.

    What is granted is carried out by carry_out(). Raises AnsweredAlready, TooMuch, NotThisWay,
    OwnMatter.
    """
    total = sum(granted.values()) + delivery
    with transaction.atomic(durable=True):
        order = Order.objects.get(pk=complaint.order_id)
        lock(complaint, order)
        if complaint.state not in (State.RAISED, State.ANSWERED):
            raise AnsweredAlready
        left = left_of(order)
        if delivery > left.delivery or any(
            amount > left.lines.get(line, 0) for line, amount in granted.items()
        ):
            raise TooMuch(left=format_rupiah(left.total))
        complaint.decision, complaint.decided_by, complaint.decided_at = words.strip()[:500], actor, now
        if total:
            if target == Refund.Target.ORIGINAL and not _goes_back_by_itself(order):
                raise NotThisWay
            complaint.state = State.GRANTED
            complaint.liable, complaint.target, complaint.delivery = liable, target, delivery
            for line, amount in sorted(granted.items()):
                ComplaintLine.objects.update_or_create(
                    complaint=complaint,
                    line_id=line,
                    defaults={"granted": amount},
                    create_defaults={"granted": amount, "pieces": 1},
                )
        else:
            complaint.state = State.REFUSED
        with spoken_as(_RULES), transaction.atomic():
            complaint.save(
                update_fields=[
                    *("state", "decision", "decided_by", "decided_at"),
                    *("liable", "target", "delivery"),
                ]
            )
        if not total:
            _let_go(complaint, order, actor=actor, now=now)
        record(
            action="complaint.decided",
            subject=complaint,
            actor=actor,
            at=now,
            order=order.number,
            amount=total,
            liable=complaint.liable,
        )
        letters.tell_decided(complaint, amount=total, at=now)
    return complaint


def withdraw(*, complaint: Complaint, actor: User | None, now: datetime) -> Complaint:
    """The buyer takes it back. Again changes nothing. Raises AnsweredAlready once it is decided."""
    with transaction.atomic(durable=True):
        order = Order.objects.get(pk=complaint.order_id)
        lock(complaint, order)
        if complaint.state == State.WITHDRAWN:
            return complaint
        if complaint.state not in (State.RAISED, State.ANSWERED):
            raise AnsweredAlready
        complaint.state = State.WITHDRAWN
        complaint.save(update_fields=["state"])
        _let_go(complaint, order, actor=actor, now=now)
        record(action="complaint.withdrawn", subject=complaint, actor=actor, at=now)
    return complaint


def carry_out(*, complaint: Complaint, now: datetime) -> bool:
    """Give back what was granted, as soon as the order is shared out; True when it is done.

    Any number of times, by any number of workers: each step looks at what is done already.
    """
    with transaction.atomic(durable=True):
        order = Order.objects.get(pk=complaint.order_id)
        lock(complaint, order)
        if complaint.state != State.GRANTED:
            return complaint.state == State.SETTLED
        if order.status == Status.DELIVERED:
            # Disputed until the end: so what is shared out now does not leave before it goes back.
            enter(order, Status.COMPLETED, actor=None, now=now)
    settle_orders(now=now)
    with transaction.atomic(durable=True):
        lock(complaint, order)
        if complaint.state != State.GRANTED or not Settlement.objects.filter(order=order).exists():
            return complaint.state == State.SETTLED
        goods = dict(complaint.lines.filter(granted__gt=0).values_list("line", "granted"))
        complaint.refund = reverse_sale(
            order=order,
            goods=goods,
            delivery=complaint.delivery,
            liable=complaint.liable,
            target=complaint.target,
            now=now,
        )
        complaint.state = State.SETTLED
        complaint.save(update_fields=["state", "refund"])
        _let_go(complaint, order, actor=None, now=now)
    return True


def tend(*, now: datetime) -> int:
    """Carry out what was granted, and hold what was shared out meanwhile; gives how many were tended.

    One that a book or a rule refuses waits, with a line in the log, and keeps no other waiting.
    """
    tended = 0
    for complaint in Complaint.objects.filter(state=State.GRANTED).order_by("pk"):
        try:
            tended += carry_out(complaint=complaint, now=now)
        except (Refusal, DatabaseError):
            log.exception("complaint_not_carried_out", complaint=complaint.pk)
    late = Complaint.objects.to_decide().filter(hold=None, order__settlement__isnull=False)
    for complaint in late.order_by("pk"):
        with transaction.atomic(durable=True):
            lock(complaint)
            if complaint.hold_id is None and complaint.is_open:
                tended += _hold(complaint, now=now)
    return tended


def _goes_back_by_itself(order: Order) -> bool:
    split = PaymentSplit.objects.filter(order=order, payment__state=Payment.State.PAID)
    return split.filter(payment__method__in=GIVES_BACK).exists()


def _dispute(order: Order, is_disputed: bool) -> None:
    order.is_disputed = is_disputed
    order.save(update_fields=["is_disputed"])


def _hold(complaint: Complaint, *, now: datetime) -> bool:
    """Keep the order's money here, where it is shared out and not leaving already."""
    settlement = Settlement.objects.filter(order=complaint.order_id).select_related("seller").first()
    if settlement is None:
        return False
    try:
        complaint.hold = place_hold(
            settlement=settlement,
            reason=str(complaint.get_kind_display()),
            until=timezone.localdate(complaint.answer_until),
            actor=None,
            now=now,
        )
    except (AlreadyHeld, AlreadyLeaving):
        return False
    complaint.save(update_fields=["hold"])
    return True


def _let_go(complaint: Complaint, order: Order, *, actor: User | None, now: datetime) -> None:
    """It is over: the order's clock runs on and its money is free."""
    _dispute(order, False)
    if complaint.hold is not None:
        release_hold(hold=complaint.hold, actor=actor, now=now)
