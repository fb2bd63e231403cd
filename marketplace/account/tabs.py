"""The tabs of a buyer's orders: which states stand under which word."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.order.enums import EXITS, Status


class Tab(models.TextChoices):
    UNPAID = "belum-bayar", _("To pay")
    PACKING = "dikemas", _("Packing")
    SENT = "dikirim", _("Sent")
    DONE = "selesai", _("Completed")
    ENDED = "dibatalkan", _("Cancelled")


STATES: dict[Tab, frozenset[Status]] = {
    Tab.UNPAID: frozenset({Status.AWAITING_PAYMENT}),
    Tab.PACKING: frozenset({Status.PLACED, Status.ACCEPTED, Status.PACKED}),
    Tab.SENT: frozenset({Status.HANDED_OVER, Status.DELIVERED}),
    Tab.DONE: frozenset({Status.COMPLETED}),
    Tab.ENDED: EXITS,
}
