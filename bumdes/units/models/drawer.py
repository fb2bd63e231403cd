"""The counter: a drawer shift of one cashier, and the cash that was taken in it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumdes.organisations.models import Organisation
from core.users.models import User


class DrawerShiftQuerySet(models.QuerySet["DrawerShift"]):
    def for_user(self, user: User) -> DrawerShiftQuerySet:
        """Shifts of every BUMDes in which this person holds an office."""
        return self.filter(organisation__in=Organisation.objects.for_user(user))


class DrawerShift(models.Model):
    """From counting the drawer in to counting it out. Amounts are whole rupiah."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="shifts")
    cashier = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="shifts")
    opened_at = models.DateTimeField()
    opening_cash = models.BigIntegerField()
    closed_at = models.DateTimeField(null=True)
    counted_cash = models.BigIntegerField(null=True)
    expected_cash = models.BigIntegerField(null=True)
    gap_reason = models.CharField(max_length=200, blank=True)

    objects = DrawerShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("drawer shift")
        constraints = [
            models.UniqueConstraint(
                fields=["cashier"], condition=Q(closed_at=None), name="drawer_one_open_shift_per_cashier"
            ),
            models.CheckConstraint(name="drawer_opening_not_negative", condition=Q(opening_cash__gte=0)),
            models.CheckConstraint(
                name="drawer_closed_when_counted",
                condition=Q(closed_at=None, counted_cash=None, expected_cash=None)
                | Q(closed_at__isnull=False, counted_cash__gte=0, expected_cash__isnull=False),
            ),
            models.CheckConstraint(
                name="drawer_gap_has_reason",
                condition=Q(closed_at=None) | Q(counted_cash=F("expected_cash")) | ~Q(gap_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.cashier} · {self.opened_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class CashReceiptQuerySet(models.QuerySet["CashReceipt"]):
    def for_user(self, user: User) -> CashReceiptQuerySet:
        return self.filter(shift__in=DrawerShift.objects.for_user(user))


class CashReceipt(models.Model):
    """Cash taken at the counter for something that `purpose` and `reference` name."""

    shift = models.ForeignKey(DrawerShift, models.PROTECT, related_name="receipts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="receipts")
    number = models.PositiveIntegerField()  # gapless per BUMDes
    purpose = models.CharField(max_length=120)
    reference = models.CharField(max_length=60, unique=True)  # what was paid: once
    amount = models.BigIntegerField()
    tendered = models.BigIntegerField()
    taken_at = models.DateTimeField()

    objects = CashReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("cash receipt")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="cash_receipt_number_once"),
            models.CheckConstraint(
                name="cash_receipt_tendered_covers_amount",
                condition=Q(amount__gt=0, tendered__gte=F("amount")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation.code}-{self.number:06d}"

    @property
    def change(self) -> int:
        return self.tendered - self.amount
