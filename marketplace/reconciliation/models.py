"""Providers' reports line by line, what differs from our rows, and money that BUMDes brought to the bank."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Entry
from bumdes.organisations.models import Organisation
from marketplace.gateways.transfer.models import StatementLine
from marketplace.payment.models import Payment, Refund
from marketplace.settlement.models import Payout


class Source(models.TextChoices):
    STRIPE = "stripe", "Stripe"
    MIDTRANS = "midtrans", "Midtrans"
    XENDIT = "xendit", "Xendit"


class Report(models.Model):
    """One file of a provider. The same file again is the same row."""

    source = models.CharField(max_length=10, choices=Source)
    file_name = models.CharField(max_length=120)
    file_hash = models.CharField(max_length=64)
    added = models.PositiveIntegerField()
    repeated = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("report of a provider")
        constraints = [models.UniqueConstraint(fields=["source", "file_hash"], name="report_file_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.file_name}"


class ReportLine(models.Model):
    """One movement at a provider. Whole rupiah: `amount` before its fee, with sign; `fee` is what it kept.

    At most one of payment, refund, payout and bank line is what it stands for here.
    """

    class Kind(models.TextChoices):
        PAYMENT = "payment", _("Paid by a buyer")
        REFUND = "refund", _("Given back to a buyer")
        PAYOUT = "payout", _("Paid out to a shop")
        TO_BANK = "to_bank", _("Sent to our bank")
        FEE = "fee", _("Fee of the provider")

    class Verdict(models.TextChoices):
        MATCHED = "matched", _("Agrees")
        MISSING_HERE = "missing_here", _("Not known here")
        OTHER_AMOUNT = "other_amount", _("Another amount here")

    report = models.ForeignKey(Report, models.PROTECT, related_name="lines")
    source = models.CharField(max_length=10, choices=Source)
    name = models.CharField(max_length=120)  # the provider's own name of the movement
    kind = models.CharField(max_length=10, choices=Kind)
    reference = models.CharField(max_length=120, blank=True)  # by which we find our row
    booked_on = models.DateField()
    amount = models.BigIntegerField()
    fee = models.BigIntegerField(default=0)
    verdict = models.CharField(max_length=12, choices=Verdict, default=Verdict.MISSING_HERE)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="report_lines")
    refund = models.ForeignKey(Refund, models.PROTECT, null=True, related_name="report_lines")
    payout = models.ForeignKey(Payout, models.PROTECT, null=True, related_name="report_lines")
    bank_line = models.OneToOneField(StatementLine, models.PROTECT, null=True, related_name="report_line")
    # The fee it kept, and the money it sent to the bank, in the operator's book.
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("line of a report")
        constraints = [
            models.UniqueConstraint(fields=["source", "name"], name="report_line_once"),
            models.CheckConstraint(name="report_line_says_something", condition=~Q(amount=0, fee=0)),
            models.CheckConstraint(
                name="report_line_stands_for_its_kind",
                condition=(Q(payment=None) | Q(kind="payment"))
                & (Q(refund=None) | Q(kind="refund"))
                & (Q(payout=None) | Q(kind="payout"))
                & (Q(bank_line=None) | Q(kind="to_bank")),
            ),
            models.CheckConstraint(
                name="report_line_matched_to_something",
                condition=~Q(verdict="matched")
                | Q(kind="fee")
                | Q(payment__isnull=False)
                | Q(refund__isnull=False)
                | Q(payout__isnull=False)
                | Q(bank_line__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["source", "booked_on"], name="report_line_by_day"),
            models.Index(fields=["booked_on"], condition=~Q(verdict="matched"), name="report_line_differs"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.name}: {self.amount}"


class Difference(models.Model):
    """Something that does not agree, whose business it is, and how it ended."""

    class Kind(models.TextChoices):
        MISSING_HERE = "missing_here", _("The provider has it, we do not")
        OTHER_AMOUNT = "other_amount", _("The amounts differ")
        MISSING_THERE = "missing_there", _("We have it, the provider does not")

    kind = models.CharField(max_length=14, choices=Kind)
    line = models.OneToOneField(ReportLine, models.PROTECT, null=True, related_name="difference")
    payment = models.OneToOneField(Payment, models.PROTECT, null=True, related_name="difference")
    source = models.CharField(max_length=10, choices=Source)
    amount = models.BigIntegerField()  # what is there and not here, with sign
    found_at = models.DateTimeField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)  # by a person with a note, or because it agrees now

    class Meta:
        verbose_name = _("difference")
        constraints = [
            models.CheckConstraint(
                name="difference_is_of_a_line_or_a_payment",
                condition=Q(kind="missing_there", line=None, payment__isnull=False)
                | (~Q(kind="missing_there") & Q(line__isnull=False, payment=None)),
            ),
            models.CheckConstraint(
                name="difference_closed_with_a_note",
                condition=Q(closed_by=None) | (Q(closed_at__isnull=False) & ~Q(note="")),
            ),
        ]
        indexes = [models.Index(fields=["found_at"], condition=Q(closed_at=None), name="difference_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.source} {self.amount}"


class Remittance(models.Model):
    """Buyers' money that lay with a BUMDes and came to the operator's bank account."""

    class From(models.TextChoices):
        COUNTER_CASH = "counter_cash", _("Cash of its counter")
        COUNTER_BANK = "counter_bank", _("Counter's cash, by way of its bank account")
        QRIS = "qris", _("Its QRIS, from its bank account")

    hub = models.ForeignKey(Organisation, models.PROTECT, related_name="remittances")
    origin = models.CharField(max_length=14, choices=From)
    amount = models.BigIntegerField()
    moved_on = models.DateField()
    reference = models.CharField(max_length=60, unique=True)  # the bank's, so that it is entered once
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    # None when the BUMDes keeps no book here yet.
    hub_entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("money brought to the bank")
        constraints = [
            models.CheckConstraint(name="remittance_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="remittance_has_a_reference", condition=~Q(reference="")),
        ]
        indexes = [models.Index(fields=["hub", "-moved_on"], name="remittance_by_hub")]

    def __str__(self) -> str:
        return f"{self.hub_id} {self.reference}: {self.amount}"
