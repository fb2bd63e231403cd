"""Entries and their postings, never changed once written, and the totals kept beside them.

The rules stand in the database (migration 0002): balanced at commit, postings arrive with their
entry and together, nothing is edited, nothing is dated into a closed period, guarded accounts stay
at or above zero, numbers and links are given by `ledger_seal` alone.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.enums import EntryKind
from bumdes.ledger.models.books import Account, Book, Unit
from core.ids import ALPHABET


class UuidV7(models.Func):
    """The server's own: random, and in the order of its clock."""

    function = "uuidv7"
    template = "%(function)s()"
    output_field = models.UUIDField()


class Entry(models.Model):
    id = models.UUIDField(primary_key=True, db_default=UuidV7(), editable=False)
    book = models.ForeignKey(Book, models.PROTECT, related_name="entries", db_index=False)
    date = models.DateField()
    kind = models.CharField(max_length=10, choices=EntryKind, default=EntryKind.ORDINARY)
    description = models.CharField(max_length=200)
    source = models.CharField(max_length=40)  # who posted: "journal", "daily.receive", "settlement.completed"
    subject = models.CharField(max_length=80, blank=True)  # what caused it: "order:7KQ…"
    key = models.CharField(max_length=120)  # the caller's own; the same key posts once
    fingerprint = models.BinaryField()  # sha256 of what was asked for under this key
    reversal_of = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="reversals", db_index=False
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    # The transaction that made it: only there may postings be added.
    tx = models.BigIntegerField(db_default=0, editable=False)
    # 202600 opening, 202601 … 202612, 202613 closing: what totals are kept by.
    period = models.IntegerField(db_default=0, editable=False)
    # Given once by the sealer.
    year = models.SmallIntegerField(db_default=0, editable=False)
    number = models.IntegerField(null=True, editable=False)  # gapless per book and year
    sequence = models.BigIntegerField(null=True, editable=False)  # gapless per book
    hash = models.BinaryField(null=True, editable=False)
    sealed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("entry")
        constraints = [
            models.UniqueConstraint(fields=["book", "key"], name="entry_key_once_a_book"),
            models.UniqueConstraint(fields=["book", "year", "number"], name="entry_number_once_a_year"),
            models.UniqueConstraint(fields=["book", "sequence"], name="entry_sequence_once_a_book"),
            models.UniqueConstraint(
                fields=["reversal_of"], condition=Q(reversal_of__isnull=False), name="entry_reversed_once"
            ),
            models.CheckConstraint(
                name="entry_sealed_whole",
                condition=Q(number=None, sequence=None, hash=None, sealed_at=None)
                | Q(
                    number__isnull=False,
                    sequence__isnull=False,
                    hash__isnull=False,
                    sealed_at__isnull=False,
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["book", "date"], name="entry_by_date"),
            models.Index(
                fields=["book", "date"],
                condition=~Q(kind=EntryKind.ORDINARY),
                name="entry_opening_or_closing",
            ),
            models.Index(fields=["book", "id"], condition=Q(sequence=None), name="entry_unsealed"),
            models.Index(fields=["book", "subject"], condition=~Q(subject=""), name="entry_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.year}/{self.number:05d}" if self.number else self.reference

    @property
    def reference(self) -> str:
        """Ten signs that name it before it has a number, from the random part of its id."""
        return reference_of(self.id)


def reference_of(id: uuid.UUID) -> str:
    rest, signs = id.int & (2**62 - 1), ""
    for _place in range(10):
        rest, at = divmod(rest, len(ALPHABET))
        signs += ALPHABET[at]
    return signs


class Posting(models.Model):
    # What names a row of another book cannot be written: migration 0002 has the keys over (book, …).
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="postings")
    book = models.ForeignKey(Book, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    date = models.DateField()  # its entry's
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="postings", db_index=False, db_constraint=False
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    debit = models.BigIntegerField(default=0)
    credit = models.BigIntegerField(default=0)
    memo = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("posting")
        constraints = [
            models.CheckConstraint(
                name="posting_has_one_side",
                condition=Q(debit__gt=0, credit=0) | Q(debit=0, credit__gt=0),
            ),
        ]
        indexes = [models.Index(fields=["account", "date"], name="posting_by_account")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.debit}/{self.credit}"


class Total(models.Model):
    """Sum of the postings of one account, unit and period, in slots so that writers do not queue.

    A balance is the sum over slots. Written by the trigger on postings only.
    """

    pk = models.CompositePrimaryKey("account_id", "unit_id", "period", "with_cash", "slot")
    book = models.ForeignKey(Book, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    period = models.IntegerField()
    with_cash = models.BooleanField()  # does the entry move cash? These make the cash flow statement
    slot = models.SmallIntegerField()
    debit = models.BigIntegerField()
    credit = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["book", "period"], name="total_by_period"),
            models.Index(fields=["book", "period"], condition=Q(slot__gt=0), name="total_still_in_slots"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.period}: {self.debit}/{self.credit}"


class Guard(models.Model):
    """What a guarded account holds, in slots of which none goes below zero."""

    pk = models.CompositePrimaryKey("account_id", "slot")
    book = models.ForeignKey(Book, models.PROTECT, related_name="+", db_constraint=False)
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    slot = models.SmallIntegerField()
    balance = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="ledger_guard_not_negative", condition=Q(balance__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.balance}"
