"""What operators did that somebody may have to answer for: imports, and matches made by hand."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from marketplace.gateways.transfer.models import BankAccount, StatementImport, StatementLine
from marketplace.payment.models import Payment


class StatementUpload(models.Model):
    """A bank's file as it was read. Where lines were wrong it waits for somebody to decide."""

    key = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=120)
    file_hash = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    # [[line, ISO date, description, amount], …] until imported: then the lines hold it.
    rows = models.JSONField(default=list)
    errors = models.JSONField(default=list)  # [[line, message], …]
    outgoing = models.PositiveIntegerField(default=0)
    result = models.OneToOneField(StatementImport, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.account} {self.file_name}"


class ManualMatch(models.Model):
    """A person says which payment a bank line pays. Over a limit a second person must agree."""

    key = models.CharField(max_length=64, unique=True)
    line = models.ForeignKey(StatementLine, models.PROTECT, related_name="manual_matches")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="manual_matches")
    amount = models.BigIntegerField()
    needs_second = models.BooleanField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="manual_match_checked_by_another",
                condition=Q(approved_by=None) | ~Q(approved_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="manual_match_applied_when_checked",
                condition=Q(applied_at=None) | Q(needs_second=False) | Q(approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="manual_match_applied_or_withdrawn",
                condition=Q(applied_at=None) | Q(withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="manual_match_withdrawn_by_somebody",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["line"], condition=Q(withdrawn_at=None), name="manual_match_one_live_per_line"
            ),
            models.UniqueConstraint(
                fields=["payment"], condition=Q(withdrawn_at=None), name="manual_match_one_live_per_payment"
            ),
            models.CheckConstraint(name="manual_match_amount_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} > {self.payment_id}"
