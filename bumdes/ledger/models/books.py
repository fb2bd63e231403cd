"""A book with its accounts and units, and how far it is closed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.enums import RESULT_TYPES, ClosingKind, Side
from bumdes.ledger.models.charts import AccountFacts, Chart


class Book(models.Model):
    """The books of one entity, in whole rupiah, by calendar years."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    chart = models.ForeignKey(Chart, models.PROTECT, related_name="books")
    currency = models.CharField(max_length=3, default="IDR")
    opened_on = models.DateField()  # no entry is older
    closed_through = models.DateField(null=True)  # no entry is dated on or before it
    # A manual journal over this many rupiah needs a second person; None: every one may stand alone.
    approval_limit = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("book")
        constraints = [
            models.CheckConstraint(name="book_is_in_rupiah", condition=Q(currency="IDR")),
            models.CheckConstraint(
                name="book_approval_limit_not_negative",
                condition=Q(approval_limit=None) | Q(approval_limit__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A business unit as the books know it; PUSAT is the head office."""

    HEAD_OFFICE = "PUSAT"

    book = models.ForeignKey(Book, models.PROTECT, related_name="units")
    code = models.CharField(max_length=20)
    name = models.CharField(_("name"), max_length=80)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("business unit")
        constraints = [models.UniqueConstraint(fields=["book", "code"], name="unit_code_once_a_book")]

    def __str__(self) -> str:
        return self.name


class Account(AccountFacts):
    """An account of one book: copied from its chart, or added by its treasurer under a heading."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="accounts")
    is_from_chart = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("account")
        constraints = [
            models.UniqueConstraint(fields=["book", "code"], name="account_code_once_a_book"),
            models.UniqueConstraint(fields=["book", "role"], name="account_role_once_a_book"),
        ]

    @property
    def is_result(self) -> bool:
        """Does its balance belong to a year's result?"""
        return self.type in RESULT_TYPES

    def signed(self, debit: int, credit: int) -> int:
        """A balance as this account shows it: positive on its own side."""
        return debit - credit if self.side == Side.DEBIT else credit - debit


class Closing(models.Model):
    """That a book was closed, or opened again, up to a day. Rows are only ever added."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="closings")
    kind = models.CharField(max_length=10, choices=ClosingKind)
    through = models.DateField(null=True)  # what Book.closed_through became
    reason = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    # How far the chain went: an entry of the period behind it came after the closing.
    sequence = models.BigIntegerField(db_default=0, editable=False)

    class Meta:
        verbose_name = _("closing")
        constraints = [
            models.CheckConstraint(
                name="reopening_has_two_people_and_a_reason",
                condition=~Q(kind=ClosingKind.REOPENED)
                | (Q(approved_by__isnull=False, made_by__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book} {self.kind} {self.through}"


class ChartMove(models.Model):
    """That a book went over to another version of its chart, by two people. Rows are only ever added."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="chart_moves")
    before = models.ForeignKey(Chart, models.PROTECT, related_name="+")
    after = models.ForeignKey(Chart, models.PROTECT, related_name="+")
    day = models.DateField()
    entry = models.OneToOneField("ledger.Entry", models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("chart move")
        constraints = [models.UniqueConstraint(fields=["book", "before", "after"], name="chart_moved_once")]

    def __str__(self) -> str:
        return f"{self.book} {self.before} > {self.after}"


class Head(models.Model):
    """The newest link of a book's chain, as it was told to the outside on some day."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="heads")
    sequence = models.BigIntegerField()
    hash = models.BinaryField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "sequence"], name="head_published_once")]

    def __str__(self) -> str:
        return f"{self.book} {self.sequence}"
