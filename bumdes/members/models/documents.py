"""Identity papers, encrypted on the disk. Who looks at one says why, and the audit trail keeps it."""

from __future__ import annotations

from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumdes.members.enums import DocumentKind
from bumdes.members.models.people import Member
from media.sealed import sealed_storage


class IdentityDocument(models.Model):
    member = models.ForeignKey(Member, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=12, choices=DocumentKind)
    file = models.FileField(storage=sealed_storage, upload_to="identity/")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("identity document")
        constraints = [
            models.CheckConstraint(
                name="identity_document_has_its_file", condition=~Q(file="") | Q(removed_at__isnull=False)
            )
        ]
        indexes = [models.Index(fields=["member"], name="identity_document_by_member")]

    def __str__(self) -> str:
        return f"{self.member} · {self.get_kind_display()}"

    @property
    def download_name(self) -> str:
        """A name of ours that says the type and the member's number."""
        return f"{self.kind}-{self.member.number}{PurePath(self.file.name or '').suffix.lower()}"
