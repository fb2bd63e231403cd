"""Events of providers that need a person: tried again, or put away with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.locks import lock
from core.refusals import Refusal
from core.users.models import User
from marketplace.gateways.port import PROVIDERS
from marketplace.gateways.provider.models import ProviderEvent
from marketplace.gateways.provider.protocol import ProviderDown, Refused
from marketplace.purchases.remote import OVER, handle


class ReasonNeeded(Refusal):
    message = _("Write the reason.")
    field = "reason"


class EventOver(Refusal):
    message = _("This event was dealt with already.")


class NoAnswer(Refusal):
    message = _("The provider does not answer now. It is tried again every five minutes.")


def try_again(*, event: ProviderEvent, now: datetime) -> str:
    """Handle an event anew; gives the state it is in then. Outside a transaction. Raises NoAnswer."""
    if not PROVIDERS[event.provider].is_on:
        raise NoAnswer
    try:
        return handle(event_pk=event.pk, now=now)
    except (ProviderDown, Refused) as error:
        raise NoAnswer from error


def dismiss(*, event: ProviderEvent, reason: str, actor: User, now: datetime) -> ProviderEvent:
    """Put an event away: nothing is to be done about it. It stays as it came, with the reason.

    The same reason again changes nothing. Raises ReasonNeeded, EventOver.
    """
    reason = reason.strip()[:200]
    if not reason:
        raise ReasonNeeded
    with transaction.atomic(durable=True):
        lock(event)
        if event.state in OVER:
            if (event.state, event.note) == (ProviderEvent.State.DISMISSED, reason):
                return event
            raise EventOver
        record(action="event.dismissed", subject=event, actor=actor, at=now, was=event.state, why=event.note)
        event.state, event.note, event.handled_at = ProviderEvent.State.DISMISSED, reason, now
        event.save(update_fields=["state", "note", "handled_at"])
    return event
