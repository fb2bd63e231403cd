"""Village internet: packages, subscribers, monthly bills, what was paid, vouchers.

A bill's `paid` is the sum of the parts of payments given to it, kept by the trigger on parts
(migration 0004), which also holds a payment's parts within the payment.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Account, Entry
from bumdes.organisations.models import Organisation
from bumdes.units.enums import VoucherState
from bumdes.units.models.drawer import CashReceipt
from bumdes.units.models.units import BusinessUnit


class InternetService(models.Model):
    """How one unit sells internet: by when a bill is paid, and when a line is shut off."""

    business = models.OneToOneField(BusinessUnit, models.PROTECT, related_name="internet")
    due_day = models.PositiveSmallIntegerField(_("pay by day"), default=10)
    suspend_after_days = models.PositiveSmallIntegerField(_("shut off after days"), default=20)

    class Meta:
        verbose_name = _("village internet")
        constraints = [
            models.CheckConstraint(
                name="internet_due_day_in_every_month", condition=Q(due_day__gte=1, due_day__lte=28)
            ),
        ]

    def __str__(self) -> str:
        return str(self.business)


class Package(models.Model):
    """What is sold: a monthly line, or a voucher for some days. Its price is copied to each bill."""

    service = models.ForeignKey(InternetService, models.PROTECT, related_name="packages")
    name = models.CharField(_("name"), max_length=60)
    speed_mbps = models.PositiveSmallIntegerField(_("speed"))
    price = models.BigIntegerField(_("price"))
    days = models.PositiveSmallIntegerField(null=True)  # of a voucher; None: month after month
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("internet package")
        constraints = [
            models.UniqueConstraint(fields=["service", "name"], name="package_name_once"),
            models.CheckConstraint(name="package_has_a_price", condition=Q(price__gt=0, speed_mbps__gt=0)),
            # Short, so that a sale may be revenue at once (docs/capital-and-units.md).
            models.CheckConstraint(
                name="package_voucher_within_a_month",
                condition=Q(days=None) | Q(days__gte=1, days__lte=31),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Subscriber(models.Model):
    service = models.ForeignKey(InternetService, models.PROTECT, related_name="subscribers")
    number = models.PositiveIntegerField()  # on the bill: 1, 2, 3 … in its unit
    name = models.CharField(_("name"), max_length=80)
    phone = models.CharField(max_length=20, blank=True)
    hamlet = models.CharField(_("house or hamlet"), max_length=80, blank=True)
    package = models.ForeignKey(Package, models.PROTECT, related_name="subscribers")
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    suspended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("subscriber")
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="subscriber_number_once"),
            models.CheckConstraint(
                name="subscriber_ends_after_starting",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BillQuerySet(models.QuerySet["Bill"]):
    def still_open(self) -> BillQuerySet:
        return self.filter(cancelled_on=None, paid__lt=F("amount"))


class Bill(models.Model):
    """One month of one subscriber; once (unique), in the books with the other bills of its run."""

    subscriber = models.ForeignKey(Subscriber, models.PROTECT, related_name="bills")
    month = models.DateField()  # its first day
    package_name = models.CharField(max_length=60)
    amount = models.BigIntegerField()
    paid = models.BigIntegerField(default=0)
    due_on = models.DateField()
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    cancelled_on = models.DateField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    cancel_entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")

    objects = BillQuerySet.as_manager()

    class Meta:
        verbose_name = _("internet bill")
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "month"], name="bill_once_a_month"),
            models.CheckConstraint(name="bill_for_a_month", condition=Q(month__day=1, amount__gt=0)),
            models.CheckConstraint(
                name="bill_not_paid_twice", condition=Q(paid__gte=0, paid__lte=F("amount"))
            ),
            models.CheckConstraint(
                name="bill_cancelled_whole",
                condition=Q(cancelled_on=None, cancel_entry=None)
                | (Q(cancelled_on__isnull=False, cancel_entry__isnull=False, paid=0) & ~Q(cancel_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} {self.month:%Y-%m}"

    @property
    def rest(self) -> int:
        return 0 if self.cancelled_on else self.amount - self.paid


class Payment(models.Model):
    """Money of a subscriber. What no bill takes is a deposit and is used by the next bills."""

    subscriber = models.ForeignKey(Subscriber, models.PROTECT, related_name="payments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    paid_on = models.DateField()
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    receipt = models.OneToOneField(CashReceipt, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=64)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("payment")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="internet_payment_key_once"),
            models.CheckConstraint(name="internet_payment_is_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} {self.paid_on}"


class PaymentPart(models.Model):
    """What of a payment a bill took: at once, or from the deposit when the bill was made."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="parts")
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="parts")
    amount = models.BigIntegerField()
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("part of a payment")
        constraints = [
            models.UniqueConstraint(fields=["payment", "bill"], name="payment_part_once"),
            models.CheckConstraint(name="payment_part_is_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.bill} {self.amount}"


class VoucherBatch(models.Model):
    """Codes that were made together and are printed on one sheet."""

    service = models.ForeignKey(InternetService, models.PROTECT, related_name="batches")
    package = models.ForeignKey(Package, models.PROTECT, related_name="batches")
    price = models.BigIntegerField()  # as it was when the codes were made
    count = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("voucher sheet")
        constraints = [
            models.CheckConstraint(
                name="voucher_batch_fits_a_sheet",
                condition=Q(count__gte=1, count__lte=200, price__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.package} × {self.count}"


class VoucherSale(models.Model):
    """Some vouchers of one batch, sold together for cash or by bank."""

    batch = models.ForeignKey(VoucherBatch, models.PROTECT, related_name="sales")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    count = models.PositiveSmallIntegerField()
    amount = models.BigIntegerField()
    sold_on = models.DateField()
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    receipt = models.OneToOneField(CashReceipt, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=64)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("voucher sale")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="voucher_sale_key_once"),
            models.CheckConstraint(name="voucher_sale_is_positive", condition=Q(count__gt=0, amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.sold_on}"


class Voucher(models.Model):
    batch = models.ForeignKey(VoucherBatch, models.PROTECT, related_name="vouchers")
    service = models.ForeignKey(InternetService, models.PROTECT, related_name="+")
    code = models.CharField(max_length=12)
    state = models.CharField(max_length=5, choices=VoucherState, default=VoucherState.NEW)
    sale = models.ForeignKey(VoucherSale, models.PROTECT, null=True, related_name="vouchers")
    used_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=200, blank=True)
    # The money given back, when it was sold before.
    refund = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("voucher")
        constraints = [
            models.UniqueConstraint(fields=["service", "code"], name="voucher_code_once"),
            models.CheckConstraint(
                name="voucher_state_is_whole",
                condition=Q(state="new", sale=None, used_at=None, refund=None)
                | Q(state="sold", sale__isnull=False, used_at=None, refund=None)
                | Q(state="used", sale__isnull=False, used_at__isnull=False, refund=None)
                | (
                    Q(state="void", used_at=None)
                    & ~Q(void_reason="")
                    & (Q(sale=None, refund=None) | Q(sale__isnull=False, refund__isnull=False))
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.code
