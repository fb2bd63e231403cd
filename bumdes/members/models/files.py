"""A list of people that was sent in. Its content is encrypted, and gone once it was used."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumdes.organisations.models import Organisation


class MemberFile(models.Model):
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="member_files")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)  # keyed: a list of a few numbers could be tried out
    content_sealed = models.BinaryField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)
    added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("list of people")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "digest"],
                condition=Q(discarded_at=None),
                name="member_file_sent_in_once",
            ),
            models.CheckConstraint(
                name="member_file_ends_one_way", condition=Q(recorded_at=None) | Q(discarded_at=None)
            ),
            models.CheckConstraint(
                name="member_file_forgets_its_content",
                condition=Q(recorded_at=None, discarded_at=None) | Q(content_sealed=b""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Neither recorded nor thrown away."""
        return self.recorded_at is None and self.discarded_at is None
