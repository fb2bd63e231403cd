"""Reports (LPJ) to the adviser, the supervisors, the assembly and the regency."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumdes.organisations.models import Organisation


class ReportQuerySet(models.QuerySet["Report"]):
    def published(self) -> ReportQuerySet:
        return self.filter(accepted_at__isnull=False)


class Report(models.Model):
    """The pack for the first half-year or the whole year, frozen when it is submitted.

    Source: PP 11/2021: the half-year report goes to adviser and supervisors, the annual one to the
    village assembly after both have looked it over.
    """

    class Kind(models.TextChoices):
        HALF_YEAR = "half", _("First half-year")
        ANNUAL = "annual", _("Whole year")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="reports")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=Kind)
    due_on = models.DateField()
    # The statements as JSON and the newest link of the book's chain when they were frozen.
    content = models.JSONField()
    # The pages to print, notes and signers' names too; none on reports from before they were kept.
    document = models.JSONField(null=True)
    head = models.CharField(max_length=64, blank=True)
    summary = models.TextField(blank=True)  # the management's own words
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_name = models.CharField(max_length=150, blank=True)  # of submitted_by, on that day
    submitted_at = models.DateTimeField()
    assembly_date = models.DateField(null=True)
    minutes_number = models.CharField(max_length=60, blank=True)
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year", "kind"],
                condition=Q(withdrawn_at=None),
                name="report_submitted_once",
            ),
            models.CheckConstraint(
                name="annual_report_accepted_by_an_assembly",
                condition=Q(accepted_at=None)
                | Q(kind="half")
                | (Q(assembly_date__isnull=False) & ~Q(minutes_number="")),
            ),
            models.CheckConstraint(
                name="accepted_report_is_not_withdrawn",
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year} {self.kind}"

    @property
    def is_late(self) -> bool:
        return self.submitted_at.date() > self.due_on

    @property
    def submitter(self) -> str:
        return self.submitted_name or self.submitted_by.name


class SignOff(models.Model):
    """That the adviser or a supervisor has looked a report over."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="sign_offs")
    office = models.CharField(max_length=12)  # Office.Role: adviser, supervisor
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=150, blank=True)  # of signed_by, on that day
    signed_at = models.DateTimeField()
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = _("sign-off")
        constraints = [
            models.UniqueConstraint(fields=["report", "office"], name="report_signed_once_an_office"),
            models.CheckConstraint(
                name="report_signed_by_who_reviews",
                condition=Q(office__in=["adviser", "supervisor"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.office}"

    @property
    def signer(self) -> str:
        return self.signed_name or self.signed_by.name
