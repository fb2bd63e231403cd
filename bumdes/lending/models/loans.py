"""A loan, the schedules it had, what happened to it, and where each payment went.

Facts are only ever added. What a loan owes on a day follows from them (calculations.life); the
figures kept on `Loan` and `InstalmentBalance` are that, kept for lists and for the evening run.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Book, Entry, Unit
from bumdes.lending.loan_kinds import Channel, Class, EventKind, LoanState, VersionReason
from bumdes.members.models import Group, Member

# Events by which money goes out to borrowers or comes in from them.
MONEY_KINDS = (
    EventKind.DISBURSED,
    EventKind.PAID,
    EventKind.PAYMENT_REVERSED,
    EventKind.RECOVERED,
)
# What a loan holds in the books, in rupiah; an event says by how much it moved each.
HOLDINGS = ("principal", "margin", "accrued", "penalty", "deposit", "allowance")


NOT_PAID_OUT = (LoanState.APPROVED, LoanState.CANCELLED)


class LoanQuerySet(models.QuerySet["Loan"]):
    def of(self, book: Book) -> LoanQuerySet:
        """The loans of this book; views begin here, with the book opened."""
        return self.filter(book=book)

    def active(self) -> LoanQuerySet:
        return self.filter(state=LoanState.ACTIVE)

    def of_member(self, member: Member) -> LoanQuerySet:
        """Her own loans; a group's loan is the group's."""
        return self.filter(member=member)

    def in_arrears(self) -> LoanQuerySet:
        """Late by the last evening run."""
        return self.active().filter(days_late__gt=0)


class Loan(models.Model):
    book = models.ForeignKey(Book, models.PROTECT, related_name="loans")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=12)
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="loans")
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="loans")
    product = models.ForeignKey("lending.Product", models.PROTECT, related_name="loans")
    application_reference = models.CharField(max_length=20, blank=True)
    terms = models.JSONField()  # frozen: calculations.frozen writes and reads them
    state = models.CharField(max_length=12, choices=LoanState, default=LoanState.APPROVED)
    amount = models.BigIntegerField()  # lent; the cost of a murabahah
    fee = models.BigIntegerField(default=0)  # kept back at the disbursement
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # Counted collateral, in rupiah, after the percentages of its kinds.
    collateral = models.BigIntegerField(default=0)

    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    key = models.CharField(max_length=120)
    content_hash = models.CharField(max_length=64)
    disbursed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    disbursed_on = models.DateField(null=True)

    # What the books hold of it: the sums of its events.
    principal = models.BigIntegerField(default=0)
    margin = models.BigIntegerField(default=0)  # of a murabahah, not yet earned
    accrued = models.BigIntegerField(default=0)  # interest that fell due and is a receivable
    penalty = models.BigIntegerField(default=0)
    deposit = models.BigIntegerField(default=0)  # paid ahead, waiting for its instalment
    allowance = models.BigIntegerField(default=0)  # set aside for its loss

    # By the last evening run.
    days_late = models.IntegerField(default=0)
    collectability = models.CharField(max_length=12, choices=Class, default=Class.CURRENT)
    # A restructured loan is classed no better than this until the day is over.
    held_class = models.CharField(max_length=12, choices=Class, blank=True)
    held_until = models.DateField(null=True, blank=True)
    # Off the balance sheet after a write-off: what is still claimed.
    written_off = models.BigIntegerField(default=0)
    recovered = models.BigIntegerField(default=0)

    objects = LoanQuerySet.as_manager()

    class Meta:
        verbose_name = _("loan")
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="loan_reference_once"),
            models.UniqueConstraint(fields=["book", "key"], name="loan_key_once_a_book"),
            models.UniqueConstraint(
                fields=["book", "application_reference"],
                condition=~Q(application_reference=""),
                name="loan_once_an_application",
            ),
            models.CheckConstraint(
                name="loan_to_a_member_or_a_group",
                condition=Q(member=None, group__isnull=False) | Q(member__isnull=False, group=None),
            ),
            models.CheckConstraint(
                name="loan_lends_something", condition=Q(amount__gt=0, fee__gte=0, fee__lt=F("amount"))
            ),
            models.CheckConstraint(
                name="loan_holds_nothing_negative",
                condition=Q(
                    principal__gte=0,
                    margin__gte=0,
                    accrued__gte=0,
                    penalty__gte=0,
                    deposit__gte=0,
                    allowance__gte=0,
                    collateral__gte=0,
                    days_late__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="loan_owes_no_more_than_it_lent", condition=Q(principal__lte=F("amount"))
            ),
            models.CheckConstraint(
                name="loan_paid_out_by_somebody",
                condition=Q(state__in=NOT_PAID_OUT, disbursed_by=None, disbursed_on=None)
                | ~Q(state__in=NOT_PAID_OUT) & Q(disbursed_by__isnull=False, disbursed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="loan_ended_owes_nothing",
                condition=~Q(state__in=(LoanState.PAID_OFF, LoanState.WRITTEN_OFF))
                | Q(principal=0, margin=0, accrued=0, penalty=0),
            ),
            models.CheckConstraint(
                name="loan_recovers_what_was_written_off",
                condition=Q(recovered__gte=0, recovered__lte=F("written_off")),
            ),
        ]
        indexes = [
            models.Index(fields=["book", "state", "collectability"], name="loan_by_state"),
            models.Index(fields=["member"], name="loan_by_member", condition=Q(member__isnull=False)),
            models.Index(fields=["group"], name="loan_by_group", condition=Q(group__isnull=False)),
            models.Index(
                fields=["book", "-days_late", "id"],
                condition=Q(state=LoanState.ACTIVE, days_late__gt=0),
                name="loan_in_arrears",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def borrower(self) -> Member | Group:
        """Whose loan it is. Needs member and group selected."""
        found = self.member or self.group
        if found is None:
            raise ValueError(f"{self.reference} is nobody's")
        return found


class ScheduleVersion(models.Model):
    """A schedule in force from a day, until the next or until the event that made it is reversed."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="versions")
    number = models.SmallIntegerField()
    since = models.DateField()
    reason = models.CharField(max_length=14, choices=VersionReason)
    event = models.ForeignKey("lending.LoanEvent", models.PROTECT, related_name="versions")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("schedule")
        constraints = [
            models.UniqueConstraint(fields=["loan", "number"], name="schedule_version_once"),
            models.CheckConstraint(name="schedule_version_counts_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.loan} v{self.number}"


class Instalment(models.Model):
    """A row of a schedule; its number names it in the loan for ever."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+", db_index=False)
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="instalments", db_index=False)
    version = models.ForeignKey(ScheduleVersion, models.PROTECT, related_name="instalments")
    n = models.SmallIntegerField()
    due = models.DateField()
    principal = models.BigIntegerField()
    interest = models.BigIntegerField()
    fee = models.BigIntegerField(default=0)
    carried_penalty = models.BigIntegerField(default=0)  # of the version before, still owed
    balance = models.BigIntegerField()

    class Meta:
        verbose_name = _("instalment")
        constraints = [
            models.UniqueConstraint(fields=["loan", "n"], name="instalment_number_once_a_loan"),
            models.UniqueConstraint(fields=["version", "due"], name="instalment_one_a_day"),
            models.CheckConstraint(
                name="instalment_not_negative",
                condition=Q(principal__gte=0, interest__gte=0, fee__gte=0, carried_penalty__gte=0)
                & Q(balance__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan_id} #{self.n}"


class LoanEvent(models.Model):
    """One thing that happened, and how it moved what the books hold of the loan."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+", db_index=False)
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=18, choices=EventKind)
    date = models.DateField()
    amount = models.BigIntegerField(default=0)  # the money, or the penalty
    n = models.SmallIntegerField(null=True)  # of the instalment, for a penalty
    channel = models.CharField(max_length=8, choices=Channel, blank=True)
    reverses = models.ForeignKey("self", models.PROTECT, null=True, related_name="reversals", db_index=False)
    # What was posted along with another event: a deposit that a back-dated payment set free, say.
    part_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts", db_index=False)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+", db_index=False)
    key = models.CharField(max_length=120, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    note = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    principal = models.BigIntegerField(default=0)
    margin = models.BigIntegerField(default=0)
    accrued = models.BigIntegerField(default=0)
    penalty = models.BigIntegerField(default=0)
    deposit = models.BigIntegerField(default=0)
    allowance = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("event of a loan")
        constraints = [
            models.UniqueConstraint(
                fields=["book", "key"], condition=~Q(key=""), name="loan_event_key_once_a_book"
            ),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="loan_event_reversed_once"
            ),
            models.CheckConstraint(name="loan_event_amount_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="loan_payment_brings_money",
                condition=~Q(kind__in=(EventKind.PAID, EventKind.RECOVERED, EventKind.DISBURSED))
                | Q(amount__gt=0, entry__isnull=False),
            ),
            models.CheckConstraint(
                name="loan_event_reverses_by_its_kind",
                condition=Q(
                    reverses__isnull=False,
                    kind__in=(EventKind.PAYMENT_REVERSED, EventKind.PENALTY_CANCELLED),
                )
                | Q(reverses=None) & ~Q(kind__in=(EventKind.PAYMENT_REVERSED, EventKind.PENALTY_CANCELLED)),
            ),
            models.CheckConstraint(
                name="loan_penalty_names_its_instalment",
                condition=~Q(kind__in=(EventKind.PENALTY_CHARGED, EventKind.PENALTY_WAIVED))
                | Q(n__isnull=False, amount__gt=0),
            ),
            models.CheckConstraint(
                name="loan_written_off_by_two_people",
                condition=~Q(kind=EventKind.WRITTEN_OFF)
                | Q(made_by__isnull=False, approved_by__isnull=False, entry__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["loan"], condition=Q(kind=EventKind.INCENTIVE_PAID), name="loan_incentive_once"
            ),
        ]
        indexes = [
            # What a month paid out and collected is read from this index alone.
            models.Index(
                fields=["book", "date"],
                include=["kind", "amount"],
                condition=Q(kind__in=MONEY_KINDS),
                name="loan_event_money",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.kind} {self.date}"


class Allocation(models.Model):
    """So much of a payment went to a part of an instalment, or to the deposit.

    `event` is what made it so, `payment` whose money it is (None: the deposit's). Where a back-dated
    payment moved money, an allocation takes it away and another gives it.
    """

    book = models.ForeignKey(Book, models.PROTECT, related_name="+", db_index=False)
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="allocations")
    event = models.ForeignKey(LoanEvent, models.PROTECT, related_name="allocations")
    payment = models.ForeignKey(LoanEvent, models.PROTECT, null=True, related_name="+", db_index=False)
    n = models.SmallIntegerField(null=True)  # None: the deposit
    component = models.CharField(max_length=10)  # of allocation.Component, or "deposit"
    amount = models.BigIntegerField()

    class Meta:
        verbose_name = _("allocation")
        constraints = [
            models.CheckConstraint(name="allocation_of_something", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="allocation_to_an_instalment_or_the_deposit",
                condition=Q(n=None, component="deposit")
                | Q(n__isnull=False, component__in=("penalty", "fee", "interest", "principal")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.amount}"


class InstalmentBalance(models.Model):
    """What is unpaid of an instalment of the schedule in force, paid ones too; kept for the evening run."""

    instalment = models.OneToOneField(Instalment, models.PROTECT, primary_key=True, related_name="unpaid")
    book = models.ForeignKey(Book, models.PROTECT, related_name="+", db_index=False)
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="unpaid")
    n = models.SmallIntegerField()
    due = models.DateField()
    principal = models.BigIntegerField()
    interest = models.BigIntegerField()
    fee = models.BigIntegerField()
    penalty = models.BigIntegerField()
    charged = models.BigIntegerField(default=0)  # penalties ever, those cancelled left out
    charged_on = models.DateField(null=True)
    is_open = models.GeneratedField(
        expression=Case(
            When(Q(principal__gt=0) | Q(interest__gt=0) | Q(fee__gt=0) | Q(penalty__gt=0), then=Value(True)),
            default=Value(False),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="instalment_balance_not_negative",
                condition=Q(principal__gte=0, interest__gte=0, fee__gte=0, penalty__gte=0),
            ),
        ]
        indexes = [
            models.Index(fields=["book", "due"], condition=Q(is_open=True), name="unpaid_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.loan_id} #{self.n}: {self.total}"

    @property
    def total(self) -> int:
        return self.principal + self.interest + self.fee + self.penalty

    def is_late(self, *, on: date) -> bool:
        return self.total > 0 and self.due < on
