"""Fee rules, fees frozen at sale, which facts are in the books, and what each order was shared into."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Book, Entry
from bumdes.organisations.models import Organisation
from marketplace.catalogue.models import Category
from marketplace.order.models import Line, Order
from marketplace.sellers.models import Seller


class OperatorBook(models.Model):
    """The one book of whoever runs the marketplace."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    book = models.OneToOneField(Book, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("operator's book")
        constraints = [models.CheckConstraint(name="operator_has_one_book", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.book)


class FeeKind(models.TextChoices):
    COMMISSION = "commission", _("Commission of the marketplace")
    HUB = "hub", _("Fee of the BUMDes")


class FeeRule(models.Model):
    """Who takes what of which sales. The first rule of a kind, by place, that fits a line is used.

    A rule is never changed: it ends, and another begins. So a sale's fee can be told again later.
    """

    kind = models.CharField(max_length=12, choices=FeeKind)
    place = models.PositiveSmallIntegerField()
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+")
    seller = models.ForeignKey(Seller, models.PROTECT, null=True, related_name="+")
    hub = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    basis_points = models.PositiveSmallIntegerField(default=0)  # hundredths of a percent of the goods
    per_piece = models.PositiveIntegerField(default=0)  # whole rupiah
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("fee rule")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "place"], condition=Q(until_at=None), name="fee_rule_one_in_a_place"
            ),
            models.CheckConstraint(
                name="fee_rule_is_a_share_or_an_amount",
                condition=Q(basis_points__range=(1, 10_000), per_piece=0)
                | Q(basis_points=0, per_piece__gte=0),
            ),
            models.CheckConstraint(
                name="fee_rule_ends_after_it_begins",
                condition=Q(until_at=None) | Q(until_at__gt=F("from_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"

    @property
    def percent(self) -> str:
        """2,5 for 250 basis points."""
        return f"{self.basis_points / 100:g}".replace(".", ",")


class LineFee(models.Model):
    """What was taken of one order line, frozen when it was paid, with the figures it came from."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="fees")
    order = models.ForeignKey(Order, models.PROTECT, related_name="fees")
    kind = models.CharField(max_length=12, choices=FeeKind)
    rule = models.ForeignKey(FeeRule, models.PROTECT, related_name="+")
    basis = models.BigIntegerField()
    basis_points = models.PositiveSmallIntegerField()
    per_piece = models.PositiveIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        verbose_name = _("fee")
        constraints = [
            models.UniqueConstraint(fields=["line", "kind"], name="line_fee_once_a_kind"),
            models.CheckConstraint(
                name="line_fee_within_its_basis", condition=Q(amount__gte=0, amount__lte=F("basis"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.kind} {self.amount}"


class Fact(models.TextChoices):
    """What happens to buyers' money and must stand in the books once."""

    CAPTURED = "captured", _("Payment received")
    REFUND_DUE = "refund_due", _("Refund due")
    REFUNDED = "refunded", _("Refund paid")
    UNAPPLIED = "unapplied", _("Money that pays nothing")


class Booking(models.Model):
    """That one fact stands in the operator's book, and in which entry."""

    fact = models.CharField(max_length=12, choices=Fact)
    subject = models.BigIntegerField()  # key of the payment, refund or unapplied receipt
    amount = models.BigIntegerField()
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("booking")
        constraints = [
            models.UniqueConstraint(fields=["fact", "subject"], name="fact_booked_once"),
            models.CheckConstraint(name="booking_amount_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.subject}"


class SettlementQuerySet(models.QuerySet["Settlement"]):
    def of_seller(self, seller: Seller) -> SettlementQuerySet:
        return self.filter(seller=seller)


class Settlement(models.Model):
    """A completed order's money, shared for good. Never changed; what goes back is a row of its own."""

    order = models.OneToOneField(Order, models.PROTECT, related_name="settlement")
    seller = models.ForeignKey(Seller, models.PROTECT, related_name="settlements")
    hub = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    goods = models.BigIntegerField()
    delivery = models.BigIntegerField()
    commission = models.BigIntegerField()
    hub_fee = models.BigIntegerField()
    to_seller = models.BigIntegerField()
    to_hub = models.BigIntegerField()
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    # None when the BUMDes keeps no book here yet.
    hub_entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = SettlementQuerySet.as_manager()

    class Meta:
        verbose_name = _("settlement")
        indexes = [models.Index(fields=["seller", "-at"], name="settlement_by_seller")]
        constraints = [
            models.CheckConstraint(
                name="settlement_shares_all_of_it",
                condition=Q(
                    to_seller=F("goods") - F("commission") - F("hub_fee"),
                    to_hub=F("hub_fee") + F("delivery"),
                ),
            ),
            models.CheckConstraint(
                name="settlement_takes_from_nobody",
                condition=Q(
                    goods__gt=0, delivery__gte=0, commission__gte=0, hub_fee__gte=0, to_seller__gte=0
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.to_seller}"
