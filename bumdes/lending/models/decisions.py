"""How the committee decided: the score it saw, the votes, and the decision. Rows are only added."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Book
from bumdes.lending.calculations.scoring import Factor
from bumdes.lending.models.applications import Application
from bumdes.lending.score_words import FACTORS, why


class ScoreLine(models.Model):
    """One factor's points on the day the application went to the committee, and why."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="score_lines")
    factor = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Factor])
    points = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=20)
    values = models.JSONField(default=dict)  # the figures that the reason names
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("score")
        constraints = [
            models.UniqueConstraint(fields=["application", "factor"], name="score_once_a_factor"),
            models.CheckConstraint(name="score_within_its_most", condition=Q(points__lte=F("most"))),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.factor}"

    @property
    def label(self) -> str:
        return str(FACTORS[Factor(self.factor)])

    @property
    def why(self) -> str:
        return why(self.factor, self.reason, self.values)


class Vote(models.Model):
    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="votes")
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    in_favour = models.BooleanField(_("in favour"))
    note = models.CharField(_("why"), max_length=200, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("vote")
        constraints = [
            models.UniqueConstraint(fields=["application", "voter"], name="vote_once_a_person"),
            models.CheckConstraint(name="vote_against_says_why", condition=Q(in_favour=True) | ~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.in_favour}"


class Decision(models.Model):
    """What the committee decided, with the terms as they are agreed on; recorded by one who voted."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    application = models.OneToOneField(Application, models.PROTECT, related_name="decision")
    is_approved = models.BooleanField()
    principal = models.BigIntegerField(null=True)
    periods = models.PositiveSmallIntegerField(null=True)
    disburse_on = models.DateField(null=True)  # planned; the day of the agreement's schedule
    terms = models.JSONField(null=True)  # calculations.frozen writes and reads them
    fee = models.BigIntegerField(default=0)  # kept when the loan is paid out
    note = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision")
        constraints = [
            models.CheckConstraint(
                name="decision_freezes_terms_when_it_is_yes",
                condition=Q(
                    is_approved=True,
                    principal__gt=0,
                    periods__gt=0,
                    disburse_on__isnull=False,
                    terms__isnull=False,
                    fee__gte=0,
                )
                | Q(is_approved=False, principal=None, periods=None, disburse_on=None, terms=None, fee=0)
                & ~Q(note=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.is_approved}"
