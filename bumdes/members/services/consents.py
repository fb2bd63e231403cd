"""Giving consents and withdrawing them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bumdes.members.consents import CURRENT
from bumdes.members.enums import How, Purpose
from bumdes.members.models import Consent, ConsentWithdrawal, Member
from core.audit.services import record
from core.locks import lock
from core.users.models import User


def give_consent(
    *, member: Member, purpose: str, how: str, note: str = "", actor: User | None, now: datetime
) -> Consent:
    """Write down what a member agreed to, in today's words; one that holds already is given back."""
    with transaction.atomic(durable=True):
        lock(member)
        live = Consent.objects.live().filter(member=member, purpose=purpose)
        if earlier := live.filter(text_version=CURRENT).first():
            return earlier
        for older in live:
            _end(older, actor=actor, now=now, note="")
        consent = Consent.objects.create(
            member=member,
            purpose=Purpose(purpose),
            text_version=CURRENT,
            how=How(how),
            note=note.strip()[:160],
            given_at=now,
            recorded_by=actor,
        )
        record(action="member.consented", subject=member, actor=actor, at=now, purpose=purpose, text=CURRENT)
    return consent


def withdraw_consent(
    *, member: Member, purpose: str, note: str = "", actor: User | None, now: datetime
) -> None:
    """End a consent at once. Nothing when none holds."""
    with transaction.atomic(durable=True):
        lock(member)
        for consent in Consent.objects.live().filter(member=member, purpose=purpose):
            _end(consent, actor=actor, now=now, note=note)
            record(action="member.consent_withdrawn", subject=member, actor=actor, at=now, purpose=purpose)


def _end(consent: Consent, *, actor: User | None, now: datetime, note: str) -> None:
    ConsentWithdrawal.objects.create(
        consent=consent, withdrawn_at=now, recorded_by=actor, note=note.strip()[:160]
    )
