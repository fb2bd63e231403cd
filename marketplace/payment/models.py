"""Payments: one attempt to pay a purchase by one method, its share for each order, and refunds."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ids import random_token
from core.users.models import User
from marketplace.order.models import Order, Purchase


class Method(models.TextChoices):
    QRIS = "qris", _("QRIS")
    QRIS_OWN = "qris_own", _("QRIS of the BUMDes or shop")
    COUNTER = "counter", _("Cash at a BUMDes counter")
    TRANSFER = "transfer", _("Bank transfer")
    VA = "va", _("Virtual account")
    GOPAY = "gopay", _("GoPay")
    CARD = "card", _("Credit or debit card")
    COD = "cod", _("Cash at the door")


# Whoever carried the money here can carry it back. A virtual account knows no payer to give back to.
GIVES_BACK = frozenset({Method.QRIS, Method.GOPAY, Method.CARD})


class PaymentQuerySet(models.QuerySet["Payment"]):
    def for_user(self, user: User) -> PaymentQuerySet:
        return self.filter(purchase__user=user)


class Payment(models.Model):
    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        DUE = "due", _("To pay at the door")
        PAID = "paid", _("Paid")
        EXPIRED = "expired", _("Expired")
        CANCELLED = "cancelled", _("Cancelled")

    purchase = models.ForeignKey(Purchase, models.PROTECT, related_name="payments")
    method = models.CharField(max_length=10, choices=Method)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    amount = models.BigIntegerField()  # what the orders cost
    surplus = models.PositiveIntegerField(default=0)  # the unique code of a transfer, on top
    reference = models.CharField(max_length=80, null=True)  # the provider's id of the money
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        constraints = [
            models.UniqueConstraint(
                fields=["purchase"],
                condition=Q(state__in=["pending", "due", "paid"]),
                name="payment_one_live_per_purchase",
            ),
            models.UniqueConstraint(fields=["method", "reference"], name="payment_reference_once"),
            models.CheckConstraint(name="payment_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="payment_paid_has_moment_and_reference",
                condition=Q(state="paid", paid_at__isnull=False, reference__isnull=False)
                | (~Q(state="paid") & Q(paid_at=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="pending"), name="payment_pending_expiry")
        ]

    def __str__(self) -> str:
        return f"{self.purchase.reference} · {self.method} · {self.state}"

    @property
    def amount_due(self) -> int:
        """What the buyer hands over: the amount and, for a transfer, its unique code."""
        return self.amount + self.surplus


class PaymentSplit(models.Model):
    """One order's share of a payment. Shares sum to the payment's amount (trigger)."""

    payment = models.ForeignKey(Payment, models.CASCADE, related_name="splits")
    order = models.ForeignKey(Order, models.PROTECT, related_name="splits")
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "order"], name="split_once_per_order"),
            models.CheckConstraint(name="split_amount_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.payment_id} > {self.order_id}: {self.amount}"


class RefundQuerySet(models.QuerySet["Refund"]):
    def due(self) -> RefundQuerySet:
        """Money that a person must do something about: not begun, or its provider said no."""
        return self.filter(state__in=[Refund.State.REQUESTED, Refund.State.FAILED])

    def unchecked(self) -> RefundQuerySet:
        """Said to be returned by hand, and waiting for a second person."""
        return self.filter(made_at__isnull=False, settled_at=None)

    def on_its_way(self) -> RefundQuerySet:
        """Asked of the provider, whose word on the end is still out."""
        return self.filter(state=Refund.State.SENT, target=Refund.Target.ORIGINAL)


class Refund(models.Model):
    """Money of one order that goes back to its buyer, with who bears it and the way it goes.

    `requested → sent → succeeded | failed` (trigger): sent is asked of the provider, or said by a
    person and waiting for a second. All refunds of an order are at most what the payment captured for
    it (trigger), and one that succeeded stays as it is (trigger). `key` is our name for it at the
    provider, the same however often it is asked.
    """

    class Reason(models.TextChoices):
        DECLINED = "declined", _("Declined by the shop")
        CANCELLED = "cancelled", _("Cancelled")
        COMPLAINT = "complaint", _("Complaint")

    class Liable(models.TextChoices):
        SELLER = "seller", _("The shop")
        HUB = "hub", _("The BUMDes")
        PLATFORM = "platform", _("The marketplace")

    class Target(models.TextChoices):
        ORIGINAL = "original", _("Back the way it was paid")
        BANK = "bank", _("To the buyer's account")
        CASH = "cash", _("Cash at the BUMDes")

    class State(models.TextChoices):
        REQUESTED = "requested", _("To return")
        SENT = "sent", _("On its way")
        SUCCEEDED = "succeeded", _("Returned")
        FAILED = "failed", _("Not possible this way")

    class Method(models.TextChoices):
        TRANSFER = "transfer", _("Bank transfer")
        WALLET = "wallet", _("E-wallet")
        CASH = "cash", _("Cash at the BUMDes")

    order = models.ForeignKey(Order, models.PROTECT, related_name="refunds")
    split = models.ForeignKey(PaymentSplit, models.PROTECT, related_name="refunds")
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=10, choices=Reason)
    liable = models.CharField(max_length=10, choices=Liable, default=Liable.SELLER)
    target = models.CharField(max_length=10, choices=Target, default=Target.BANK)
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)
    key = models.CharField(max_length=36, unique=True, default=random_token)
    requested_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)  # when a person let it go to the provider
    claimed_until = models.DateTimeField(null=True)  # somebody is asking the provider for it now
    checked_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    method = models.CharField(max_length=10, choices=Method, blank=True)
    reference = models.CharField(max_length=120, blank=True)  # the bank's number of the transfer
    needs_second = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        constraints = [
            # An order ends once; of one that arrived, parts may go back in turn.
            models.UniqueConstraint(
                fields=["order"], condition=~Q(reason="complaint"), name="refund_one_for_an_end"
            ),
            models.CheckConstraint(name="refund_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="refund_made_by_somebody_with_reference",
                condition=Q(made_at=None, made_by=None, method="", reference="")
                | (Q(made_at__isnull=False, made_by__isnull=False) & ~Q(method="") & ~Q(reference="")),
            ),
            models.CheckConstraint(
                name="refund_checked_by_another",
                condition=Q(approved_by=None) | ~Q(approved_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="refund_settled_when_made_and_checked",
                condition=Q(settled_at=None)
                | Q(target="original", sent_at__isnull=False)
                | Q(made_at__isnull=False, needs_second=False)
                | Q(made_at__isnull=False, approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="refund_settled_is_succeeded",
                condition=Q(state="succeeded", settled_at__isnull=False)
                | (~Q(state="succeeded") & Q(settled_at=None)),
            ),
            models.CheckConstraint(
                name="refund_sent_by_provider_or_hand",
                condition=Q(target="original", made_at=None) | (~Q(target="original") & Q(sent_at=None)),
            ),
            models.CheckConstraint(
                name="refund_requested_is_untouched",
                condition=Q(state="requested", made_at=None, sent_at=None)
                | (~Q(state="requested") & (Q(made_at__isnull=False) | Q(sent_at__isnull=False))),
            ),
            models.CheckConstraint(
                name="refund_failed_says_why", condition=Q(state="failed") ^ Q(problem="")
            ),
        ]
        indexes = [
            models.Index(fields=["requested_at"], condition=Q(settled_at=None), name="refund_not_settled"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.amount}"


class UnappliedReceipt(models.Model):
    """Money that came but pays nothing: too late, too little, unknown. Kept until somebody decides."""

    method = models.CharField(max_length=10, choices=Method)
    reference = models.CharField(max_length=80)
    amount = models.BigIntegerField()
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="unapplied")
    reason = models.CharField(max_length=60)
    received_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolution = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["method", "reference"], name="unapplied_reference_once"),
            models.CheckConstraint(name="unapplied_amount_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.reference} {self.amount}"
