"""Identity papers and numbers: kept encrypted, shown only to who says why."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import File
from django.db import transaction

from bumdes.members.enums import DocumentKind
from bumdes.members.models import IdentityDocument, Member
from bumdes.members.services.people import NIK
from bumdes.members.services.refusals import ReasonMissing
from core.audit.services import record
from core.encryption import decrypt
from core.locks import lock
from core.users.models import User
from media.documents import inspected_paper

VIEWED = "member.document_viewed"
REVEALED = "member.nik_revealed"


def add_document(*, member: Member, kind: str, file: File, actor: User, now: datetime) -> IdentityDocument:
    """Keep a photo or PDF, inspected and encrypted. Raises what inspected_paper() raises, field "file"."""
    paper = inspected_paper(file)
    with transaction.atomic(durable=True):
        document = IdentityDocument.objects.create(
            member=member, kind=DocumentKind(kind), file=paper, added_by=actor, added_at=now
        )
        record(action="member.document_added", subject=member, actor=actor, at=now, kind=str(kind))
    return document


def view_document(*, document: IdentityDocument, reason: str, actor: User, now: datetime) -> IdentityDocument:
    """Write down who looks and why; the view then shows the file. Raises ReasonMissing."""
    _note(VIEWED, document.member, reason, actor=actor, now=now, document=document.pk)
    return document


def remove_document(*, document: IdentityDocument, actor: User, now: datetime) -> None:
    """Delete the file; that it was there stays written."""
    with transaction.atomic(durable=True):
        lock(document)
        if document.removed_at is None:
            name = document.file.name or ""
            document.file, document.removed_at = "", now
            document.save(update_fields=["file", "removed_at"])
            record(action="member.document_removed", subject=document.member, actor=actor, at=now)
            # After the commit: a row must never name a file that is gone.
            transaction.on_commit(lambda: IdentityDocument._meta.get_field("file").storage.delete(name))


def reveal_nik(*, member: Member, reason: str, actor: User, now: datetime) -> str:
    """The whole NIK, and a line that says who saw it and why. Raises ReasonMissing."""
    _note(REVEALED, member, reason, actor=actor, now=now)
    return decrypt(member.nik_sealed.encode(), purpose=NIK).decode() if member.nik_sealed else ""


def _note(action: str, member: Member, reason: str, *, actor: User, now: datetime, **data: int) -> None:
    words = " ".join(reason.split())
    if sum(sign.isalnum() for sign in words) < 5:
        raise ReasonMissing
    with transaction.atomic(durable=True):
        record(action=action, subject=member, actor=actor, at=now, reason=words[:120], **data)
