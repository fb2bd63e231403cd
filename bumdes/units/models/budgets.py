"""The yearly budget (RKA) in versions. An approved version never changes; a revision is the next one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Account, Unit
from bumdes.organisations.models import Organisation
from bumdes.units.enums import BudgetState


class BudgetQuerySet(models.QuerySet["Budget"]):
    def in_force(self, *, year: int) -> BudgetQuerySet:
        """Newest first; the first one is what the year is measured against."""
        return self.filter(year=year, state=BudgetState.APPROVED).order_by("-version")


class Budget(models.Model):
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="budgets")
    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=BudgetState, default=BudgetState.DRAFT)
    reason = models.CharField(max_length=200, blank=True)  # why it revises the version before
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    minutes_number = models.CharField(max_length=60, blank=True)  # of the assembly that agreed to it
    note = models.CharField(max_length=200, blank=True)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        verbose_name = _("budget")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "version"], name="budget_version_once"),
            models.UniqueConstraint(
                fields=["organisation", "year"],
                condition=Q(state__in=["draft", "proposed"]),
                name="budget_one_version_in_the_making",
            ),
            models.CheckConstraint(
                name="budget_decided_whole",
                condition=Q(state="draft", proposed_by=None, decided_by=None)
                | Q(state="proposed", proposed_by__isnull=False, decided_by=None)
                | Q(
                    state__in=["approved", "refused"],
                    proposed_by__isnull=False,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year} v{self.version}"


class BudgetLine(models.Model):
    """What one account of one unit should come to in one month, positive on the account's own side."""

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="lines")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    month = models.PositiveSmallIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        verbose_name = _("budget line")
        constraints = [
            models.UniqueConstraint(fields=["budget", "unit", "account", "month"], name="budget_line_once"),
            models.CheckConstraint(
                name="budget_line_in_a_month", condition=Q(month__gte=1, month__lte=12, amount__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.month}: {self.amount}"
