"""Who gave capital, what was given and given back, and what restricted money was used for.

Rows carry their book, so that row-level security hides them with it (migration 0002).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumdes.capital.kinds import ContributorKind, Kind, Restriction, Source, State
from bumdes.ledger.models import Account, Book, Entry, Unit

NUMBERED = Q(state__in=[State.POSTED, State.VOID])


class Contributor(models.Model):
    book = models.ForeignKey(Book, models.PROTECT, related_name="contributors")
    kind = models.CharField(max_length=12, choices=ContributorKind)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("contributor")
        constraints = [
            models.UniqueConstraint(fields=["book", "name", "phone"], name="contributor_once_a_book"),
        ]

    def __str__(self) -> str:
        return self.name


class Contribution(models.Model):
    """Capital received or, with `returns`, given back by decision of the assembly. Whole rupiah.

    Without an account it is among the opening balances and has no entry of its own.
    """

    book = models.ForeignKey(Book, models.PROTECT, related_name="contributions")
    contributor = models.ForeignKey(Contributor, models.PROTECT, related_name="contributions")
    returns = models.ForeignKey("self", models.PROTECT, null=True, related_name="returned")
    # The one that was written down wrongly, and what was wrong with it.
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    correction = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    source = models.CharField(max_length=16, choices=Source)
    amount = models.BigIntegerField()
    decree = models.CharField(max_length=80)  # number of the village regulation, decree or minutes
    decided_on = models.DateField()
    moved_on = models.DateField()  # the day of receipt, or of giving back
    purpose = models.CharField(max_length=200)
    restriction = models.CharField(max_length=8, choices=Restriction, default=Restriction.NONE)
    goods = models.CharField(max_length=120, blank=True)  # what was given, when it was not money
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_constraint=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_constraint=False)
    state = models.CharField(max_length=8, choices=State)
    year = models.SmallIntegerField()  # of moved_on; numbers run within it
    number = models.IntegerField(null=True)  # on the certificate, given when posted
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)  # why it was refused

    class Meta:
        verbose_name = _("capital contribution")
        constraints = [
            models.UniqueConstraint(fields=["book", "key"], name="contribution_key_once"),
            models.UniqueConstraint(fields=["book", "year", "number"], name="contribution_number_once"),
            models.CheckConstraint(name="contribution_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="contribution_has_a_decision", condition=~Q(decree="") & Q(moved_on__gte=F("decided_on"))
            ),
            models.CheckConstraint(
                name="contribution_of_dana_desa_is_the_villages",
                condition=~Q(source=Source.VILLAGE_FUND) | Q(kind=Kind.VILLAGE),
            ),
            models.CheckConstraint(
                name="contribution_for_food_is_the_villages",
                condition=~Q(restriction=Restriction.FOOD) | Q(kind=Kind.VILLAGE),
            ),
            models.CheckConstraint(
                name="contribution_numbered_when_posted",
                condition=(NUMBERED & Q(number__isnull=False)) | (~NUMBERED & Q(number=None)),
            ),
            models.CheckConstraint(
                name="contribution_in_the_books_when_posted",
                condition=(NUMBERED & Q(account__isnull=False, entry__isnull=False))
                | (~NUMBERED & Q(entry=None))
                | Q(account=None, entry=None, returns=None),
            ),
            models.CheckConstraint(
                name="contribution_refused_by_somebody_with_a_reason",
                condition=~Q(state=State.REFUSED) | (Q(decided_by__isnull=False) & ~Q(note="")),
            ),
            models.UniqueConstraint(
                fields=["corrects"], condition=~Q(state=State.REFUSED), name="contribution_corrected_once"
            ),
            models.CheckConstraint(
                name="contribution_corrected_with_a_reason",
                condition=Q(corrects=None, correction="") | (Q(corrects__isnull=False) & ~Q(correction="")),
            ),
        ]
        indexes = [models.Index(fields=["book", "moved_on"], name="contribution_by_day")]

    def __str__(self) -> str:
        return self.certificate or f"{self.kind} {self.amount}"

    @property
    def certificate(self) -> str:
        """SPM/2026/0007, or PM/… for capital given back; empty until it is posted."""
        return f"{'PM' if self.returns_id else 'SPM'}/{self.year}/{self.number:04d}" if self.number else ""

    @property
    def is_restricted(self) -> bool:
        return self.restriction != Restriction.NONE

    @property
    def takes_uses(self) -> bool:
        """Is it restricted money, of which spending is reported? Goods are what they are for."""
        return (
            self.is_restricted and self.returns_id is None and self.state == State.POSTED and not self.goods
        )


class Use(models.Model):
    """So many rupiah of an entry's spending came out of a restricted contribution."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="uses")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    note = models.CharField(max_length=120, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("use of restricted capital")
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "entry"], condition=Q(undone_at=None), name="use_once_an_entry"
            ),
            models.CheckConstraint(name="use_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="use_undone_by_somebody",
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution} {self.entry}: {self.amount}"


class VillageFund(models.Model):
    """What Dana Desa the village got in a year: the base of the 20 % for food security."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    amount = models.BigIntegerField()
    decree = models.CharField(max_length=80, blank=True)  # of the budget it is read from

    class Meta:
        verbose_name = _("Dana Desa of a year")
        constraints = [
            models.UniqueConstraint(fields=["book", "year"], name="village_fund_once_a_year"),
            models.CheckConstraint(name="village_fund_is_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.amount}"
