"""Bank transfers: our accounts, the amount that names a payment, proofs and statement lines."""

from __future__ import annotations

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.payment.models import Payment


def private_storage() -> Storage:
    return storages["private"]


class BankAccount(models.Model):
    """An account of the platform's that buyers transfer to."""

    bank = models.CharField(max_length=40)
    number = models.CharField(max_length=30, unique=True)
    holder = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.bank} {self.number}"


class TransferInstruction(models.Model):
    """Transfer exactly this to that account: the amount alone tells whose payment it is."""

    payment = models.OneToOneField(Payment, models.CASCADE, related_name="transfer")
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="instructions")
    amount_due = models.BigIntegerField()
    is_open = models.BooleanField(default=True)
    proof = models.FileField(storage=private_storage, upload_to="transfer-proofs/", blank=True)
    proof_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "amount_due"],
                condition=Q(is_open=True),
                name="transfer_amount_names_one_open_payment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount_due}"


class StatementImport(models.Model):
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="imports")
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()
    added = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    matched = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.account} {self.imported_at:%Y-%m-%d %H:%M}"


class StatementLine(models.Model):
    """Money in, as the bank tells it. The same line of the same statement is kept once."""

    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="statement_lines")
    source = models.ForeignKey(StatementImport, models.PROTECT, related_name="lines")
    booked_on = models.DateField(_("date"))
    description = models.CharField(max_length=200)
    amount = models.BigIntegerField()
    # Of date, amount, description and the how-many-eth such line of that day it is.
    fingerprint = models.CharField(max_length=64)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="statement_lines")
    set_aside_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "fingerprint"], name="statement_line_once"),
            models.CheckConstraint(name="statement_amount_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount} {self.description}"
