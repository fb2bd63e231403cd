"""Numbering entries and linking them into their book's chain, after they are posted.

Posting gives no number, so that writers of one book do not wait for each other; the sealer gives
numbers and links to whatever has been committed, in one statement under the book's lock.
"""

from __future__ import annotations

import time
from datetime import date, datetime

from django.db import connection, transaction

from bumdes.ledger.access import every_book
from bumdes.ledger.models import Book, Entry, Head, Total

# A process that posts without pause spends a twentieth of its time on sealing; the worker takes the rest.
_REST = 19
_rests_until: dict[tuple[str, int], float] = {}


def seal(book: Book, *, waits: bool = True) -> int:
    """Number and link every committed entry that has no number yet; gives how many.

    With `waits` false it leaves the work to a sealer that is at it already.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_seal(%s, %s)", [book.pk, waits])
        return int(cursor.fetchone()[0])


def seal_soon(book: Book) -> None:
    """Seal once the caller's transaction is committed: at once, but in a stream of entries by the batch."""

    def after_commit() -> None:
        began = time.monotonic()
        if began < _rests_until.get(here, 0.0):
            return
        seal(book, waits=False)
        ended = time.monotonic()
        _rests_until[here] = ended + _REST * (ended - began)

    here = (connection.settings_dict["NAME"], book.pk)
    if time.monotonic() >= _rests_until.get(here, 0.0):
        transaction.on_commit(after_commit)


def seal_all() -> int:
    """Seal every book that has unsealed entries; gives how many entries."""
    with every_book():
        waiting = Entry.objects.filter(sequence=None).order_by().values("book").distinct()
        return sum(seal(book) for book in Book.objects.filter(pk__in=waiting).order_by("pk"))


def fold_all(*, today: date) -> int:
    """Make one row of the slots of every month before this one, in every book; gives how many went.

    Rows that somebody is writing stay for the next time. Balances are the same before and after.
    """
    before = today.year * 100 + today.month
    with every_book():
        waiting = Total.objects.filter(slot__gt=0, period__lt=before).order_by().values("book").distinct()
        books = list(Book.objects.filter(pk__in=waiting).order_by("pk"))
    return sum(_fold(book, before=before) for book in books)


def _fold(book: Book, *, before: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_fold(%s, %s)", [book.pk, before])
        return int(cursor.fetchone()[0])


def publish_heads(*, now: datetime) -> list[Head]:
    """Write down the newest link of each book that moved, for telling it to the outside.

    A chain that was cut off at its end and grown anew no longer has this link.
    """
    published = []
    with every_book(), transaction.atomic(durable=True):
        for book in Book.objects.order_by("pk"):
            last = book.entries.filter(sequence__isnull=False).order_by("-sequence").first()
            if last is None or last.sequence is None:
                continue
            head, is_new = Head.objects.get_or_create(
                book=book, sequence=last.sequence, defaults={"hash": last.hash, "published_at": now}
            )
            if is_new:
                published.append(head)
    return published
