"""Payments at a provider: asking for one, looking where it stands, and taking in what it says.

Webhook, the buyer's return, “check again” and the sweep all end in look(): ask the provider, then
apply its word under the locks. No question is asked while a transaction is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from django.db import transaction
from django.db.models import F, Q

from core.locks import lock
from marketplace.gateways.port import PROVIDERS
from marketplace.gateways.provider.models import Attempt, ProviderEvent
from marketplace.gateways.provider.protocol import (
    Listed,
    Notice,
    Prepared,
    ProviderDown,
    Refused,
    Seen,
    Stands,
    Taken,
)
from marketplace.gateways.provider.services import latest_attempt, new_attempt
from marketplace.payment.models import Payment
from marketplace.purchases.paying import apply_receipt

log = structlog.get_logger(__name__)

CLAIM = timedelta(seconds=40)  # longer than any answer may take
JUST_NOW = timedelta(seconds=5)
UNHANDLED = timedelta(minutes=1)
BATCH = 200
MOST_TRIES = 9
OVER = (ProviderEvent.State.HANDLED, ProviderEvent.State.DISMISSED)


@dataclass(frozen=True)
class Sweep:
    """What one round did: attempts asked for, events handled, and providers that did not answer."""

    asked: int
    handled: int
    down: tuple[str, ...]


def prepare(*, payment: Payment, return_url: str, now: datetime) -> Attempt | None:
    """The attempt with which this payment can be paid now, made at the provider when there is none.

    None when the provider does not answer, or somebody else is asking at this moment: the page says
    to try again. May be called any number of times, outside a transaction.
    """
    attempt = _claim(payment, now=now)
    if attempt is None or attempt.state == Attempt.State.OPEN:
        return attempt
    try:
        prepared = PROVIDERS[attempt.provider].create(attempt, return_url=return_url, now=now)
    except Taken:
        _next(attempt, now=now)
        return None
    except (ProviderDown, Refused) as error:
        log.warning("payment_not_prepared", provider=attempt.provider, key=attempt.key, why=str(error))
        Attempt.objects.filter(pk=attempt.pk).update(claimed_until=None)
        return None
    return _opened(attempt, prepared)


def _claim(payment: Payment, *, now: datetime) -> Attempt | None:
    """The open attempt, or one that we alone may ask for; None when somebody else does."""
    with transaction.atomic(durable=True):
        lock(payment)
        if payment.state != Payment.State.PENDING or payment.expires_at <= now:
            return None
        attempt = latest_attempt(payment)
        if attempt is None or attempt.state in (Attempt.State.PAID, Attempt.State.FLAGGED):
            return None
        if attempt.state == Attempt.State.ENDED:
            if attempt.number >= MOST_TRIES:
                return None
            attempt = new_attempt(payment=payment, provider=attempt.provider, now=now)
        if attempt.state == Attempt.State.WANTED:
            if attempt.claimed_until is not None and attempt.claimed_until > now:
                return None
            attempt.claimed_until = now + CLAIM
            attempt.save(update_fields=["claimed_until"])
    attempt.payment = payment
    return attempt


def _opened(attempt: Attempt, prepared: Prepared) -> Attempt:
    """Keep how to pay. A payment that ended meanwhile keeps it too, so that it can be cancelled there."""
    with transaction.atomic(durable=True):
        lock(attempt)
        if attempt.state == Attempt.State.WANTED:
            attempt.state = Attempt.State.OPEN
            for name in ("provider_id", "url", "qr", "account_bank", "account_number"):
                setattr(attempt, name, getattr(prepared, name))
            attempt.claimed_until = None
            attempt.save()
    return attempt


def _next(attempt: Attempt, *, now: datetime) -> None:
    """An answer was lost and is not told again: leave this attempt and try under a new key."""
    with transaction.atomic(durable=True):
        lock(attempt.payment)
        lock(attempt)
        if attempt.state == Attempt.State.WANTED:
            # Cancelled there by the sweep. Nobody was shown how to pay it, so nobody will.
            attempt.state, attempt.provider_id, attempt.is_unwanted = Attempt.State.OPEN, attempt.key, True
            attempt.claimed_until = None
            attempt.save(update_fields=["state", "provider_id", "is_unwanted", "claimed_until"])
            new_attempt(payment=attempt.payment, provider=attempt.provider, now=now)


def look(*, attempt: Attempt, now: datetime) -> str:
    """Ask where an attempt stands and apply it: paid, set aside, flagged, ended or pending.

    Raises ProviderDown, Refused.
    """
    provider = PROVIDERS[attempt.provider]
    if attempt.is_unwanted and attempt.state == Attempt.State.OPEN:
        return apply_seen(attempt=attempt, seen=provider.cancel(attempt), now=now)
    return apply_seen(attempt=attempt, seen=provider.look_up(attempt), now=now)


def look_again(*, payment: Payment, now: datetime) -> None:
    """The buyer asks, or is back from the provider's page: look, unless somebody has just looked."""
    attempt = latest_attempt(payment)
    if attempt is None or attempt.state != Attempt.State.OPEN:
        return
    if attempt.checked_at is not None and attempt.checked_at > now - JUST_NOW:
        return
    try:
        look(attempt=attempt, now=now)
    except (ProviderDown, Refused) as error:
        log.warning("payment_not_seen", provider=attempt.provider, key=attempt.key, why=str(error))


