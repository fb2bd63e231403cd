"""Files of entries that were sent in: mended in place, then recorded whole or not at all."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Book


class ImportDraft(models.Model):
    """A file as it was read, with what its maker mended. Once sent it stays as it is (migration 0004)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Not recorded yet")
        WAITING = "waiting", _("Waits for a second person")
        POSTED = "posted", _("Recorded")
        DISCARDED = "discarded", _("Thrown away")

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)  # sha256 of the file: the same file is known again
    rows = models.JSONField()  # [[line, entry, date, …], …] in the order of imports.COLUMNS
    row_count = models.IntegerField()
    is_opening = models.BooleanField(default=False)
    may_create_units = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    total = models.BigIntegerField(default=0)  # one side of what is new, when it was sent
    posted_count = models.IntegerField(default=0)
    known_count = models.IntegerField(default=0)  # were in the books already
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import")
        constraints = [
            models.UniqueConstraint(
                fields=["book", "digest"], condition=~Q(state="discarded"), name="import_file_once"
            ),
            models.CheckConstraint(
                name="import_posted_has_moment",
                condition=Q(state="posted", posted_at__isnull=False)
                | (~Q(state="posted") & Q(posted_at=None, approved_by=None)),
            ),
            models.CheckConstraint(
                name="import_counts_not_negative",
                condition=Q(row_count__gte=0, total__gte=0, posted_count__gte=0, known_count__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name
