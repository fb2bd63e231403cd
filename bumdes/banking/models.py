"""Lines that the bank wrote, what they were matched with, and months that were found to agree.

Rows carry their book, so that row-level security hides them with it. The rules stand in migration
0002: a line and a posting are matched at most once, a match's two sides are equal, what the bank
wrote stays as it was, and a reconciliation is a fact that nobody edits.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Account, Book, Posting, Unit


def _account() -> models.ForeignKey:
    # Migration 0002 has the key over (book, account) instead.
    return models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False)


def _person(*, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=null, related_name="+")


class BankStart(models.Model):
    """The first day of a bank account here, and what the bank said it held on the evening before.

    Books and bank may differ there by payments still on their way; what is older is not gone over again.
    """

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    account = models.OneToOneField(Account, models.PROTECT, related_name="+", db_constraint=False)
    starts_on = models.DateField()
    bank_balance = models.BigIntegerField()
    made_by = _person(null=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id} {self.starts_on}"


class StatementFile(models.Model):
    """A list of the bank that was sent in: looked at, then imported whole or dropped."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Not imported yet")
        IMPORTED = "imported", _("Imported")
        TAKEN_BACK = "taken_back", _("Taken back")

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    account = _account()
    name = models.CharField(max_length=120)
    file_hash = models.CharField(max_length=64)
    lines = models.JSONField(default=list)  # [[line, [cell, …]], …] while it waits; empty afterwards
    header = models.IntegerField()  # index in lines; -1: no line names the columns
    columns = models.JSONField(default=dict)  # meaning -> index
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    added = models.IntegerField(default=0)
    repeated = models.IntegerField(default=0)  # were there already
    skipped = models.IntegerField(default=0)  # older than the account's start, or less than a rupiah
    key = models.CharField(max_length=64)
    made_by = _person(null=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("bank statement")
        constraints = [models.UniqueConstraint(fields=["book", "key"], name="statement_file_once")]

    def __str__(self) -> str:
        return self.name


class BankLineQuerySet(models.QuerySet["BankLine"]):
    def standing(self) -> BankLineQuerySet:
        return self.filter(taken_back_at=None)


class BankLine(models.Model):
    """One movement as the bank wrote it: `credit` came in, `debit` went out. Whole rupiah."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    source = models.ForeignKey(StatementFile, models.PROTECT, related_name="bank_lines")
    day = models.DateField()
    place = models.IntegerField()  # within its file, oldest first
    debit = models.BigIntegerField(default=0)
    credit = models.BigIntegerField(default=0)
    balance = models.BigIntegerField(null=True)  # as the bank says, after this line
    reference = models.CharField(max_length=60, blank=True)
    description = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    taken_back_at = models.DateTimeField(null=True)  # with its whole file

    objects = BankLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("bank line")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "fingerprint"], condition=Q(taken_back_at=None), name="bank_line_once"
            ),
            models.CheckConstraint(
                name="bank_line_has_one_side",
                condition=Q(debit__gt=0, credit=0) | Q(debit=0, credit__gt=0),
            ),
        ]
        indexes = [models.Index(fields=["account", "day"], name="bank_line_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.amount} {self.description}"

    @property
    def amount(self) -> int:
        """Positive when it came in: as a debit of the bank account in the books is."""
        return self.credit - self.debit


class Match(models.Model):
    """Lines and postings of one account that are the same money. Undone, never deleted."""

    class Kind(models.TextChoices):
        CERTAIN = "certain", _("found by itself")
        BY_HAND = "by_hand", _("matched by hand")
        BOOKED = "booked", _("booked from the line")

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    account = _account()
    kind = models.CharField(max_length=8, choices=Kind)
    settled_on = models.DateField()  # the latest day among its lines and postings
    made_by = _person(null=True)
    made_at = models.DateTimeField()
    undone_by = _person(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("match")

    def __str__(self) -> str:
        return f"{self.account_id} {self.settled_on}"


class MatchItem(models.Model):
    """A line, or a posting, in a match. `stands` until the match is undone."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+", db_index=False)
    match = models.ForeignKey(Match, models.PROTECT, related_name="items")
    line = models.ForeignKey(BankLine, models.PROTECT, null=True, related_name="items")
    posting = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    stands = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="match_item_is_a_line_or_a_posting",
                condition=Q(line=None, posting__isnull=False) | Q(line__isnull=False, posting=None),
            ),
            models.UniqueConstraint(fields=["line"], condition=Q(stands=True), name="bank_line_matched_once"),
            models.UniqueConstraint(
                fields=["posting"], condition=Q(stands=True), name="bank_posting_matched_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.match_id}: {self.line_id or self.posting_id}"


class WordRule(models.Model):
    """What a line with these words is booked as. Ended, never changed."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    words = models.CharField(_("words"), max_length=80)  # small letters, single spaces
    is_incoming = models.BooleanField()
    target = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_constraint=False)
    made_by = _person(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("words to remember")
        constraints = [
            models.UniqueConstraint(
                fields=["book", "words", "is_incoming"], condition=Q(ended_at=None), name="word_rule_once"
            ),
            models.CheckConstraint(name="word_rule_has_words", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return self.words


class Reconciliation(models.Model):
    """That bank and books agreed at a month's end, and by which items. Rows are only ever added.

    A month that changed since is found to agree again in a row of its own: the highest number counts.
    """

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    account = _account()
    month_end = models.DateField()
    number = models.SmallIntegerField()
    bank_balance = models.BigIntegerField()
    book_balance = models.BigIntegerField()
    in_transit = models.BigIntegerField()  # in the books, not yet at the bank
    outstanding = models.BigIntegerField()  # paid by the books, not yet by the bank
    booked_later = models.BigIntegerField()  # at the bank, in the books only after the month; signed
    before_start = models.BigIntegerField()  # older than the account's start here; signed
    note = models.CharField(max_length=200, blank=True)
    items = models.JSONField()  # what makes these sums, as the statement showed them
    made_by = _person()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("bank reconciliation")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "month_end", "number"], name="reconciliation_number_once"
            ),
            models.CheckConstraint(
                name="reconciliation_explains_the_difference",
                condition=Q(
                    book_balance=F("bank_balance")
                    + F("in_transit")
                    - F("outstanding")
                    - F("booked_later")
                    + F("before_start")
                ),
            ),
            models.CheckConstraint(
                name="reconciliation_of_old_items_has_a_note", condition=Q(before_start=0) | ~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.month_end}"
