"""Whose business a difference is, and how a person ended it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.locks import lock
from core.refusals import Refusal
from core.users.models import User
from marketplace.reconciliation.models import Difference


class NoteNeeded(Refusal):
    message = _("Write what it was, so that nobody has to look again.")
    field = "note"


class AlreadyClosed(Refusal):
    message = _("This difference is closed already.")


def take_on(*, difference: Difference, actor: User, now: datetime) -> Difference:
    """From now on it is this person's business. Raises AlreadyClosed."""
    with transaction.atomic(durable=True):
        lock(difference)
        if difference.closed_at is not None:
            raise AlreadyClosed
        if difference.owner_id != actor.pk:
            difference.owner = actor
            difference.save(update_fields=["owner"])
            record(action="difference.taken", subject=difference, actor=actor, at=now)
    return difference


def close_difference(*, difference: Difference, note: str, actor: User, now: datetime) -> Difference:
    """A person knows what it was. The same words again change nothing. Raises NoteNeeded, AlreadyClosed."""
    note = note.strip()[:200]
    if not note:
        raise NoteNeeded
    with transaction.atomic(durable=True):
        lock(difference)
        if difference.closed_at is not None:
            if (difference.closed_by_id, difference.note) == (actor.pk, note):
                return difference
            raise AlreadyClosed
        difference.owner = difference.owner or actor
        difference.note, difference.closed_by, difference.closed_at = note, actor, now
        difference.save(update_fields=["owner", "note", "closed_by", "closed_at"])
        record(action="difference.closed", subject=difference, actor=actor, at=now, amount=difference.amount)
    return difference
