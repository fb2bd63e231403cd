"""A member's signed consent that instalments are taken from her sales, and each time it was done."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Book
from bumdes.lending.models.loans import Loan, LoanEvent
from bumdes.members.models import Consent, Member


class WithholdingConsent(models.Model):
    """How much may be taken, until when. The words and their withdrawal are the consent's."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="withholding_consents")
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="+")
    cap_percent = models.SmallIntegerField()  # of what she would be paid
    floor = models.BigIntegerField(default=0)  # rupiah that stay with her
    ends_on = models.DateField()  # the last day it holds
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("consent to withholding")
        constraints = [
            models.CheckConstraint(
                name="withholding_cap_in_percent", condition=Q(cap_percent__range=(1, 100))
            ),
            models.CheckConstraint(name="withholding_floor_not_negative", condition=Q(floor__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.cap_percent} %"


class Withholding(models.Model):
    """What a settlement gave to the loans of a member; zero is an answer too, kept so that it stays."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    settlement = models.CharField(max_length=60)  # the caller's own id of what is being paid out
    member = models.ForeignKey(Member, models.PROTECT, related_name="withholdings")
    net = models.BigIntegerField()
    amount = models.BigIntegerField()
    date = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("withholding")
        constraints = [
            models.UniqueConstraint(fields=["settlement"], name="withheld_once_a_settlement"),
            models.CheckConstraint(
                name="withheld_within_the_net",
                condition=Q(net__gte=0, amount__gte=0, amount__lte=F("net")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.settlement}: {self.amount}"


class WithholdingPart(models.Model):
    """The part of a withholding that paid one loan, and the payment it made."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+", db_index=False)
    withholding = models.ForeignKey(Withholding, models.PROTECT, related_name="parts")
    consent = models.ForeignKey(WithholdingConsent, models.PROTECT, related_name="parts")
    event = models.OneToOneField(LoanEvent, models.PROTECT, related_name="withheld")
    amount = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="withheld_part_positive", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{self.withholding_id}: {self.amount}"
