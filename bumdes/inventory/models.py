"""Stock cards: items of a unit, slips that move them, what waits for a second person, counts.

Quantities are thousandths of the item's measure, values whole rupiah. What an item holds is kept on
its row by the trigger on movements (migration 0002) and by nothing else.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumdes.inventory.kinds import Kind, SlipKind
from bumdes.ledger.enums import ProposalState
from bumdes.ledger.models import Book, Entry, Unit
from bumdes.organisations.models import Organisation


class StockItem(models.Model):
    """One kind of goods in one unit; the same goods in another unit are another row of the same code."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="stock_items")
    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=120)
    measure = models.CharField(_("measure"), max_length=20)  # kg, sak, botol
    kind = models.CharField(max_length=12, choices=Kind)
    price = models.BigIntegerField(null=True)  # asked for one measure; a hint that a sale may differ from
    reorder_milli = models.BigIntegerField(null=True)  # at or below it, buy
    is_active = models.BooleanField(default=True)
    on_hand_milli = models.BigIntegerField(default=0)
    value = models.BigIntegerField(default=0)
    last_on = models.DateField(null=True)  # the day of its newest movement; none is dated before it

    class Meta:
        verbose_name = _("stock item")
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="stock_item_code_once_a_unit"),
            models.CheckConstraint(
                name="stock_on_hand_not_negative", condition=Q(on_hand_milli__gte=0, value__gte=0)
            ),
            models.CheckConstraint(
                name="stock_nothing_is_worth_nothing", condition=Q(on_hand_milli__gt=0) | Q(value=0)
            ),
            models.CheckConstraint(
                name="stock_item_hints_fit",
                condition=(Q(price=None) | Q(price__gte=0))
                & (Q(reorder_milli=None) | Q(reorder_milli__gte=0)),
            ),
        ]
        indexes = [models.Index(fields=["book", "unit", "name"], name="stock_item_by_name")]

    def __str__(self) -> str:
        return f"{self.name} ({self.measure})"


class StockCount(models.Model):
    """A count sheet that was filled in. Rows are only ever added."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    counted_on = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=80)  # of the slip for its differences, too
    content = models.CharField(max_length=64)
    counted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("stock count")
        constraints = [models.UniqueConstraint(fields=["book", "key"], name="stock_count_once")]
        indexes = [models.Index(fields=["unit", "counted_on"], name="stock_count_by_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.counted_on}"


class CountLine(models.Model):
    """One item of a sheet: what lay there, and what its card said at that moment."""

    count = models.ForeignKey(StockCount, models.PROTECT, related_name="lines")
    item = models.ForeignKey(StockItem, models.PROTECT, related_name="+")
    booked_milli = models.BigIntegerField()
    counted_milli = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["count", "item"], name="stock_count_names_an_item_once"),
            models.CheckConstraint(
                name="stock_count_not_negative", condition=Q(booked_milli__gte=0, counted_milli__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.counted_milli}"

    @property
    def difference_milli(self) -> int:
        """More on the shelf than on the card is positive."""
        return self.counted_milli - self.booked_milli


class Slip(models.Model):
    """One act on stock: its movements, and the entry that has the same value. Only ever added."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")  # of a transfer
    kind = models.CharField(max_length=16, choices=SlipKind)
    date = models.DateField()
    party = models.CharField(max_length=80, blank=True)  # supplier or customer
    note = models.CharField(max_length=200, blank=True)
    total = models.BigIntegerField()  # rupiah: paid, asked for, or the value that moved
    returns = models.ForeignKey("self", models.PROTECT, null=True, related_name="returned")
    # None: opening stock, whose entry came with the opening balances, and goods without value.
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=80)
    content = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    tx = models.BigIntegerField(db_default=0, editable=False)  # only in it may movements be added

    class Meta:
        verbose_name = _("stock slip")
        constraints = [
            models.UniqueConstraint(fields=["book", "key"], name="stock_slip_once"),
            models.CheckConstraint(name="stock_slip_total_not_negative", condition=Q(total__gte=0)),
            models.CheckConstraint(
                name="stock_slip_goes_somewhere_else",
                condition=Q(kind="transfer", to_unit__isnull=False) & ~Q(to_unit=F("unit"))
                | ~Q(kind="transfer") & Q(to_unit=None),
            ),
            models.CheckConstraint(
                name="stock_return_names_its_slip",
                condition=Q(kind__in=["supplier_return", "customer_return"], returns__isnull=False)
                | ~Q(kind__in=["supplier_return", "customer_return"]) & Q(returns=None),
            ),
            models.CheckConstraint(
                name="stock_opening_posts_nothing", condition=~Q(kind="opening") | Q(entry=None)
            ),
        ]
        indexes = [models.Index(fields=["book", "unit", "date"], name="stock_slip_by_date")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.date}"


class Movement(models.Model):
    """One item on a slip. Signed: what comes in is positive. Only ever added."""

    slip = models.ForeignKey(Slip, models.PROTECT, related_name="movements")
    book = models.ForeignKey(Book, models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(StockItem, models.PROTECT, related_name="movements", db_index=False)
    date = models.DateField()  # its slip's
    quantity_milli = models.BigIntegerField()
    value = models.BigIntegerField()
    amount = models.BigIntegerField(default=0)  # agreed with the other side: price less discount, cost
    returns = models.ForeignKey("self", models.PROTECT, null=True, related_name="returned")
    # What the item held after it, written by the trigger.
    on_hand_milli = models.BigIntegerField(db_default=0, editable=False)
    value_after = models.BigIntegerField(db_default=0, editable=False)

    class Meta:
        verbose_name = _("stock movement")
        constraints = [
            models.CheckConstraint(
                name="stock_movement_has_one_direction",
                condition=Q(quantity_milli__gt=0, value__gte=0) | Q(quantity_milli__lt=0, value__lte=0),
            ),
        ]
        indexes = [models.Index(fields=["item", "date", "id"], name="stock_movement_by_item")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.date}: {self.quantity_milli}"


class StockRequest(models.Model):
    """A slip over the book's limit, waiting for a second person. What was asked is what is done."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=SlipKind)
    wish = models.JSONField()  # as services.requests writes it
    total = models.BigIntegerField()
    date = models.DateField()
    key = models.CharField(max_length=80)  # becomes the slip's
    content = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.WAITING)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)
    slip = models.OneToOneField(Slip, models.PROTECT, null=True, related_name="request")

    class Meta:
        verbose_name = _("stock request")
        constraints = [
            models.UniqueConstraint(fields=["book", "key"], name="stock_request_once"),
            models.CheckConstraint(
                name="stock_request_decided_whole",
                condition=Q(state="waiting", decided_by=None, decided_at=None, slip=None)
                | Q(state="approved", decided_by__isnull=False, decided_at__isnull=False, slip__isnull=False)
                | Q(
                    state__in=["refused", "withdrawn"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    slip=None,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.date}"
