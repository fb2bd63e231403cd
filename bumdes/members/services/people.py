"""Registering members, changing what is written of them, and their leaving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from bumdes.members.enums import Standing
from bumdes.members.models import Member
from bumdes.members.nik import masked, read_family_card, read_nik
from bumdes.members.services.refusals import spoken
from bumdes.organisations.models import Organisation
from bumdes.villages.models import Village
from core.audit.services import record
from core.encryption import encrypt, keyed_hash
from core.idempotency.services import content_hash, earlier_answer, remember
from core.locks import lock, lock_name
from core.users.models import User
from core.users.phones import normalise_phone

NIK = "nik"
FAMILY_CARD = "family-card"
SENT_FORM = "sent-member"


@dataclass(frozen=True)
class Facts:
    """What is written of a person. `nik` and `family_card`: None leaves what is kept as it is."""

    name: str
    village: Village
    standing: str = Standing.MEMBER
    sex: str = ""
    birth_date: date | None = None
    address: str = ""
    phone: str = ""
    work: str = ""
    nik: str | None = None
    family_card: str | None = None


def register_member(
    *,
    organisation: Organisation,
    facts: Facts,
    joined_on: date,
    key: str,
    actor: User,
    now: datetime,
    user: User | None = None,
) -> Member:
    """Write a person down under the next number; the same key gives the first again.

    Raises NotANik, NotAFamilyCard, NotAPhone, NikKnown, UserTaken, Conflict.
    """
    with transaction.atomic(durable=True), spoken():
        # The facts hold a NIK: a bare hash of so few digits could be tried out.
        sent = content_hash("member", organisation.pk, str(facts), joined_on)
        content = keyed_hash(sent, purpose=SENT_FORM)
        if earlier := earlier_answer(key=key, user=actor, content=content):
            return Member.objects.get(organisation=organisation, pk=earlier)
        member = add(
            organisation=organisation, facts=facts, joined_on=joined_on, actor=actor, now=now, user=user
        )
        remember(key=key, user=actor, content=content, answer=member.pk, now=now)
    return member


def add(
    *,
    organisation: Organisation,
    facts: Facts,
    joined_on: date,
    actor: User | None,
    now: datetime,
    user: User | None = None,
) -> Member:
    """As register_member(), in the caller's transaction and without a key."""
    # Numbers run without a gap, so one is given at a time.
    lock_name(f"members:{organisation.pk}")
    member = Member(
        organisation=organisation,
        number=f"A-{Member.objects.of(organisation).count() + 1:04d}",
        joined_on=joined_on,
        user=user,
        made_by=actor,
        made_at=now,
    )
    _write(member, facts)
    member.save(force_insert=True)
    record(action="member.registered", subject=member, actor=actor, at=now)
    return member


def change_member(*, member: Member, facts: Facts, actor: User, now: datetime) -> Member:
    """Correct what is written. Raises as register_member()."""
    with transaction.atomic(durable=True), spoken():
        lock(member)
        before = {name: getattr(member, name) for name in _KEPT}
        _write(member, facts)
        member.save(update_fields=_KEPT)
        changed = [name for name in _KEPT if before[name] != getattr(member, name)]
        # Names of fields only: the trail holds no personal data.
        record(action="member.changed", subject=member, actor=actor, at=now, fields=changed)
    return member


def leave(*, member: Member, on: date, actor: User, now: datetime) -> Member:
    """Their last day; groups are left with it. Raises HasLeft, WrongOrder."""
    with transaction.atomic(durable=True), spoken():
        lock(member)
        if member.left_on is None:
            member.left_on = on
            member.save(update_fields=["left_on"])
            member.memberships.active().update(until=on)
            record(action="member.left", subject=member, actor=actor, at=now, on=str(on))
    return member


def return_member(*, member: Member, actor: User, now: datetime) -> Member:
    """Take somebody who left back, under the same number."""
    with transaction.atomic(durable=True):
        lock(member)
        member.left_on = None
        member.save(update_fields=["left_on"])
        record(action="member.returned", subject=member, actor=actor, at=now)
    return member


_KEPT = [
    *("name", "village", "standing", "sex", "birth_date", "address", "phone", "work"),
    *("nik_sealed", "nik_hash", "nik_masked"),
    *("family_card_sealed", "family_card_hash", "family_card_masked"),
]


def _write(member: Member, facts: Facts) -> None:
    for name in ("village", "standing", "sex", "birth_date"):
        setattr(member, name, getattr(facts, name))
    for name in ("name", "address", "work"):
        setattr(member, name, " ".join(getattr(facts, name).split()))
    member.phone = normalise_phone(facts.phone) if facts.phone.strip() else ""
    if facts.nik is not None:
        _seal(member, "nik", NIK, read_nik(facts.nik))
    if facts.family_card is not None:
        _seal(member, "family_card", FAMILY_CARD, read_family_card(facts.family_card))


def _seal(member: Member, field: str, purpose: str, digits: str) -> None:
    fingerprint = hash_of(digits, purpose) if digits else ""
    if fingerprint == getattr(member, f"{field}_hash"):
        return  # the same number encrypted anew would look like a change
    setattr(member, f"{field}_hash", fingerprint)
    setattr(member, f"{field}_masked", masked(digits))
    setattr(member, f"{field}_sealed", encrypt(digits.encode(), purpose=purpose).decode() if digits else "")


def hash_of(digits: str, purpose: str = NIK) -> str:
    """By what a number is found again."""
    return keyed_hash(digits, purpose=purpose)
