"""What waits for a second person: an act on a loan that one asked for and another agrees to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Book
from bumdes.lending.loan_kinds import RequestKind, RequestState
from bumdes.lending.models.loans import Loan, LoanEvent


class LoanRequest(models.Model):
    """`facts` are what the act takes beside the note: terms, a day. It is decided once."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=10, choices=RequestKind)
    facts = models.JSONField(default=dict)
    note = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.WAITING)
    event = models.OneToOneField(LoanEvent, models.PROTECT, null=True, related_name="request")
    key = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)  # why it was refused

    class Meta:
        verbose_name = _("act that waits")
        constraints = [
            models.UniqueConstraint(fields=["book", "key"], name="loan_request_key_once"),
            models.UniqueConstraint(
                fields=["loan"], condition=Q(state=RequestState.WAITING), name="loan_request_one_waits"
            ),
            models.CheckConstraint(name="loan_request_says_why", condition=~Q(note="")),
            models.CheckConstraint(
                name="loan_request_done_by_its_event",
                condition=Q(state=RequestState.DONE, event__isnull=False, decided_by__isnull=False)
                | ~Q(state=RequestState.DONE) & Q(event=None),
            ),
            models.CheckConstraint(
                name="loan_request_refused_with_a_reason",
                condition=~Q(state=RequestState.REFUSED) | Q(decided_by__isnull=False) & ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["book", "state"], name="loan_request_by_state")]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.kind}"
