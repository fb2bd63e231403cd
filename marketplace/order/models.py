"""A Purchase is what one checkout made; it holds one Order per shop and way of delivery.

The purchase stores no status: it is folded from its orders. An order's status moves only
along enums.MOVES, and its lines' quantities carry the truth of what happened to the goods.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from oscar.apps.order.abstract_models import AbstractLine, AbstractOrder

from bumdes.organisations.models import Organisation
from core.money import as_rupiah
from core.users.models import User
from marketplace.address.models import VillageAddress
from marketplace.order.enums import Mode, Status
from marketplace.sellers.models import Seller


class ShippingAddress(VillageAddress):
    """Where a purchase goes, frozen when it was placed."""

    class Meta:
        verbose_name = _("delivery address")


class PurchaseQuerySet(models.QuerySet["Purchase"]):
    def for_user(self, user: User) -> PurchaseQuerySet:
        return self.filter(user=user)


class Purchase(models.Model):
    reference = models.CharField(max_length=12, unique=True)
    token = models.CharField(max_length=32, unique=True)  # lets a guest follow, unguessable
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="purchases"
    )
    basket = models.OneToOneField("basket.Basket", models.PROTECT, related_name="purchase")
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=20)
    email = models.EmailField(blank=True)
    address = models.ForeignKey(ShippingAddress, models.PROTECT, null=True, related_name="+")
    goods_total = models.BigIntegerField()
    delivery_total = models.BigIntegerField()
    total = models.BigIntegerField()
    key = models.CharField(max_length=64, unique=True)  # made by the page, kept for the row's life
    content_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    objects = PurchaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("purchase")
        constraints = [
            models.CheckConstraint(
                name="purchase_total_is_goods_and_delivery",
                condition=Q(
                    goods_total__gt=0, delivery_total__gte=0, total=F("goods_total") + F("delivery_total")
                ),
            )
        ]
        indexes = [models.Index(fields=["user", "-created_at"], name="purchase_by_user")]

    def __str__(self) -> str:
        return self.reference


class OrderQuerySet(models.QuerySet["Order"]):
    def for_user(self, user: User) -> OrderQuerySet:
        """Orders this person placed."""
        return self.filter(user=user)

    def for_staff(self, user: User) -> OrderQuerySet:
        """Orders of the shops in which this person works."""
        return self.filter(seller__in=Seller.objects.for_user(user))

    def for_officer(self, user: User) -> OrderQuerySet:
        """Orders that pass through a BUMDes in which this person holds an office."""
        return self.filter(hub__in=Organisation.objects.for_user(user))


class Order(AbstractOrder):
    purchase = models.ForeignKey(Purchase, models.PROTECT, related_name="orders")
    seller = models.ForeignKey(Seller, models.PROTECT, related_name="orders")
    hub = models.ForeignKey(Organisation, models.PROTECT, related_name="orders")  # frozen at sale
    mode = models.CharField(max_length=10, choices=Mode)
    status = models.CharField(max_length=20, choices=Status, default=Status.AWAITING_PAYMENT)
    delivery_label = models.CharField(max_length=160)  # what was chosen, in words, frozen
    total_incl_tax = models.DecimalField(max_digits=16, decimal_places=2)
    total_excl_tax = models.DecimalField(max_digits=16, decimal_places=2)
    shipping_incl_tax = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    shipping_excl_tax = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    weight_grams = models.PositiveIntegerField(default=0)
    note = models.CharField(_("note for the shop"), max_length=200, blank=True)
    promised_date = models.DateField(null=True)
    # The clock that runs now: pay, accept, hand over or complete by then. Null when none does.
    due_at = models.DateTimeField(null=True)
    is_disputed = models.BooleanField(default=False)

    objects = OrderQuerySet.as_manager()

    class Meta(AbstractOrder.Meta):
        abstract = False
        ordering: ClassVar[list[str]] = []
        constraints = [
            models.UniqueConstraint(
                fields=["purchase", "seller", "mode"], name="order_one_per_shop_and_mode"
            ),
            models.CheckConstraint(
                name="order_total_covers_delivery",
                condition=Q(total_incl_tax__gt=0, shipping_incl_tax__gte=0)
                & Q(total_incl_tax__gte=F("shipping_incl_tax")),
            ),
            models.CheckConstraint(name="order_status_known", condition=Q(status__in=Status.values)),
        ]
        indexes = [
            models.Index(fields=["seller", "status", "-date_placed"], name="order_by_seller_status"),
            models.Index(fields=["hub", "status"], name="order_by_hub_status"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="order_due"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def total(self) -> int:
        return as_rupiah(self.total_incl_tax)

    @property
    def delivery_fee(self) -> int:
        return as_rupiah(self.shipping_incl_tax)

    @property
    def goods_total(self) -> int:
        return self.total - self.delivery_fee


class Line(AbstractLine):
    """One offer in one order. quantity = open + packed + handed_over + delivered + cancelled."""

    line_price_incl_tax = models.DecimalField(max_digits=16, decimal_places=2)
    line_price_excl_tax = models.DecimalField(max_digits=16, decimal_places=2)
    line_price_before_discounts_incl_tax = models.DecimalField(max_digits=16, decimal_places=2)
    line_price_before_discounts_excl_tax = models.DecimalField(max_digits=16, decimal_places=2)
    unit_price_incl_tax = models.DecimalField(max_digits=16, decimal_places=2)
    unit_price_excl_tax = models.DecimalField(max_digits=16, decimal_places=2)
    is_tracked = models.BooleanField(default=True)
    unit = models.CharField(max_length=10, blank=True)
    open = models.PositiveIntegerField()
    packed = models.PositiveIntegerField(default=0)
    handed_over = models.PositiveIntegerField(default=0)
    delivered = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)

    class Meta(AbstractLine.Meta):
        abstract = False
        ordering: ClassVar[list[str]] = []
        constraints = [
            models.CheckConstraint(
                name="order_line_quantities_add_up",
                condition=Q(
                    quantity=F("open") + F("packed") + F("handed_over") + F("delivered") + F("cancelled")
                ),
            ),
            models.CheckConstraint(
                name="order_line_returned_was_delivered", condition=Q(returned__lte=F("delivered"))
            ),
        ]

    @property
    def unit_price(self) -> int:
        return as_rupiah(self.unit_price_incl_tax)

    @property
    def total(self) -> int:
        return as_rupiah(self.line_price_incl_tax)


class OrderEvent(models.Model):
    """One move of an order: the history from which its state can be replayed."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="events")
    from_status = models.CharField(max_length=20, choices=Status, blank=True)
    to_status = models.CharField(max_length=20, choices=Status)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # No state is entered twice: states never revive.
            models.UniqueConstraint(fields=["order", "to_status"], name="order_event_state_entered_once")
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.from_status or '-'} > {self.to_status}"


from oscar.apps.order.models import *  # noqa: E402, F403
