"""A journal that waits for a second person. What was proposed is what gets posted, or nothing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.enums import ProposalState
from bumdes.ledger.models.books import Book
from bumdes.ledger.models.entries import Entry


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def waiting(self) -> ProposalQuerySet:
        return self.filter(state=ProposalState.WAITING)


class Proposal(models.Model):
    book = models.ForeignKey(Book, models.PROTECT, related_name="proposals")
    key = models.CharField(max_length=120)  # becomes the entry's
    draft = models.JSONField()  # as calculations.draft_to_json writes it
    fingerprint = models.BinaryField()  # of the draft; what is approved is this and no other
    description = models.CharField(max_length=200)
    date = models.DateField()
    total = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.WAITING)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="proposal")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed entry")
        constraints = [
            models.UniqueConstraint(fields=["book", "key"], name="proposal_key_once_a_book"),
            models.CheckConstraint(
                name="proposal_decided_whole",
                condition=Q(state=ProposalState.WAITING, decided_by=None, decided_at=None, entry=None)
                | Q(state=ProposalState.APPROVED, decided_by__isnull=False, entry__isnull=False)
                | Q(
                    state__in=[ProposalState.REFUSED, ProposalState.WITHDRAWN],
                    decided_by__isnull=False,
                    entry=None,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.description}"
