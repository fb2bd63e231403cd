"""Money that no rule could place: matched by hand, set aside, or settled with a note."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.locks import lock
from core.money import format_rupiah
from core.refusals import Conflict, Refusal
from core.users.models import User
from marketplace.gateways.transfer.matching import reference_of
from marketplace.gateways.transfer.models import StatementLine
from marketplace.operator.models import ManualMatch
from marketplace.payment.models import Method, Payment, UnappliedReceipt
from marketplace.purchases.services import apply_receipt


class LineSettled(Refusal):
    message = _("This bank line has already been dealt with.")


class AmountDiffers(Refusal):
    message = _("The bank line is %(line)s, the payment %(due)s. Only equal amounts can be matched.")


class NotPending(Refusal):
    message = _("This payment no longer waits for a transfer.")


class AlreadyProposed(Refusal):
    message = _("A match for this line or this payment already waits for a second person.")


class SecondPersonNeeded(Refusal):
    message = _("You made this match yourself. Another operator must agree to it.")


class MatchWithdrawn(Refusal):
    message = _("This match was withdrawn.")


class MatchApplied(Refusal):
    message = _("This match was already applied.")


class ReasonNeeded(Refusal):
    message = _("Write the reason, so that others understand it later.")
    field = "reason"


class NoteNeeded(Refusal):
    message = _("Write what was done with the money.")
    field = "note"


class AlreadyResolved(Refusal):
    message = _("Somebody has settled this already.")


def match_by_hand(
    *, line: StatementLine, payment: Payment, actor: User, key: str, now: datetime
) -> ManualMatch:
    """Say that a bank line pays a payment; applied at once, or over the limit once another agrees.

    The same key gives the first match again. Raises LineSettled, NotPending, AmountDiffers,
    AlreadyProposed, Conflict.
    """
    with transaction.atomic(durable=True):
        lock(line, payment.purchase, payment)
        if earlier := ManualMatch.objects.filter(key=key).first():
            if (earlier.line_id, earlier.payment_id) != (line.pk, payment.pk):
                raise Conflict
            return earlier
        _refuse_unmatchable(line, payment)
        live = ManualMatch.objects.filter(withdrawn_at=None)
        if live.filter(line=line).exists() or live.filter(payment=payment).exists():
            raise AlreadyProposed
        match = ManualMatch.objects.create(
            key=key,
            line=line,
            payment=payment,
            amount=line.amount,
            needs_second=line.amount > settings.MANUAL_MATCH_LIMIT,
            made_by=actor,
            made_at=now,
        )
        record(action="match.made", subject=match, actor=actor, at=now, amount=line.amount)
        if not match.needs_second:
            _apply(match, line, payment, now=now)
    return match


def approve_match(*, match: ManualMatch, actor: User, now: datetime) -> ManualMatch:
    """A second person agrees, and the money is applied. Everything is checked again.

    Raises SecondPersonNeeded, MatchWithdrawn, LineSettled, NotPending, AmountDiffers.
    """
    with transaction.atomic(durable=True):
        line, payment = match.line, match.payment
        lock(line, match, payment.purchase, payment)
        if match.withdrawn_at is not None:
            raise MatchWithdrawn
        if match.applied_at is not None:
            return match
        if actor.pk == match.made_by_id:
            raise SecondPersonNeeded
        _refuse_unmatchable(line, payment)
        match.approved_by = actor
        record(action="match.approved", subject=match, actor=actor, at=now, amount=match.amount)
        _apply(match, line, payment, now=now)
    return match


def withdraw_match(*, match: ManualMatch, actor: User, now: datetime) -> ManualMatch:
    """Take back a match that was not applied; the line waits again. Raises MatchApplied."""
    with transaction.atomic(durable=True):
        lock(match)
        if match.applied_at is not None:
            raise MatchApplied
        if match.withdrawn_at is None:
            match.withdrawn_at, match.withdrawn_by = now, actor
            match.save(update_fields=["withdrawn_at", "withdrawn_by"])
            record(action="match.withdrawn", subject=match, actor=actor, at=now)
    return match


def _refuse_unmatchable(line: StatementLine, payment: Payment) -> None:
    if line.payment_id is not None or line.set_aside_reason:
        raise LineSettled
    if payment.state != Payment.State.PENDING or payment.method != Method.TRANSFER:
        raise NotPending
    if line.amount != payment.amount_due:
        raise AmountDiffers(line=format_rupiah(line.amount), due=format_rupiah(payment.amount_due))


def _apply(match: ManualMatch, line: StatementLine, payment: Payment, *, now: datetime) -> None:
    if not apply_receipt(payment=payment, amount=line.amount, reference=reference_of(line), now=now):
        raise RuntimeError("a pending payment refused money of its own amount")
    line.payment = payment
    line.save(update_fields=["payment"])
    match.applied_at = now
    match.save(update_fields=["approved_by", "applied_at"])


def set_aside(
    *, line: StatementLine, reason: str, is_buyers_money: bool, actor: User, now: datetime
) -> StatementLine:
    """Take a line out of the queue with a reason. Raises ReasonNeeded, LineSettled, AlreadyProposed.

    Money of a buyer is not out of sight with that: it becomes an unapplied receipt, which
    somebody has to settle.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonNeeded
    with transaction.atomic(durable=True):
        lock(line)
        if line.payment_id is not None or line.set_aside_reason:
            raise LineSettled
        if ManualMatch.objects.filter(line=line, withdrawn_at=None).exists():
            raise AlreadyProposed
        line.set_aside_reason = reason[:200]
        line.save(update_fields=["set_aside_reason"])
        if is_buyers_money:
            UnappliedReceipt.objects.get_or_create(
                method=Method.TRANSFER,
                reference=reference_of(line),
                defaults={"amount": line.amount, "reason": "unknown", "received_at": now},
            )
        record(action="line.set_aside", subject=line, actor=actor, at=now, buyers_money=is_buyers_money)
    return line


def resolve_receipt(*, receipt: UnappliedReceipt, note: str, actor: User, now: datetime) -> UnappliedReceipt:
    """Say what was done with money that paid nothing. Raises NoteNeeded, AlreadyResolved.

    The same note again changes nothing.
    """
    note = note.strip()[:200]
    if not note:
        raise NoteNeeded
    with transaction.atomic(durable=True):
        lock(receipt)
        if receipt.resolved_at is not None:
            if receipt.resolution == note:
                return receipt
            raise AlreadyResolved
        receipt.resolved_at, receipt.resolution = now, note
        receipt.save(update_fields=["resolved_at", "resolution"])
        record(action="unapplied.resolved", subject=receipt, actor=actor, at=now)
    return receipt
