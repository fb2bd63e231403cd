"""Static QRIS codes of BUMDes and shops, and the one made of it for a payment."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from bumdes.organisations.models import Organisation
from marketplace.payment.models import Payment
from marketplace.sellers.models import Seller


class StaticQris(models.Model):
    """The code that hangs at a counter. Whoever owns it gets the money, and holds it."""

    hub = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="qris")
    seller = models.ForeignKey(Seller, models.PROTECT, null=True, related_name="qris")
    payload = models.TextField()
    merchant = models.CharField(max_length=25)
    city = models.CharField(max_length=15)
    national_id = models.CharField(max_length=20, blank=True)
    is_active = models.BooleanField(default=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="qris_has_one_owner",
                condition=Q(hub__isnull=False, seller=None) | Q(hub=None, seller__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["hub"], condition=Q(is_active=True), name="qris_one_active_per_hub"
            ),
            models.UniqueConstraint(
                fields=["seller"], condition=Q(is_active=True), name="qris_one_active_per_seller"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merchant}, {self.city}"


class QrisRequest(models.Model):
    """The code made for one payment, and who said that its money came."""

    payment = models.OneToOneField(Payment, models.CASCADE, related_name="qris")
    source = models.ForeignKey(StaticQris, models.PROTECT, related_name="requests")
    payload = models.TextField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="qris_confirmed_by_somebody",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.payment_id}"
