"""Photos of the papers behind entries. Rows are only ever added."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Book
from media.private import private_storage


class ReceiptPhoto(models.Model):
    """One photo, found by the key of its entry, which an entry that waits for approval has already."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    file = models.FileField(storage=private_storage, upload_to="receipts/")
    sha256 = models.CharField(max_length=64)  # of the file: what is shown is what was taken
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("receipt photo")
        constraints = [models.UniqueConstraint(fields=["book", "key"], name="receipt_photo_once_an_entry")]

    def __str__(self) -> str:
        return self.key
