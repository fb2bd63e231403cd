"""Events of payment providers: which need a person, and what each is about."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from marketplace.gateways.provider.models import ProviderEvent
from marketplace.payment.models import UnappliedReceipt
from marketplace.purchases.remote import OVER, UNHANDLED

MOST_SHOWN = 4_000  # signs of a body


@dataclass(frozen=True)
class EventView:
    """One event. `money` is what it brought that pays nothing; `body` as it came, cut where it is long."""

    pk: int
    provider: str
    event_id: str
    kind: str
    key: str
    state: str
    state_label: str
    note: str
    problem: str
    purchase: str
    received_at: datetime
    handled_at: datetime | None
    is_over: bool
    money: tuple[UnappliedReceipt, ...]
    body: str


def events_for_a_person() -> QuerySet[ProviderEvent]:
    """Parked and flagged, what waits longest first."""
    return _light(ProviderEvent.objects.for_a_person()).order_by("received_at", "pk")


def events_unhandled(*, now: datetime) -> QuerySet[ProviderEvent]:
    """Stored for longer than a job needs, the oldest first."""
    return _light(ProviderEvent.objects.unhandled(before=now - UNHANDLED)).order_by("received_at", "pk")


def events_dismissed() -> QuerySet[ProviderEvent]:
    """Put away by a person, the latest first."""
    put_away = ProviderEvent.objects.filter(state=ProviderEvent.State.DISMISSED)
    return _light(put_away).order_by("-handled_at", "-pk")


def _light(events: QuerySet[ProviderEvent]) -> QuerySet[ProviderEvent]:
    return events.select_related("attempt__payment__purchase").defer("body", "headers")


def event_view(event: ProviderEvent) -> EventView:
    """One event in full; needs its attempt's purchase loaded. One query where it names an attempt."""
    attempt = event.attempt
    money = UnappliedReceipt.objects.filter(payment=attempt.payment).order_by("pk") if attempt else ()
    return EventView(
        pk=event.pk,
        provider=event.provider.capitalize(),
        event_id=event.event_id,
        kind=event.kind,
        key=event.key,
        state=event.state,
        state_label=str(event.get_state_display()),
        note=event.note,
        problem=attempt.problem if attempt else "",
        purchase=attempt.payment.purchase.reference if attempt else "",
        received_at=event.received_at,
        handled_at=event.handled_at,
        is_over=event.state in OVER,
        money=tuple(money),
        body=_readable(bytes(event.body)),
    )


def _readable(body: bytes) -> str:
    try:
        text = json.dumps(json.loads(body), indent=1, ensure_ascii=False)
    except ValueError:
        text = body.decode(errors="replace")
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
