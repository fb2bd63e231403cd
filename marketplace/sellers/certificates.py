"""The papers of a shop: kept in the private store, taken away by the shop itself."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.locks import lock
from core.refusals import Refusal
from core.users.models import User
from marketplace.sellers.models import Certificate, Seller

MOST = 12


class TooMany(Refusal):
    message = _("A shop keeps at most %(most)d papers. Remove one that is no longer needed.")
    field = "file"


def certificates_of(seller: Seller) -> list[Certificate]:
    """The papers of a shop, the newest first. One query."""
    rows = Certificate.objects.filter(seller=seller).select_related("seller", "uploaded_by")
    return list(rows.order_by("-uploaded_at", "-pk"))


def add_certificate(
    *, seller: Seller, kind: str, note: str, file: File, actor: User, now: datetime
) -> Certificate:
    """Keep an inspected paper (media.documents). Raises TooMany."""
    with transaction.atomic(durable=True):
        lock(seller)
        if seller.certificates.count() >= MOST:
            raise TooMany(most=MOST)
        certificate = Certificate.objects.create(
            seller=seller, kind=kind, note=note, file=file, uploaded_by=actor, uploaded_at=now
        )
        record(action="certificate.added", subject=seller, actor=actor, at=now, kind=kind)
    return certificate


def remove_certificate(*, certificate: Certificate, actor: User, now: datetime) -> None:
    """Take a paper away with its file; that it was there stays in the trail."""
    with transaction.atomic(durable=True):
        kind, seller, name = certificate.kind, certificate.seller, certificate.file.name or ""
        storage = certificate.file.storage
        deleted, _rows = Certificate.objects.filter(pk=certificate.pk).delete()
        if deleted:
            record(action="certificate.removed", subject=seller, actor=actor, at=now, kind=kind)
            transaction.on_commit(lambda: storage.delete(name))
