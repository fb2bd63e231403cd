"""Products, accounts of members and groups, what moved on them and what is held.

Rows carry their book, so that row-level security hides them with it. The rules stand in the database
(migration 0002): the balance is kept by the movement's own trigger, movements are only ever added, and
an account never holds less than what is held of it.
"""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Account, Book, Entry, Unit
from bumdes.members.models import Group, Member
from bumdes.savings.enums import Basis, Kind, Move, RequestState


class SavingsSettings(models.Model):
    """Without an LKM licence only members save here (UU 1/2013)."""

    book = models.OneToOneField(Book, models.PROTECT, related_name="+")
    lkm_licence = models.CharField(_("LKM licence number"), max_length=60, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("settings of savings")

    def __str__(self) -> str:
        return str(self.book)


class SavingsProduct(models.Model):
    book = models.ForeignKey(Book, models.PROTECT, related_name="savings_products")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_constraint=False)
    rate_bps = models.IntegerField(default=0)  # a year, in hundredths of a percent
    basis = models.CharField(max_length=8, choices=Basis, default=Basis.LOWEST)
    smallest_balance = models.BigIntegerField(default=0)  # what stays until the account is closed
    monthly_amount = models.BigIntegerField(default=0)  # what compulsory savings ask of each month
    term_months = models.SmallIntegerField(default=0)  # of term savings
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("savings product")
        constraints = [
            models.UniqueConstraint(fields=["book", "name"], name="savings_product_name_once"),
            models.CheckConstraint(
                name="savings_rate_is_sane", condition=Q(rate_bps__gte=0, rate_bps__lte=3000)
            ),
            models.CheckConstraint(
                name="savings_product_amounts_not_negative",
                condition=Q(smallest_balance__gte=0, monthly_amount__gte=0),
            ),
            models.CheckConstraint(
                name="savings_term_has_months_and_average",
                condition=Q(kind=Kind.TERM, basis=Basis.AVERAGE, term_months__range=(1, 120))
                | ~Q(kind=Kind.TERM) & Q(term_months=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rate_percent(self) -> Decimal:
        """A year, as people say it: 2.5."""
        return Decimal(self.rate_bps) / 100


class SavingsAccountQuerySet(models.QuerySet["SavingsAccount"]):
    def of(self, book: Book) -> SavingsAccountQuerySet:
        """The accounts of one book; views begin here."""
        return self.filter(book=book)

    def active(self) -> SavingsAccountQuerySet:
        return self.filter(closed_on=None)

    def searched(self, words: str) -> SavingsAccountQuerySet:
        """By number, or a part of the name of its member or group."""
        found = Q(number__iexact=words) | Q(member__number__iexact=words)
        return self.filter(found | Q(member__name__icontains=words) | Q(group__name__icontains=words))


class SavingsAccount(models.Model):
    """`balance`, `held` and `newest_on` are the triggers': nothing else may write them."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="savings_accounts")
    product = models.ForeignKey(SavingsProduct, models.PROTECT, related_name="accounts")
    kind = models.CharField(max_length=10, choices=Kind)  # of its product, for constraints
    number = models.CharField(_("account number"), max_length=12)  # S-0001, counted in one book
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="savings_accounts")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="savings_accounts")
    opened_on = models.DateField()
    due_on = models.DateField(null=True)  # of term savings: the first day on which it may be taken out
    # Where its interest goes; None: onto itself.
    interest_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(null=True)
    balance = models.BigIntegerField(default=0, editable=False)
    held = models.BigIntegerField(default=0, editable=False)
    newest_on = models.DateField(null=True, editable=False)  # the latest day of a movement
    key = models.CharField(max_length=64)
    content = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = SavingsAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("savings account")
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="savings_account_number_once"),
            models.UniqueConstraint(fields=["book", "key"], name="savings_account_key_once"),
            models.UniqueConstraint(
                fields=["product", "member"],
                condition=Q(closed_on=None) & ~Q(kind=Kind.TERM),
                name="savings_account_once_a_member",
            ),
            models.UniqueConstraint(
                fields=["product", "group"], condition=Q(closed_on=None), name="savings_account_once_a_group"
            ),
            models.CheckConstraint(
                name="savings_account_covers_held", condition=Q(held__gte=0, balance__gte=F("held"))
            ),
            models.CheckConstraint(
                name="savings_account_of_member_or_group",
                condition=Q(kind=Kind.GROUP, group__isnull=False, member=None)
                | ~Q(kind=Kind.GROUP) & Q(member__isnull=False, group=None),
            ),
            models.CheckConstraint(
                name="savings_account_closed_when_empty",
                condition=Q(closed_on=None) | Q(balance=0, held=0, closed_on__gte=F("opened_on")),
            ),
            models.CheckConstraint(
                name="savings_term_has_a_due_date",
                condition=Q(kind=Kind.TERM, due_on__gt=F("opened_on")) | ~Q(kind=Kind.TERM) & Q(due_on=None),
            ),
        ]
        indexes = [models.Index(fields=["book", "member"], name="savings_account_by_member")]

    def __str__(self) -> str:
        return f"{self.number} {self.owner_name}"

    @property
    def owner_name(self) -> str:
        """Needs its member or group at hand."""
        owner = self.member or self.group
        return owner.name if owner else ""

    @property
    def free(self) -> int:
        """What is not held, in rupiah."""
        return self.balance - self.held


class Movement(models.Model):
    """What an account got (or, below zero, gave), in the order it was written down; never changed."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(SavingsAccount, models.PROTECT, related_name="movements", db_index=False)
    kind = models.CharField(max_length=10, choices=Move)
    amount = models.BigIntegerField()
    balance_after = models.BigIntegerField(db_default=0, editable=False)  # by the trigger
    on = models.DateField()
    note = models.CharField(max_length=120, blank=True)
    # One entry may move several accounts (a month's interest). Opening balances have none of their own.
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")
    key = models.CharField(max_length=80)
    content = models.CharField(max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("movement of savings")
        constraints = [
            models.UniqueConstraint(fields=["book", "key"], name="savings_movement_key_once"),
            models.CheckConstraint(
                name="savings_movement_has_its_sign",
                condition=Q(kind__in=[Move.OPENING, Move.DEPOSIT, Move.INTEREST], amount__gt=0)
                | Q(kind=Move.WITHDRAWAL, amount__lt=0)
                | Q(kind__in=[Move.TRANSFER, Move.REVERSAL]) & ~Q(amount=0),
            ),
            models.CheckConstraint(
                name="savings_movement_has_its_entry",
                condition=Q(kind=Move.OPENING, entry=None)
                | Q(kind=Move.REVERSAL)
                | ~Q(kind__in=[Move.OPENING, Move.REVERSAL]) & Q(entry__isnull=False),
            ),
            models.CheckConstraint(
                name="savings_reversal_names_what_it_reverses",
                condition=Q(kind=Move.REVERSAL, reverses__isnull=False)
                | ~Q(kind=Move.REVERSAL) & Q(reverses=None),
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="savings_passbook"),
            models.Index(fields=["account", "on"], name="savings_movement_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"

    @property
    def taken(self) -> int:
        """What went out, in rupiah; nothing for what came in."""
        return max(-self.amount, 0)


class Hold(models.Model):
    """An amount that may not be taken out: collateral of a loan, or for another reason."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    account = models.ForeignKey(SavingsAccount, models.PROTECT, related_name="holds")
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=120)
    subject = models.CharField(max_length=80, blank=True)  # what it secures: "loan:7KQ…"
    key = models.CharField(max_length=64)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    placed_at = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("hold on savings")
        constraints = [
            models.UniqueConstraint(fields=["book", "key"], name="savings_hold_key_once"),
            models.CheckConstraint(name="savings_hold_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="savings_hold_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.reason}: {self.amount}"


class InterestRun(models.Model):
    """That a product's interest of a month was paid; without an entry when there was none to pay."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    product = models.ForeignKey(SavingsProduct, models.PROTECT, related_name="runs")
    month = models.DateField()  # its first day
    rate_bps = models.IntegerField()
    basis = models.CharField(max_length=8, choices=Basis)
    accounts = models.IntegerField()  # how many got some
    total = models.BigIntegerField()
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("interest of a month")
        constraints = [
            models.UniqueConstraint(fields=["product", "month"], name="savings_interest_once_a_month"),
            models.CheckConstraint(
                name="savings_interest_has_its_entry",
                condition=Q(total=0, accounts=0, entry=None)
                | Q(total__gt=0, accounts__gt=0, entry__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.month:%Y-%m}"


class WithdrawalRequest(models.Model):
    """What leaves an account over the book's limit: asked for by one person, done after another agreed.

    It is a withdrawal, or a deposit that is reversed (`reverses`).
    """

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    account = models.ForeignKey(SavingsAccount, models.PROTECT, related_name="requests")
    amount = models.BigIntegerField()
    against = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False)
    on = models.DateField()
    note = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.WAITING)
    reverses = models.ForeignKey(Movement, models.PROTECT, null=True, related_name="+")
    movement = models.OneToOneField(Movement, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=64)
    content = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)  # why it was refused

    class Meta:
        verbose_name = _("withdrawal that waits")
        constraints = [
            models.UniqueConstraint(fields=["book", "key"], name="savings_request_key_once"),
            models.UniqueConstraint(
                fields=["reverses"],
                condition=Q(state=RequestState.WAITING, reverses__isnull=False),
                name="savings_request_reverses_once",
            ),
            models.CheckConstraint(name="savings_request_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="savings_request_paid_by_its_movement",
                condition=Q(state=RequestState.PAID, movement__isnull=False, decided_by__isnull=False)
                | ~Q(state=RequestState.PAID) & Q(movement=None),
            ),
            models.CheckConstraint(
                name="savings_request_refused_with_a_reason",
                condition=~Q(state=RequestState.REFUSED) | Q(decided_by__isnull=False) & ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount}"
