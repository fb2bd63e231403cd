"""One line per act that somebody may later have to answer for. Rows are only ever added."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AuditLine(models.Model):
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)  # a dotted name: "seller.verified"
    subject = models.CharField(max_length=80)  # "sellers.seller:12"
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject}"
