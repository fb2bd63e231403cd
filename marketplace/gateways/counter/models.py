"""The short code by which a counter finds what is to be paid."""

from __future__ import annotations

from django.db import models

from bumdes.units.models import CashReceipt
from marketplace.payment.models import Payment


class CounterCode(models.Model):
    payment = models.OneToOneField(Payment, models.CASCADE, related_name="counter_code")
    code = models.CharField(max_length=8, unique=True)
    receipt = models.OneToOneField(CashReceipt, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.code
