"""Cash at the door: which shops allow it, who takes it, and what couriers put down at the counter."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Entry
from bumdes.organisations.models import Organisation
from bumdes.units.models import CashReceipt
from core.users.models import User
from marketplace.order.models import Order
from marketplace.payment.models import Payment
from marketplace.sellers.models import Seller


class CodShop(models.Model):
    """A shop's word on cash at the door. A shop without a row has not allowed it."""

    seller = models.OneToOneField(Seller, models.PROTECT, related_name="cod")
    is_on = models.BooleanField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seller_id}: {self.is_on}"


class DepositQuerySet(models.QuerySet["Deposit"]):
    def for_user(self, user: User) -> DepositQuerySet:
        """Deposits of every BUMDes in which this person holds an office."""
        return self.filter(hub__in=Organisation.objects.for_user(user))


class Deposit(models.Model):
    """All the cash a courier carried, put down at the counter. What is missing is the courier's debt.

    `expected` is the sum of its doors (trigger). The two entries follow with the next round of the books.
    """

    hub = models.ForeignKey(Organisation, models.PROTECT, related_name="cod_deposits")
    courier = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expected = models.BigIntegerField()
    counted = models.BigIntegerField()
    reason = models.CharField(max_length=200, blank=True)  # why something is missing
    receipt = models.OneToOneField(CashReceipt, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=64, unique=True)  # made by the page
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    hub_entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")

    objects = DepositQuerySet.as_manager()

    class Meta:
        verbose_name = _("deposit of a courier")
        constraints = [
            models.CheckConstraint(
                name="deposit_counts_what_was_carried",
                condition=Q(expected__gt=0, counted__gte=0, counted__lte=F("expected")),
            ),
            models.CheckConstraint(
                name="deposit_short_says_why", condition=Q(counted=F("expected")) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="deposit_of_cash_has_its_receipt",
                condition=Q(counted=0, receipt=None) | Q(counted__gt=0, receipt__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["hub", "-at"], name="deposit_by_hub")]

    def __str__(self) -> str:
        return f"{self.hub_id} {self.courier_id}: {self.counted}"

    @property
    def shortage(self) -> int:
        return self.expected - self.counted


class Door(models.Model):
    """One order that is paid when its goods arrive: who takes the cash there, and how it ended.

    Open until the cash was received or the goods refused; neither is ever undone (trigger).
    """

    payment = models.OneToOneField(Payment, models.PROTECT, related_name="door")
    order = models.OneToOneField(Order, models.PROTECT, related_name="door")
    # Who holds the cash once it is received: the BUMDes's courier, or the shop itself.
    hub = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    seller = models.ForeignKey(Seller, models.PROTECT, null=True, related_name="+")
    amount = models.BigIntegerField()
    # By these refusals are counted, whatever becomes of the purchase's own.
    phone = models.CharField(max_length=20)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    deposit = models.ForeignKey(Deposit, models.PROTECT, null=True, related_name="doors")

    class Meta:
        verbose_name = _("payment at the door")
        constraints = [
            models.CheckConstraint(
                name="door_has_one_holder",
                condition=Q(hub__isnull=False, seller=None) | Q(hub=None, seller__isnull=False),
            ),
            models.CheckConstraint(name="door_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="door_received_by_somebody",
                condition=Q(received_at=None, received_by=None)
                | Q(received_at__isnull=False, received_by__isnull=False, refused_at=None),
            ),
            models.CheckConstraint(
                name="door_refused_says_why",
                condition=Q(refused_at=None, refused_by=None, reason="")
                | (Q(refused_at__isnull=False, refused_by__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="door_deposited_by_a_courier",
                condition=Q(deposit=None) | Q(hub__isnull=False, received_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["phone"], name="door_by_phone"),
            models.Index(
                fields=["hub", "received_by"],
                condition=Q(deposit=None, received_at__isnull=False),
                name="door_cash_carried",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.amount}"
