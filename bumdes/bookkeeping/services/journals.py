"""General journals, written by who knows debit and credit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as day
from datetime import datetime

from django.db import transaction

from bumdes.bookkeeping.acts import JOURNAL
from bumdes.bookkeeping.services.receipts import keep_receipt
from bumdes.bookkeeping.services.sending import send
from bumdes.ledger.access import opened
from bumdes.ledger.models import Book, Entry, Proposal
from bumdes.ledger.services import Draft, Line
from core.users.models import User
from media.inspection import InspectedFile


def send_journal(
    *,
    book: Book,
    date: day,
    description: str,
    lines: Sequence[Line],
    photo: InspectedFile | None = None,
    key: str,
    actor: User,
    now: datetime,
) -> Entry | Proposal:
    """Post a journal by hand, or propose it over the book's limit; the same key gives the first.

    Raises NotBalanced, TooFewLines, InTheFuture, and as post().
    """
    with transaction.atomic(durable=True), opened(book):
        draft = Draft(
            book=book,
            date=date,
            description=description.strip(),
            lines=lines,
            source=JOURNAL,
            key=f"journal:{key}",
            made_by=actor,
        )
        made = send(draft, now=now)
        keep_receipt(book=book, key=draft.key, photo=photo, actor=actor, now=now)
    return made
