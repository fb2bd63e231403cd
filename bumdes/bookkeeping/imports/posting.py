"""Posting a plan: every entry or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bumdes.bookkeeping.imports.checking import Plan, PlannedEntry
from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, Line
from bumdes.ledger.enums import EntryKind
from bumdes.ledger.models import Book, Entry, Unit
from bumdes.ledger.services import add_unit, post, post_all, seal
from core.locks import lock
from core.refusals import Refusal
from core.users.models import User

BATCH = 500


class NotReady(Refusal):
    message = _("The file has rows that must be mended first.")
    field = "file"


class EntryRefused(Refusal):
    message = _("Entry %(entry)s (row %(line)d): %(reason)s")
    field = "file"


def post_plan(
    book: Book, plan: Plan, *, now: datetime, progress: Callable[[int], None] = lambda done: None
) -> int:
    """Post what is new in a plan; gives how many entries. What is known already adds nothing.

    Raises as post_in_transaction; then nothing was posted.
    """
    with transaction.atomic(durable=True), opened(book):
        posted = post_in_transaction(book, plan, now=now, progress=progress)
    seal(book)
    return posted


def post_in_transaction(
    book: Book,
    plan: Plan,
    *,
    now: datetime,
    approved_by: User | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """As post_plan, in the caller's transaction with the book open; who calls seals the book.

    In order of days, so that money is there before it is spent. Raises NotReady, and EntryRefused
    with the first entry that the book will not take; then the transaction cannot go on.
    """
    if not plan.can_post:
        raise NotReady
    fresh = sorted(
        (entry for entry in plan.entries if entry.state == "new"),
        key=lambda entry: (entry.draft.kind != "opening", entry.draft.date, entry.lines[0]),
    )
    _begin_with(book, [entry.draft for entry in fresh])
    units: dict[str, Unit] = {
        code: add_unit(book=book, code=code, name=code.title()) for code in plan.new_units
    }
    drafts = [
        replace(entry.draft, lines=_with_units(entry.draft.lines, units), approved_by=approved_by)
        for entry in fresh
    ]
    for start in range(0, len(fresh), BATCH):
        part = slice(start, start + BATCH)
        try:
            with transaction.atomic():
                post_all(drafts[part], now=now)
        except Refusal:
            _post_singly(fresh[part], drafts[part], now=now)
        progress(min(start + BATCH, len(fresh)))
    return len(fresh)


def _post_singly(entries: Sequence[PlannedEntry], drafts: Sequence[Draft], *, now: datetime) -> None:
    """Find the entry that the book will not take: together they only say that one of them is not."""
    for entry, draft in zip(entries, drafts, strict=True):
        try:
            post(draft, now=now)
        except Refusal as refusal:
            raise EntryRefused(entry=entry.name, line=entry.lines[0], reason=refusal.message) from refusal


def _with_units(lines: Sequence[Line], made: Mapping[str, Unit]) -> list[Line]:
    return [replace(line, unit=made.get(line.unit.code, line.unit)) if line.unit else line for line in lines]


def _begin_with(book: Book, drafts: Sequence[Draft]) -> None:
    """An empty book begins on the day of its opening balances: nothing in it can be older."""
    days = {draft.date for draft in drafts if draft.kind == EntryKind.OPENING}
    if len(days) != 1 or days == {book.opened_on}:
        return
    lock(book)
    if not Entry.objects.filter(book=book).exists() and min(draft.date for draft in drafts) in days:
        book.opened_on = days.pop()
        book.save(update_fields=["opened_on"])
