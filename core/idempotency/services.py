"""The same form sent again gives the first answer again."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from core.idempotency.models import SentForm
from core.locks import lock_name
from core.refusals import Conflict
from core.users.models import User


def content_hash(*parts: object) -> str:
    """A fingerprint of what was sent; dataclasses count by their fields."""
    text = json.dumps(parts, default=lambda part: getattr(part, "__dict__", str(part)), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def earlier_answer(*, key: str, user: User, content: str) -> str | None:
    """What this form made when it was sent before, None when it is new.

    Needs a transaction: a second sending waits here until the first is done.
    Raises Conflict for the same key with other content or from somebody else.
    """
    lock_name(f"form:{key}")
    sent = SentForm.objects.filter(key=key).first()
    if sent is None:
        return None
    if sent.user_id != user.pk or sent.content_hash != content:
        raise Conflict
    return sent.answer


def remember(*, key: str, user: User, content: str, answer: str | int, now: datetime) -> None:
    """Keep what the form made, in the transaction that made it."""
    SentForm.objects.create(key=key, user=user, content_hash=content, answer=str(answer), sent_at=now)
