"""The register of fixed assets, and the wear that was booked of each."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumdes.assets.kinds import Kind
from bumdes.ledger.models import Entry, Unit
from bumdes.organisations.models import Organisation


class Asset(models.Model):
    """One thing, or some alike. Amounts are whole rupiah for all of them together."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="assets")
    code = models.CharField(_("register number"), max_length=30)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_constraint=False)
    quantity = models.PositiveIntegerField(default=1)
    place = models.CharField(_("where it is"), max_length=120, blank=True)
    acquired_on = models.DateField()  # its month is the first that wears
    cost = models.BigIntegerField()
    residual = models.BigIntegerField(default=0)  # what it will still be worth at the end
    life_months = models.PositiveSmallIntegerField(null=True)  # None: it does not wear (land)
    # Worn before the book began here, from the opening balance.
    worn_before = models.BigIntegerField(default=0)
    worn_through = models.DateField(null=True)  # the month end that worn_before reaches
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")  # its purchase
    key = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    disposed_on = models.DateField(null=True)
    proceeds = models.BigIntegerField(null=True)
    disposal = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("fixed asset")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="asset_code_once"),
            models.UniqueConstraint(fields=["organisation", "key"], name="asset_key_once"),
            models.CheckConstraint(
                name="asset_worth_something",
                condition=Q(cost__gt=0, quantity__gt=0, residual__gte=0, residual__lte=F("cost")),
            ),
            models.CheckConstraint(
                name="asset_wears_unless_it_is_land",
                condition=Q(kind="land", life_months=None) | (~Q(kind="land") & Q(life_months__gt=0)),
            ),
            models.CheckConstraint(
                name="asset_worn_within_its_cost",
                condition=Q(worn_before__gte=0, worn_before__lte=F("cost") - F("residual"))
                & (Q(worn_before=0) | Q(worn_through__isnull=False)),
            ),
            models.CheckConstraint(
                name="asset_disposed_whole",
                condition=Q(disposed_on=None, proceeds=None, disposal=None)
                | Q(disposed_on__isnull=False, proceeds__gte=0, disposal__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Wear(models.Model):
    """What one month took off an asset; posted once (unique), in an entry for all of that month."""

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="wears")
    month_end = models.DateField()
    amount = models.BigIntegerField()
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("depreciation")
        constraints = [
            models.UniqueConstraint(fields=["asset", "month_end"], name="asset_wears_once_a_month"),
            models.CheckConstraint(name="asset_wear_is_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.asset} {self.month_end}"
