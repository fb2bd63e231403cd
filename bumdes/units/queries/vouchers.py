"""Sheets of vouchers: how many are for sale, sold, used."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from bumdes.units.enums import VoucherState
from bumdes.units.models import InternetService, VoucherBatch, VoucherSale


def sheets(service: InternetService) -> QuerySet[Any]:
    """Sheets, the newest first, each with `fresh`, `sold` and `used`: how many of its codes are so."""
    counts = {
        name: Count("vouchers", filter=Q(vouchers__state=state))
        for name, state in (
            ("fresh", VoucherState.NEW),
            ("sold", VoucherState.SOLD),
            ("used", VoucherState.USED),
        )
    }
    found = VoucherBatch.objects.filter(service=service).select_related("package")
    return found.annotate(**counts).order_by("-made_at", "-pk")


def sales(service: InternetService) -> QuerySet[VoucherSale]:
    """What was sold, the newest first."""
    found = VoucherSale.objects.filter(batch__service=service).order_by("-made_at", "-pk")
    return found.select_related("batch__package", "account", "receipt__organisation")
