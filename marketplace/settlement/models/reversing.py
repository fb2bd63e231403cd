"""What goes back of a settled order, and out of whose share: at the rates of its sale."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Entry
from marketplace.order.models import Line
from marketplace.payment.models import Refund
from marketplace.settlement.models.payouts import SellerCharge
from marketplace.settlement.models.sharing import Settlement


class Reversal(models.Model):
    """A refund of a settled order, shared out over who bears it. Only added.

    When the shop bears it, commission, fee and tax go back in proportion and it bears the rest. When
    the BUMDes or the marketplace does, the sale stands, fees and all, and they bear it whole.
    """

    refund = models.OneToOneField(Refund, models.PROTECT, related_name="reversal")
    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="reversals")
    goods = models.BigIntegerField()
    delivery = models.BigIntegerField()
    commission = models.BigIntegerField()
    hub_fee = models.BigIntegerField()
    tax = models.BigIntegerField()
    from_seller = models.BigIntegerField()
    from_hub = models.BigIntegerField()
    from_platform = models.BigIntegerField()
    charge = models.OneToOneField(SellerCharge, models.PROTECT, null=True, related_name="reversal")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    hub_entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("reversal of a settlement")
        constraints = [
            models.CheckConstraint(
                name="reversal_is_borne_whole",
                condition=Q(
                    goods=F("from_seller") + F("from_hub") + F("from_platform") + F("tax") - F("delivery")
                ),
            ),
            models.CheckConstraint(
                name="reversal_gives_something_back",
                condition=Q(goods__gte=0, delivery__gte=0)
                & ~Q(goods=0, delivery=0)
                & Q(commission__gte=0, hub_fee__gte=0, tax__gte=0)
                & Q(from_seller__gte=0, from_hub__gte=0, from_platform__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.settlement_id}: {self.goods + self.delivery}"


class ReversalLine(models.Model):
    """How much of one order line went back. Together at most what the line cost (trigger)."""

    reversal = models.ForeignKey(Reversal, models.PROTECT, related_name="lines")
    line = models.ForeignKey(Line, models.PROTECT, related_name="reversals")
    goods = models.BigIntegerField()
    commission = models.BigIntegerField()
    hub_fee = models.BigIntegerField()

    class Meta:
        verbose_name = _("line that went back")
        constraints = [
            models.UniqueConstraint(fields=["reversal", "line"], name="reversal_line_once"),
            models.CheckConstraint(
                name="reversal_line_gives_goods_back",
                condition=Q(goods__gt=0, commission__gte=0, hub_fee__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.goods}"
