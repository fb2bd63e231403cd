"""Forms that made something, so that sending one twice makes one thing."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SentForm(models.Model):
    """One creating form that was sent, under the key its page carried; kept for good."""

    key = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)
    answer = models.CharField(max_length=40)  # what was made: its key, its number or its slug
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.key} > {self.answer}"
