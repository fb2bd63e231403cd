"""Lists of people: sent in, looked at, recorded whole or thrown away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from bumdes.members.models import MemberFile
from bumdes.members.services.lists import MAX_BYTES, Plan, plan_of
from bumdes.members.services.people import add
from bumdes.members.services.refusals import spoken
from bumdes.organisations.models import Organisation
from core.audit.services import record
from core.encryption import decrypt, encrypt, keyed_hash
from core.locks import lock, lock_name
from core.refusals import Refusal
from core.sheets import TooLong
from core.users.models import User

FILE = "member-file"


class NothingInIt(Refusal):
    message = _("The file has no rows under its headings.")
    field = "file"


class NotReady(Refusal):
    message = _("The list has rows that must be mended first, or nobody new.")


class NotOpenAnyMore(Refusal):
    message = _("This list was recorded or thrown away already.")


def upload_list(
    *, organisation: Organisation, content: bytes, name: str, actor: User, now: datetime
) -> MemberFile:
    """Keep a list to be looked at; the same file again is the same row, unless that was thrown away.

    Raises NothingInIt, and what plan_of() raises.
    """
    if len(content) > MAX_BYTES:
        raise TooLong
    plan = plan_of(organisation, content, today=localdate(now))
    if not plan.people and not plan.wrong:
        raise NothingInIt
    digest = keyed_hash(content.hex(), purpose=FILE)
    with transaction.atomic(durable=True):
        lock_name(f"member-file:{organisation.pk}")
        known = MemberFile.objects.filter(organisation=organisation, digest=digest, discarded_at=None)
        if earlier := known.first():
            return earlier
        made = MemberFile.objects.create(
            organisation=organisation,
            name=name[:120] or "anggota",
            digest=digest,
            content_sealed=encrypt(content, purpose=FILE),
            made_by=actor,
            made_at=now,
        )
        record(action="members.list_sent_in", subject=made, actor=actor, at=now, rows=len(plan.people))
    return made


def plan_in(file: MemberFile, *, now: datetime) -> Plan:
    """What a kept list would do today; nothing once it was used."""
    if not file.is_open:
        return Plan()
    content = decrypt(bytes(file.content_sealed), purpose=FILE)
    return plan_of(file.organisation, content, today=localdate(now))


def record_list(*, file: MemberFile, actor: User, now: datetime) -> MemberFile:
    """Register everybody new, all or nobody; recorded again it is as it was.

    Raises NotOpenAnyMore, NotReady, NikKnown.
    """
    with transaction.atomic(durable=True), spoken():
        lock_name(f"member-file:{file.organisation_id}")
        lock(file)
        if file.recorded_at is not None:
            return file
        if not file.is_open:
            raise NotOpenAnyMore
        plan = plan_in(file, now=now)
        if not plan.can_record:
            raise NotReady
        for person in plan.new:
            add(
                organisation=file.organisation,
                facts=person.facts,
                joined_on=person.joined_on,
                actor=actor,
                now=now,
            )
        file.added, file.known = len(plan.new), len(plan.known)
        file.recorded_by, file.recorded_at, file.content_sealed = actor, now, b""
        file.save(update_fields=["added", "known", "recorded_by", "recorded_at", "content_sealed"])
        record(action="members.list_recorded", subject=file, actor=actor, at=now, added=file.added)
    return file


def discard_list(*, file: MemberFile, actor: User, now: datetime) -> MemberFile:
    """Throw a list away with all it says; it may be sent in again. Raises NotOpenAnyMore."""
    with transaction.atomic(durable=True):
        lock(file)
        if file.discarded_at is not None:
            return file
        if not file.is_open:
            raise NotOpenAnyMore
        file.discarded_at, file.content_sealed = now, b""
        file.save(update_fields=["discarded_at", "content_sealed"])
        record(action="members.list_discarded", subject=file, actor=actor, at=now)
    return file
