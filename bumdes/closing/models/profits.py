"""A year's profit, shared by the by-laws, and the payments of the shares."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumdes.closing.models.years import YearClosing
from bumdes.ledger.models import Account, Entry
from bumdes.organisations.models import ByLaws, Organisation
from bumdes.organisations.models.bylaws import ProfitPurpose


class ProfitAllocation(models.Model):
    """Proposed by one person after the assembly, approved by another; then it is in the books."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waiting for approval")
        APPROVED = "approved", _("In the books")
        REFUSED = "refused", _("Refused")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="allocations")
    closing = models.ForeignKey(YearClosing, models.PROTECT, related_name="allocations")
    year = models.PositiveSmallIntegerField()
    bylaws = models.ForeignKey(ByLaws, models.PROTECT, related_name="+")
    assembly_date = models.DateField()
    minutes_number = models.CharField(max_length=60)
    base = models.BigIntegerField()  # what is shared
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    key = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("profit allocation")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year"],
                condition=~Q(state="refused"),
                name="profit_shared_once_a_year",
            ),
            models.CheckConstraint(name="profit_shared_is_positive", condition=Q(base__gt=0)),
            models.CheckConstraint(
                name="profit_allocation_decided_whole",
                condition=Q(state="proposed", decided_by=None, entry=None)
                | Q(state="approved", decided_by__isnull=False, entry__isnull=False)
                | Q(state="refused", decided_by__isnull=False, entry=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year}"


class AllocationShare(models.Model):
    """One share in rupiah. Those of one allocation make exactly its base (deferred trigger)."""

    allocation = models.ForeignKey(ProfitAllocation, models.PROTECT, related_name="shares")
    purpose = models.CharField(max_length=12, choices=ProfitPurpose)
    share_bps = models.PositiveSmallIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["allocation", "purpose"], name="allocation_share_once"),
            models.CheckConstraint(name="allocation_share_not_negative", condition=Q(amount__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.amount}"


class SharePayment(models.Model):
    """Money paid out of a share, never more than the share (trigger). The village's needs its receipt."""

    share = models.ForeignKey(AllocationShare, models.PROTECT, related_name="payments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    paid_on = models.DateField()
    paid_from = models.ForeignKey(Account, models.PROTECT, related_name="+")
    receipt_number = models.CharField(max_length=60, blank=True)  # of the village treasury, for PADes
    recipient = models.CharField(max_length=120)
    key = models.CharField(max_length=64)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("payment of a share")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="share_payment_key_once"),
            models.CheckConstraint(name="share_payment_is_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.share} {self.paid_on}"
