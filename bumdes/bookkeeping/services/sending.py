"""Posting what a person wrote by hand, or keeping it for a second person."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.bookkeeping.acts import TWO_PEOPLE
from bumdes.ledger.models import Entry, Proposal
from bumdes.ledger.services import Draft, post, post_or_propose
from bumdes.ledger.services.refusals import BeforeTheBook, PeriodClosed
from core.refusals import Refusal


class InTheFuture(Refusal):
    message = _("This date is still to come. Write down what has happened.")
    field = "date"


class UnknownAnswer(Refusal):
    message = _("Choose one of the answers.")


def send(draft: Draft, *, now: datetime) -> Entry | Proposal:
    """Post a draft, or propose it when its kind needs two people and it is over the limit.

    In the caller's transaction. Raises InTheFuture, PeriodClosed, BeforeTheBook, and as post().
    """
    book = draft.book
    if draft.date > timezone.localdate(now):
        raise InTheFuture
    # The database says so too, but a proposal would only hear it when it is approved.
    if book.closed_through is not None and draft.date <= book.closed_through:
        raise PeriodClosed
    if draft.date < book.opened_on:
        raise BeforeTheBook
    return post_or_propose(draft, now=now) if draft.source in TWO_PEOPLE else post(draft, now=now)
