"""Keeping the photo of a receipt with its entry."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bumdes.bookkeeping.models import ReceiptPhoto
from bumdes.ledger.access import opened
from bumdes.ledger.models import Book
from core.locks import lock_name
from core.refusals import Refusal
from core.users.models import User
from media.inspection import InspectedFile


class HasReceipt(Refusal):
    message = _("This entry has its photo already. A photo stays with its entry.")
    field = "photo"


def keep_receipt(
    *, book: Book, key: str, photo: InspectedFile | None, actor: User, now: datetime
) -> ReceiptPhoto | None:
    """Store the photo under an entry's key, once; in the caller's transaction. Nothing for no photo.

    A second sending of one form keeps the first one's photo.
    """
    if photo is None:
        return None
    lock_name(f"receipt:{book.pk}:{key}")
    with opened(book):
        found = ReceiptPhoto.objects.filter(book=book, key=key).first()
        return found or ReceiptPhoto.objects.create(
            book=book,
            key=key,
            file=photo,
            sha256=hashlib.sha256(photo.inspected.content).hexdigest(),
            added_by=actor,
            added_at=now,
        )


def add_receipt(*, book: Book, key: str, photo: InspectedFile, actor: User, now: datetime) -> ReceiptPhoto:
    """Add the photo that an entry lacks. Raises HasReceipt when it has another one."""
    with transaction.atomic(durable=True), opened(book):
        found = keep_receipt(book=book, key=key, photo=photo, actor=actor, now=now)
        if found is None or found.sha256 != hashlib.sha256(photo.inspected.content).hexdigest():
            raise HasReceipt
    return found
