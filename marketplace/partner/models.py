"""Offers. A Partner is a shop's trading identity, a StockRecord is one offer of a product:
who sells it, for how much, out of what stock. Prices are whole rupiah in Oscar's decimals."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _
from oscar.apps.partner.abstract_models import AbstractPartner, AbstractStockRecord

from core.money import as_rupiah
from core.users.models import User
from marketplace.sellers.models import Seller


class Partner(AbstractPartner):
    users = None  # people reach a shop through sellers.SellerStaff only
    seller = models.OneToOneField(Seller, models.CASCADE, related_name="partner")

    class Meta(AbstractPartner.Meta):
        abstract = False
        permissions = ()
        ordering: ClassVar[list[str]] = []


class StockRecordQuerySet(models.QuerySet["StockRecord"]):
    def for_user(self, user: User) -> StockRecordQuerySet:
        """Offers of the shops in which this person works."""
        return self.filter(partner__seller__in=Seller.objects.for_user(user))


class StockRecord(AbstractStockRecord):
    price = models.DecimalField(_("price"), max_digits=16, decimal_places=2)
    num_in_stock = models.IntegerField(_("stock"), default=0)
    num_allocated = models.IntegerField(_("promised to orders"), default=0)
    is_tracked = models.BooleanField(default=True)  # False for services: nothing to count
    is_active = models.BooleanField(_("on sale"), default=True)

    objects = StockRecordQuerySet.as_manager()

    class Meta(AbstractStockRecord.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="stock_covers_allocated",
                condition=Q(num_allocated__gte=0, num_in_stock__gte=F("num_allocated")),
            ),
            models.CheckConstraint(
                name="offer_price_whole_positive_rupiah",
                condition=Q(price__gt=0, price=Round(F("price"))),
            ),
            models.UniqueConstraint(fields=["product", "partner"], name="offer_once_per_shop"),
        ]
        indexes = [models.Index(fields=["product", "price"], name="offer_by_product_price")]

    @property
    def price_rupiah(self) -> int:
        return as_rupiah(self.price)

    @property
    def available(self) -> int | None:
        """Pieces that can still be promised; None when nothing is counted."""
        return self.num_in_stock - self.num_allocated if self.is_tracked else None


class StockMovement(models.Model):
    """Why `num_in_stock` changed. What is on hand is the sum of an offer's movements."""

    class Kind(models.TextChoices):
        OPENING = "opening", _("Opening")
        RECEIVED = "received", _("Received")
        SHIPPED = "shipped", _("Handed over")
        RETURNED = "returned", _("Returned")
        ADJUSTED = "adjusted", _("Counted")

    stockrecord = models.ForeignKey(StockRecord, models.CASCADE, related_name="movements")
    kind = models.CharField(max_length=10, choices=Kind)
    quantity = models.IntegerField()  # pieces, with sign
    key = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["stockrecord"], name="movement_by_offer")]

    def __str__(self) -> str:
        return f"{self.stockrecord_id} {self.kind} {self.quantity:+d}"


from oscar.apps.partner.models import *  # noqa: E402, F403
