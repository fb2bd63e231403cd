"""Refunds that go back the way they were paid: asked of the provider, until it says how it ended.

A person lets a refund go; a job asks. No question is asked while rows are locked, and who asks looks
first for what an earlier question may have done, so a refund is asked again after a lost answer or
a killed worker and still goes once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F, Q

from core.audit.services import record
from core.locks import lock
from core.users.models import User
from marketplace.gateways.port import PROVIDERS
from marketplace.gateways.provider.models import Attempt
from marketplace.gateways.provider.protocol import ProviderDown, RefundState, Refused
from marketplace.payment.models import GIVES_BACK, Refund
from marketplace.payment.refunds import AlreadySettled, NotThisWay, settle

log = structlog.get_logger(__name__)

CLAIM = timedelta(minutes=3)  # longer than looking and asking may take together
PAUSE = timedelta(minutes=4)
BATCH = 200


def paid_attempt(refund: Refund) -> Attempt | None:
    """The provider's attempt that brought the money. One query."""
    attempts = Attempt.objects.filter(payment__splits=refund.split_id, state=Attempt.State.PAID)
    return attempts.select_related("payment__purchase").first()


def let_go(*, refund: Refund, actor: User, now: datetime) -> Refund:
    """Send a refund to its provider, for the first time or again under the same key.

    The job is made in the same transaction. A second press changes nothing. Raises AlreadySettled,
    NotThisWay.
    """
    from marketplace.purchases.tasks import send_refund  # noqa: PLC0415 - the job calls this module

    with transaction.atomic(durable=True):
        lock(refund)
        if refund.state == Refund.State.SUCCEEDED:
            raise AlreadySettled
        if refund.state == Refund.State.SENT:
            return refund
        attempt = paid_attempt(refund)
        if (
            refund.target != Refund.Target.ORIGINAL
            or refund.split.payment.method not in GIVES_BACK
            or attempt is None
            or not PROVIDERS[attempt.provider].is_on
        ):
            raise NotThisWay
        record(action="refund.sent", subject=refund, actor=actor, at=now, amount=refund.amount)
        refund.state, refund.sent_at, refund.problem, refund.claimed_until = Refund.State.SENT, now, "", None
        refund.save(update_fields=["state", "sent_at", "problem", "claimed_until"])
        send_refund.defer(refund_pk=refund.pk)
    return refund


def ask(*, refund_pk: int, now: datetime) -> str:
    """Ask the provider for a refund that was let go, or how it stands; gives the state it is in now.

    May be called any number of times, outside a transaction. Raises ProviderDown: then it stays sent
    and is asked for again.
    """
    refund = Refund.objects.get(pk=refund_pk)
    attempt = paid_attempt(refund)
    # With its keys gone a provider knows nobody: the refund waits until they are back.
    if attempt is None or not PROVIDERS[attempt.provider].is_on or not _claim(refund, now=now):
        return str(refund.state)
    provider = PROVIDERS[attempt.provider]
    try:
        stands = provider.find_refund(attempt, key=refund.key)
        if stands is None:
            stands = provider.refund(attempt, amount=refund.amount, key=refund.key)
    except Refused as error:
        return apply_word(refund, RefundState.FAILED, str(error), now=now)
    except ProviderDown as error:
        log.warning("refund_not_answered", provider=attempt.provider, key=refund.key, why=str(error))
        apply_word(refund, RefundState.SENT, "", now=now)
        raise
    return apply_word(refund, stands, "the provider could not return it", now=now)


def _claim(refund: Refund, *, now: datetime) -> bool:
    """Does it wait for its provider, and may we alone ask?"""
    with transaction.atomic(durable=True):
        lock(refund)
        if refund.state != Refund.State.SENT or refund.target != Refund.Target.ORIGINAL:
            return False
        if refund.claimed_until is not None and refund.claimed_until > now:
            return False
        refund.claimed_until = now + CLAIM
        refund.save(update_fields=["claimed_until"])
    return True


def apply_word(refund: Refund, stands: RefundState, problem: str, *, now: datetime) -> str:
    """Write down the provider's word, and give the state it leads to; what is over stays over."""
    with transaction.atomic(durable=True):
        lock(refund)
        if refund.state == Refund.State.SENT:
            refund.claimed_until, refund.checked_at = None, now
            if stands == RefundState.FAILED:
                refund.state, refund.problem = Refund.State.FAILED, problem[:200]
            refund.save(update_fields=["claimed_until", "checked_at", "state", "problem"])
            if stands == RefundState.SUCCEEDED:
                settle(refund, now)
    return str(refund.state)


def sweep_refunds(*, now: datetime) -> int:
    """Ask for every refund whose end is not known, those not asked longest first; gives how many."""
    waiting = (
        Refund.objects.on_its_way()
        .filter(Q(claimed_until=None) | Q(claimed_until__lte=now))
        .exclude(checked_at__gt=now - PAUSE)
        .order_by(F("checked_at").asc(nulls_first=True), "pk")
    )
    asked = 0
    for pk in waiting.values_list("pk", flat=True)[:BATCH]:
        try:
            ask(refund_pk=pk, now=now)
        except ProviderDown:
            continue
        asked += 1
    return asked
