"""What a hub's people did with one press of a button, each kept under the key of its page."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from bumdes.units.models import CashReceipt
from marketplace.order.models import Order


class Collection(models.Model):
    """Cash taken for a payment code: the same form sent again gives the same receipt."""

    key = models.CharField(max_length=64, unique=True)  # made by the page, kept for the row's life
    code = models.CharField(max_length=8)
    receipt = models.OneToOneField(CashReceipt, models.PROTECT, related_name="collection")

    def __str__(self) -> str:
        return f"{self.code} > {self.receipt_id}"


class HandOut(models.Model):
    """A parcel given to somebody: at the pickup point for its code, or at a door."""

    key = models.CharField(max_length=64, unique=True)
    order = models.OneToOneField(Order, models.PROTECT, related_name="hand_out")
    recipient = models.CharField(max_length=120)
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="hand_out_names_recipient", condition=~Q(recipient=""))]

    def __str__(self) -> str:
        return f"{self.order_id} > {self.recipient}"
