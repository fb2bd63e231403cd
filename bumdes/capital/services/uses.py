"""The use report of restricted money, and the Dana Desa it is measured by."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bumdes.capital.models import Contribution, Use, VillageFund
from bumdes.capital.services.refusals import AlreadyDecided, spoken
from bumdes.ledger.access import opened
from bumdes.ledger.models import Book, Entry
from core.audit.services import record
from core.locks import lock
from core.users.models import User


def allocate(
    *, contribution: Contribution, entry: Entry, amount: int, note: str = "", actor: User, now: datetime
) -> Use:
    """Say that so much of an entry's spending came out of a contribution; the same again is the same.

    What an entry took out and what is left of the contribution are checked by the database under
    its own locks. Raises NotRestricted, EntryDoesNotStand, MoreThanTheEntry, MoreThanTheRest, AlreadyUsed.
    """
    book = contribution.book
    with transaction.atomic(durable=True), opened(book), spoken():
        lock(contribution)
        earlier = Use.objects.filter(contribution=contribution, entry=entry, undone_at=None).first()
        if earlier and earlier.amount == amount:
            return earlier
        use = Use.objects.create(
            book=book,
            contribution=contribution,
            entry=entry,
            amount=amount,
            note=note.strip(),
            made_by=actor,
            made_at=now,
        )
        record(action="capital.used", subject=contribution, actor=actor, at=now, amount=amount)
    return use


def take_out(*, use: Use, actor: User, now: datetime) -> Use:
    """Take an entry out of the report; the row stays, undone. Raises AlreadyDecided."""
    with transaction.atomic(durable=True), opened(use.book), spoken():
        lock(use)
        if use.undone_at is not None:
            raise AlreadyDecided
        use.undone_by, use.undone_at = actor, now
        use.save(update_fields=["undone_by", "undone_at"])
        record(
            action="capital.use_taken_out", subject=use.contribution, actor=actor, at=now, amount=use.amount
        )
    return use


def set_village_fund(
    *, book: Book, year: int, amount: int, decree: str, actor: User, now: datetime
) -> VillageFund:
    """Keep what Dana Desa the village got in a year; a later figure (a changed budget) replaces it."""
    with transaction.atomic(durable=True), opened(book):
        fund, _is_new = VillageFund.objects.update_or_create(
            book=book, year=year, defaults={"amount": amount, "decree": decree.strip()}
        )
        record(action="capital.village_fund", subject=fund, actor=actor, at=now, year=year, amount=amount)
    return fund
