"""Letting approved payouts go, asking where they stand, and taking in what is said of them.

Nothing is asked while rows are locked. A worker that dies between the step and the question leaves
an unsure payout, and the next round asks under the same key.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.encryption import decrypt, encrypt
from core.locks import lock, lock_name
from core.refusals import Refusal
from core.users.models import User
from marketplace.gateways.provider.protocol import ProviderDown, Refused
from marketplace.settlement.models import Payout, PayoutBatch, PayoutBatchLine, PayoutResult
from marketplace.settlement.services.payout_moves import enter
from marketplace.settlement.services.rails import RAILS, Stands, Word
from marketplace.settlement.services.rails.batch import bank_file, read_answer

log = structlog.get_logger(__name__)

State, Rail = Payout.State, Payout.Rail
FILE = "payout-batch"  # what the key of bank files is for
RETURNS_FOR = timedelta(days=10)  # how long after the payment a bank may still send it back


class NothingToSend(Refusal):
    message = _("No approved payout waits for a bank file.")


def send_payouts(*, now: datetime) -> int:
    """Send what is approved, and ask again about what nobody is sure of; gives how many were asked."""
    by_worker = [name for name, rail in RAILS.items() if not rail.is_by_hand]
    approved = Payout.objects.filter(state=State.APPROVED, rail__in=by_worker).order_by("pk")
    asked = 0
    for pk in list(approved.values_list("pk", flat=True)):
        payout = _take(pk, now=now)
        if payout is not None:
            _ask(payout, now=now)
            asked += 1
    # What was sent in this very round was just asked.
    open_ones = Payout.objects.filter(state=State.SENT, rail__in=by_worker, sent_at__lt=now).exclude(
        rail=Rail.CASH, is_unsure=False
    )
    for payout in open_ones.select_related("seller", "account").order_by("pk"):
        _ask(payout, now=now)
        asked += 1
    return asked


def look_for_returns(*, now: datetime) -> int:
    """Ask about what was paid lately: a bank may send it back days later. Gives how many came back."""
    asking = [name for name, rail in RAILS.items() if not rail.is_by_hand and name != Rail.CASH]
    paid = Payout.objects.filter(state=State.PAID, rail__in=asking, paid_at__gte=now - RETURNS_FOR)
    return sum(_ask(payout, now=now) for payout in paid.select_related("seller", "account").order_by("pk"))


def look_at(*, reference: str, now: datetime) -> None:
    """Somebody says that something happened to a payout: ask whoever carries it. Unknown ones are ignored."""
    payout = (
        Payout.objects.filter(reference=reference, state__in=[State.SENT, State.PAID])
        .select_related("seller", "account")
        .first()
    )
    if payout is not None and not RAILS[payout.rail].is_by_hand:
        _ask(payout, now=now)


def _take(pk: int, *, now: datetime) -> Payout | None:
    """The payout as sent, when it is ours to send; another worker's is left to it."""
    with transaction.atomic(durable=True):
        payout = (
            Payout.objects.select_related("seller", "account")
            .filter(pk=pk, state=State.APPROVED)
            .select_for_update(no_key=True, skip_locked=True, of=("self",))
            .first()
        )
        if payout is None:
            return None
        enter(payout, State.SENT, actor=None, now=now, sent_at=now, is_unsure=payout.rail != Rail.CASH)
    return payout


def _ask(payout: Payout, *, now: datetime) -> bool:
    """Ask and apply; a time-out leaves everything as it is. Gives whether the payout changed its state."""
    rail = RAILS[payout.rail]
    try:
        word = rail.send(payout) if payout.is_unsure else rail.ask(payout)
    except ProviderDown as error:
        log.warning("payout_unsure", key=payout.key, why=str(error))
        return False
    except Refused as error:
        word = Word(Stands.CAME_BACK, problem=str(error))
    return apply_word(payout=payout, attempt=payout.attempt, word=word, now=now)


