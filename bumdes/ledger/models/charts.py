"""Charts of accounts as versioned data. A released version never changes; a new one stands beside it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.enums import AccountType, Side


class Chart(models.Model):
    """One version of one chart, as bumdes/ledger/charts/<code>.<version>.csv holds it."""

    code = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=200)  # the decree or guideline it follows

    class Meta:
        verbose_name = _("chart of accounts")
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="chart_version_once")]

    def __str__(self) -> str:
        return f"{self.code}.{self.version}"


class ChartHeading(models.Model):
    """A heading of level 1 to 3: "1", "1.1", "1.1.01"."""

    chart = models.ForeignKey(Chart, models.CASCADE, related_name="headings")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chart", "code"], name="chart_heading_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class AccountFacts(models.Model):
    """What an account is, in a chart and in a book alike."""

    code = models.CharField(max_length=20)  # G.S.TT.DD
    name = models.CharField(_("name"), max_length=120)
    type = models.CharField(max_length=20, choices=AccountType)
    side = models.CharField(max_length=6, choices=Side)
    # Names of statement lines (bumdes.statements): where the balance stands, and where a posting
    # against cash is counted when it brings cash in (credit) or takes it out (debit).
    line = models.SlugField(max_length=60)
    cash_in = models.SlugField(max_length=60, blank=True)
    cash_out = models.SlugField(max_length=60, blank=True)
    # What our own postings find it by, whatever the chart: "cash", "retained_earnings".
    role = models.SlugField(max_length=60, null=True)
    is_cash = models.BooleanField(default=False)
    is_guarded = models.BooleanField(default=False)  # its balance never goes below zero

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ChartAccount(AccountFacts):
    chart = models.ForeignKey(Chart, models.CASCADE, related_name="accounts")
    is_ours = models.BooleanField(default=False)  # an addition of ours, not in the decree's own list

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chart", "code"], name="chart_account_once"),
            models.UniqueConstraint(fields=["chart", "role"], name="chart_role_once"),
        ]
