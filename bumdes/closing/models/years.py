"""What was looked at when a month was closed, and the entry that closed a year."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Closing, Entry
from bumdes.organisations.models import Organisation


class MonthCheck(models.Model):
    """The checklist as it stood at the closing of a month, and why it was closed all the same."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="month_checks")
    closing = models.OneToOneField(Closing, models.PROTECT, related_name="+")
    findings = models.JSONField()  # name of the check -> "done" or what was open
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("month closing")

    def __str__(self) -> str:
        return str(self.closing)


class YearClosing(models.Model):
    """A closed year and its result in rupiah (a loss is negative); undone when the year is reopened."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="year_closings")
    year = models.PositiveSmallIntegerField()
    result = models.BigIntegerField()
    # None when no income or expense was booked in the year.
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("year closing")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year"],
                condition=Q(undone_at=None),
                name="year_closed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year}"


class ReopenRequest(models.Model):
    """One person's wish to open closed months again; another person's yes does it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for approval")
        APPROVED = "approved", _("Opened again")
        REFUSED = "refused", _("Refused")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="reopen_requests")
    through = models.DateField(null=True)  # what stays closed; None: nothing
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("request to reopen")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state="waiting"), name="reopening_asked_once"
            ),
            models.CheckConstraint(
                name="reopening_decided_whole",
                condition=Q(state="waiting", decided_by=None, decided_at=None)
                | (~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(name="reopening_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.through}"