def apply_word(*, payout: Payout, attempt: int, word: Word, now: datetime, actor: User | None = None) -> bool:
    """Take in what is said of one try. A word on an earlier try, or an old one, changes nothing.

    Gives whether the state changed.
    """
    with transaction.atomic():
        lock(payout)
        if payout.attempt != attempt or payout.state not in (State.SENT, State.PAID):
            if word.stands == Stands.ARRIVED and payout.state != State.PAID:
                # Money that arrived although it was given up: a person must look.
                log.error("payout_arrived_after_all", key=payout.key, state=payout.state)
            return False
        if word.stands == Stands.CAME_BACK:
            problem = (word.problem or "?")[:200]
            enter(payout, State.FAILED, actor=actor, now=now, note=problem, problem=problem)
            return True
        if payout.state == State.PAID:
            return False
        if word.stands == Stands.ARRIVED:
            known = {"provider_id": word.provider_id} if word.provider_id else {}
            enter(payout, State.PAID, actor=actor, now=now, paid_at=now, **known)
            return True
        payout.is_unsure, payout.provider_id = False, word.provider_id or payout.provider_id
        payout.save(update_fields=["is_unsure", "provider_id"])
    return False


def make_batch(*, actor: User, now: datetime) -> PayoutBatch:
    """One file with every approved payout that goes by it; they are sent from now. Raises NothingToSend."""
    with transaction.atomic(durable=True):
        lock_name("payout-batch")  # numbers have no gap
        waiting = Payout.objects.select_related("seller", "account").filter(
            state=State.APPROVED, rail=Rail.BATCH
        )
        payouts = list(waiting.order_by("pk").select_for_update(no_key=True, of=("self",)))
        if not payouts:
            raise NothingToSend
        number = (PayoutBatch.objects.aggregate(n=Max("number"))["n"] or 0) + 1
        content = bank_file(number=number, payouts=payouts)
        batch = PayoutBatch.objects.create(
            number=number,
            made_by=actor,
            made_at=now,
            payouts=len(payouts),
            amount=sum(payout.amount for payout in payouts),
            content_sealed=encrypt(content, purpose=FILE),
        )
        PayoutBatchLine.objects.bulk_create(
            PayoutBatchLine(batch=batch, payout=payout, attempt=payout.attempt) for payout in payouts
        )
        for payout in payouts:
            enter(payout, State.SENT, actor=actor, now=now, sent_at=now, note=batch.file_name)
        record(action="payout.batch_made", subject=batch, actor=actor, at=now, amount=batch.amount)
    return batch


def content_of(batch: PayoutBatch) -> bytes:
    """The file as it was made, the same bytes each time."""
    return decrypt(bytes(batch.content_sealed), purpose=FILE)


@dataclass
class _Count:
    paid: int = 0
    failed: int = 0
    unknown: int = 0


def take_answer(*, content: bytes, name: str, actor: User, now: datetime) -> PayoutResult:
    """Take in the bank's answer. The same file again is the same row and changes nothing.

    Raises NotAnAnswer.
    """
    answers = read_answer(content)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic(durable=True):
        lock_name(f"payout-answer:{digest}")
        if earlier := PayoutResult.objects.filter(digest=digest).first():
            return earlier
        wanted = Q()
        for answer in answers:
            reference, _dash, attempt = answer.key.rpartition("-")
            if attempt.isdecimal():
                wanted |= Q(batch__number=answer.batch, payout__reference=reference, attempt=int(attempt[:4]))
        lines = (
            PayoutBatchLine.objects.filter(wanted).select_related("payout__seller", "batch") if wanted else []
        )
        found = {(line.batch.number, f"{line.payout.reference}-{line.attempt}"): line for line in lines}
        count = _Count()
        for answer in sorted(answers, key=lambda each: each.key):
            line = found.get((answer.batch, answer.key))
            if line is None:
                count.unknown += 1
                continue
            if apply_word(payout=line.payout, attempt=line.attempt, word=answer.word, now=now, actor=actor):
                count.paid += answer.word.stands == Stands.ARRIVED
                count.failed += answer.word.stands == Stands.CAME_BACK
        result = PayoutResult.objects.create(
            digest=digest, name=name[:120], brought_by=actor, at=now, **count.__dict__
        )
        record(action="payout.answer_taken", subject=result, actor=actor, at=now, **count.__dict__)
    return result
