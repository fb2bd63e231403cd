"""Joint liability inside a group: who paid for whom, and what was given back. Only ever added."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Book, Entry
from bumdes.lending.loan_kinds import LiabilityKind
from bumdes.lending.models.loans import LoanEvent
from bumdes.members.models import Group, Member


class LiabilityFact(models.Model):
    """So much was paid for the debtor, or given back by her. Without a creditor it is the group's fund.

    The loan knows only that it was paid; between the people the facts stand in the order of their keys.
    """

    book = models.ForeignKey(Book, models.PROTECT, related_name="+", db_index=False)
    group = models.ForeignKey(Group, models.PROTECT, related_name="liability_facts")
    kind = models.CharField(max_length=10, choices=LiabilityKind)
    debtor = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    creditor = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", db_index=False)
    amount = models.BigIntegerField()
    date = models.DateField()
    # The payment that was made for her; shares of several payers may make one payment.
    event = models.ForeignKey(LoanEvent, models.PROTECT, null=True, related_name="covers")
    # What was given back to the fund goes through the books.
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+", db_index=False)
    key = models.CharField(max_length=120, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("fact of joint liability")
        constraints = [
            models.UniqueConstraint(
                fields=["book", "key"], condition=~Q(key=""), name="liability_key_once_a_book"
            ),
            models.CheckConstraint(name="liability_of_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="liability_between_two", condition=Q(creditor=None) | ~Q(creditor=F("debtor"))
            ),
            models.CheckConstraint(
                name="liability_covers_by_a_payment",
                condition=Q(kind=LiabilityKind.COVERED, event__isnull=False, entry=None)
                | Q(kind=LiabilityKind.GIVEN_BACK, event=None)
                & (Q(creditor=None, entry__isnull=False) | Q(creditor__isnull=False, entry=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.kind} {self.amount}"