def apply_seen(*, attempt: Attempt, seen: Seen, now: datetime) -> str:
    """Write down the provider's word on an attempt, never an earlier word over a later one.

    Gives paid, set aside, flagged, ended or pending. Money with an amount or currency that cannot
    be believed changes nothing but the flag.
    """
    with transaction.atomic(durable=True):
        payment = Payment.objects.select_related("purchase").get(pk=attempt.payment_id)
        lock(payment.purchase)
        lock(payment)
        lock(attempt)
        attempt.checked_at = now
        outcome = _apply(attempt, payment, seen, now)
        attempt.save(update_fields=["checked_at", "state", "problem"])
    return outcome


def _apply(attempt: Attempt, payment: Payment, seen: Seen, now: datetime) -> str:
    if attempt.state == Attempt.State.FLAGGED:
        return "flagged"
    if seen.stands != Stands.PAID:
        if attempt.is_live and (seen.stands == Stands.ENDED or _never_sent(attempt)):
            attempt.state = Attempt.State.ENDED
        return str(attempt.state) if attempt.state != Attempt.State.OPEN else "pending"
    problem = seen.problem or ("" if seen.currency.upper() == "IDR" else f"currency {seen.currency[:10]}")
    if problem or not seen.reference:
        attempt.state, attempt.problem = Attempt.State.FLAGGED, problem or "no reference"
        return "flagged"
    # Before the receipt, so that closing the payment leaves this attempt alone.
    attempt.state = Attempt.State.PAID
    attempt.save(update_fields=["state"])
    is_applied = apply_receipt(payment=payment, amount=seen.amount, reference=seen.reference, now=now)
    return "paid" if is_applied else "set aside"


def _never_sent(attempt: Attempt) -> bool:
    return attempt.is_unwanted and attempt.state == Attempt.State.WANTED


def store(
    *, provider: str, notice: Notice, body: bytes, headers: dict[str, str], now: datetime
) -> ProviderEvent | None:
    """Put an event in the inbox as it came; None when it is there already."""
    event, is_new = ProviderEvent.objects.get_or_create(
        provider=provider,
        event_id=notice.event_id,
        defaults={
            "kind": notice.kind[:60],
            "key": notice.key[:60],
            "body": body,
            "headers": headers,
            "received_at": now,
        },
    )
    return event if is_new else None


def handle(*, event_pk: int, now: datetime) -> str:
    """Do what an event in the inbox asks for, once or again: handled, parked or flagged.

    Raises ProviderDown, Refused: then the event stays as it was, for the job's next try or the sweep.
    """
    event = ProviderEvent.objects.get(pk=event_pk)
    if event.state in OVER:
        return str(event.state)
    attempt = Attempt.objects.filter(provider=event.provider, key=event.key).first() if event.key else None
    state, note = ProviderEvent.State.HANDLED, "not ours to handle"
    if attempt is not None:
        note = look(attempt=attempt, now=now)
        if note in ("flagged", "set aside"):
            state = ProviderEvent.State.FLAGGED
    elif event.key:
        state, note = ProviderEvent.State.PARKED, "no such attempt"
    # Another worker may be as far as this one; both would write the same.
    ProviderEvent.objects.filter(pk=event.pk).exclude(state__in=OVER).update(
        state=state, note=note, attempt=attempt, handled_at=now
    )
    return str(state)


def sweep(*, now: datetime) -> Sweep:
    """Handle events whose job was lost, and ask for every attempt that is not settled.

    A provider that does not answer is left alone until the next round.
    """
    down: set[str] = set()
    waiting = ProviderEvent.objects.unhandled(before=now - UNHANDLED)
    handled = 0
    for event in waiting.order_by("received_at", "pk").defer("body")[:BATCH]:
        if event.provider not in down:
            handled += _tried(event.provider, down, partial(handle, event_pk=event.pk, now=now))
    asked = 0
    for attempt in _unsettled(now):
        if attempt.provider not in down:
            asked += _tried(attempt.provider, down, partial(look, attempt=attempt, now=now))
    return Sweep(asked, handled, tuple(sorted(down)))


def _unsettled(now: datetime) -> Iterable[Attempt]:
    """Attempts to ask for, the longest unasked first; those nobody began to ask for are left."""
    live = Attempt.objects.filter(
        Q(state=Attempt.State.OPEN) | Q(state=Attempt.State.WANTED, is_unwanted=True),
        Q(claimed_until=None) | Q(claimed_until__lte=now),
        provider__in=[name for name, provider in PROVIDERS.items() if provider.is_on],
    )
    due = live.exclude(checked_at__gt=now - timedelta(minutes=4))
    found = due.select_related("payment__purchase")
    return found.order_by(F("checked_at").asc(nulls_first=True), "pk")[:BATCH]


def _tried(provider: str, down: set[str], work: Callable[[], object]) -> bool:
    """Did it work? A provider that is down is remembered as such."""
    try:
        work()
    except ProviderDown as error:
        down.add(provider)
        log.warning("provider_down", provider=provider, why=str(error))
        return False
    except Refused as error:
        log.error("provider_refused", provider=provider, why=str(error))
        return False
    return True


def missed(*, since: datetime, now: datetime) -> list[ProviderEvent]:
    """Events that the providers list and we never got: stored, and given in the providers' order."""
    found = []
    for name, provider in PROVIDERS.items():
        if not provider.is_on:
            continue
        try:
            listed: list[Listed] = provider.events_since(since)
        except (ProviderDown, Refused) as error:
            log.error("events_not_listed", provider=name, why=str(error))
            continue
        for one in listed:
            event = store(provider=name, notice=one.notice, body=one.body, headers={}, now=now)
            if event is not None:
                event.origin = ProviderEvent.Origin.LISTED
                event.save(update_fields=["origin"])
                found.append(event)
                log.error("event_missed", provider=name, event_id=event.event_id, kind=event.kind)
    return found
