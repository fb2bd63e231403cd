"""Entries that come back: a template and when it is due."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.calculations import period_of
from bumdes.ledger.models import Book


class EntryTemplateQuerySet(models.QuerySet["EntryTemplate"]):
    def in_use(self) -> EntryTemplateQuerySet:
        return self.filter(is_active=True)


class EntryTemplate(models.Model):
    """What an entry says but its date. Monthly on a day, or by hand when `day` is empty."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    draft = models.JSONField()  # as ledger.drafts.draft_to_json writes it, without its date
    total = models.BigIntegerField()
    day = models.PositiveSmallIntegerField(null=True)
    starts_on = models.DateField()  # nothing is due before
    is_active = models.BooleanField(default=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = EntryTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template")
        constraints = [
            models.UniqueConstraint(
                fields=["book", "name"], condition=Q(is_active=True), name="template_name_once_a_book"
            ),
            models.CheckConstraint(
                name="template_day_is_of_a_month", condition=Q(day=None) | Q(day__gte=1, day__lte=31)
            ),
            models.CheckConstraint(name="template_total_positive", condition=Q(total__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name

    def key_for(self, due: date) -> str:
        """What names its entry for the period of a due day: one a period, whoever taps."""
        return f"template:{self.pk}:{period_of(due)}"
