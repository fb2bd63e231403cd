"""The invoice of each paid order and the credit note of each refund, numbered without a gap per shop."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.order.models import Order
from marketplace.payment.models import Refund
from marketplace.sellers.models import Seller


class Invoice(models.Model):
    """What it says is frozen in its order. Only added; a trigger gives each shop the next number."""

    order = models.OneToOneField(Order, models.PROTECT, related_name="invoice")
    seller = models.ForeignKey(Seller, models.PROTECT, related_name="invoices")
    number = models.PositiveIntegerField()
    issued_at = models.DateTimeField()  # when the order was paid

    class Meta:
        verbose_name = _("invoice")
        constraints = [
            models.UniqueConstraint(fields=["seller", "number"], name="invoice_number_once_per_shop"),
            models.CheckConstraint(name="invoice_number_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """F-000012: its number among those of its shop."""
        return f"F-{self.number:06d}"


class CreditNote(models.Model):
    """Corrects an invoice by what goes back to the buyer. Only added; numbered as invoices are."""

    refund = models.OneToOneField(Refund, models.PROTECT, related_name="credit_note")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="credit_notes")
    seller = models.ForeignKey(Seller, models.PROTECT, related_name="credit_notes")
    number = models.PositiveIntegerField()
    issued_at = models.DateTimeField()

    class Meta:
        verbose_name = _("credit note")
        constraints = [
            models.UniqueConstraint(fields=["seller", "number"], name="credit_note_number_once_per_shop"),
            models.CheckConstraint(name="credit_note_number_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """K-000003: its number among those of its shop."""
        return f"K-{self.number:06d}"
