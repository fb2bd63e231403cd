"""Files of entries: sent in, mended, recorded by one person or by two, or thrown away."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from bumdes.bookkeeping.imports import COLUMNS, Row, corrected, post_in_transaction, read_rows
from bumdes.bookkeeping.imports.posting import NotReady
from bumdes.bookkeeping.models import ImportDraft
from bumdes.bookkeeping.queries.imports import plan_of, rows_in
from bumdes.ledger.access import opened
from bumdes.ledger.models import Book
from bumdes.ledger.services import seal
from bumdes.ledger.services.refusals import OnePerson, spoken
from core.audit.services import record
from core.locks import lock, lock_name
from core.refusals import Refusal
from core.users.models import User

MAX_BYTES = 5 * 1024 * 1024
# One request posts them in one transaction, which a page's role cuts off after 30 s: 20,000 took 17 s
# beside five other processes on two cores.
MAX_ROWS = 10_000
_LOCK_NOT_AVAILABLE = "55P03"
State = ImportDraft.State


class TooLarge(Refusal):
    message = _("The file is larger than 5 MB. Split it, by month for instance.")
    field = "file"


class NothingInIt(Refusal):
    message = _("The file has no rows under its headings.")
    field = "file"


class NothingNew(Refusal):
    message = _("Nothing in this file is new: there is nothing to record.")


class NotOpenAnyMore(Refusal):
    message = _("This file was sent or thrown away already. Open the page again.")


class ItsMakerMends(Refusal):
    message = _("Only the person who sent the file in may change and record it.")


class BeingRecorded(Refusal):
    message = _("This file is being recorded at this moment. Open the page again in half a minute.")


@contextmanager
def _not_waiting_long() -> Iterator[None]:
    """A large file takes longer to post than a request waits for a lock."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == _LOCK_NOT_AVAILABLE:
            raise BeingRecorded from error
        raise


def upload_import(
    *,
    book: Book,
    content: bytes,
    name: str,
    is_opening: bool,
    may_create_units: bool,
    actor: User,
    now: datetime,
) -> tuple[ImportDraft, bool]:
    """Keep a file to be looked at, and say whether it is new; nothing is posted yet.

    The same file gives the draft it was before, unless that was thrown away. Raises TooLarge,
    NothingInIt, BeingRecorded and what read_rows raises.
    """
    if len(content) > MAX_BYTES:
        raise TooLarge
    rows = read_rows(content, at_most=MAX_ROWS)
    if not rows:
        raise NothingInIt
    digest = hashlib.sha256(content).hexdigest()
    with _not_waiting_long(), transaction.atomic(durable=True), opened(book):
        lock_name(f"import:{book.pk}")
        known = ImportDraft.objects.filter(book=book, digest=digest).exclude(state=State.DISCARDED)
        if earlier := known.select_related("made_by").first():
            if earlier.state == State.DRAFT and earlier.made_by_id == actor.pk:
                earlier.is_opening, earlier.may_create_units = is_opening, may_create_units
                earlier.save(update_fields=["is_opening", "may_create_units"])
            return earlier, False
        draft = ImportDraft.objects.create(
            book=book,
            name=name[:120] or "impor",
            digest=digest,
            rows=_as_json(rows),
            row_count=len(rows),
            is_opening=is_opening,
            may_create_units=may_create_units,
            made_by=actor,
            made_at=now,
        )
        record(action="books.import_sent_in", subject=draft, actor=actor, at=now, rows=len(rows))
    return draft, True


def fix_import(
    *,
    draft: ImportDraft,
    cells: Mapping[tuple[int, str], str],
    leave: Collection[int] = (),
    everywhere: bool = False,
    actor: User,
) -> ImportDraft:
    """Write what was typed into the rows, right or not; see imports.correcting.

    Raises ItsMakerMends, NotOpenAnyMore, BeingRecorded.
    """
    with _not_waiting_long(), transaction.atomic(durable=True), opened(draft.book):
        _hold(draft, actor)
        rows = corrected(rows_in(draft), cells, leave=leave, everywhere=everywhere)
        draft.rows, draft.row_count = _as_json(rows), len(rows)
        draft.save(update_fields=["rows", "row_count"])
    return draft


def discard_import(*, draft: ImportDraft, actor: User, now: datetime) -> ImportDraft:
    """Throw a draft away; any treasurer may. The same file may then come anew. Raises NotOpenAnyMore."""
    with _not_waiting_long(), transaction.atomic(durable=True), opened(draft.book):
        lock(draft)
        if draft.state == State.DISCARDED:
            return draft
        if draft.state != State.DRAFT:
            raise NotOpenAnyMore
        draft.state, draft.rows = State.DISCARDED, []
        draft.save(update_fields=["state", "rows"])
        record(action="books.import_discarded", subject=draft, actor=actor, at=now)
    return draft


def send_import(*, draft: ImportDraft, actor: User, now: datetime) -> ImportDraft:
    """Record everything new in a draft, or keep it for a second person when its total is over the limit.

    All or nothing. Sent twice, the second finds what the first did. Raises ItsMakerMends,
    NotOpenAnyMore, NotReady, NothingNew, BeingRecorded, and EntryRefused with the first entry that
    the book will not take.
    """
    return _record(draft, actor=actor, now=now, sends=True)


def approve_import(*, draft: ImportDraft, actor: User, now: datetime) -> ImportDraft:
    """Record what waits, as its second person. Raises OnePerson, and as send_import."""
    return _record(draft, actor=actor, now=now, sends=False)


def return_import(*, draft: ImportDraft, actor: User, now: datetime) -> ImportDraft:
    """Give what waits back to its maker, to be changed or thrown away. Raises NotOpenAnyMore."""
    with _not_waiting_long(), transaction.atomic(durable=True), opened(draft.book):
        lock(draft)
        if draft.state == State.DRAFT:
            return draft
        if draft.state != State.WAITING:
            raise NotOpenAnyMore
        draft.state = State.DRAFT
        draft.save(update_fields=["state"])
        record(action="books.import_returned", subject=draft, actor=actor, at=now)
    return draft


def _hold(draft: ImportDraft, actor: User) -> None:
    lock(draft)
    if draft.state != State.DRAFT:
        raise NotOpenAnyMore
    if draft.made_by_id != actor.pk:
        raise ItsMakerMends


def _record(draft: ImportDraft, *, actor: User, now: datetime, sends: bool) -> ImportDraft:
    with _not_waiting_long(), spoken(), transaction.atomic(durable=True), opened(draft.book):
        # One file at a time in a book: two may hold the same entries.
        lock_name(f"import:{draft.book_id}")
        lock(draft)
        if draft.state == State.POSTED or (sends and draft.state == State.WAITING):
            return draft
        if draft.state != (State.DRAFT if sends else State.WAITING):
            raise NotOpenAnyMore
        if sends and draft.made_by_id != actor.pk:
            raise ItsMakerMends
        if not sends and draft.made_by_id == actor.pk:
            raise OnePerson
        book = draft.book  # as it stands now: locking read the draft anew, and its book with it
        plan = plan_of(draft)
        if not plan.can_post:
            raise NotReady
        if not plan.count("new"):
            raise NothingNew
        draft.total = plan.total
        if sends and book.approval_limit is not None and plan.total > book.approval_limit:
            draft.state = State.WAITING
            draft.save(update_fields=["state", "total"])
            record(action="books.import_waits", subject=draft, actor=actor, at=now, total=draft.total)
            return draft
        draft.state, draft.posted_at = State.POSTED, now
        draft.posted_count, draft.known_count = plan.count("new"), plan.count("known")
        draft.approved_by = None if sends else actor
        # First, so that one person with two sign-ins hears it before anything is posted.
        draft.save(
            update_fields=["state", "posted_at", "total", "posted_count", "known_count", "approved_by"]
        )
        post_in_transaction(book, plan, now=now, approved_by=draft.approved_by)
        record(
            action="books.import_recorded",
            subject=draft,
            actor=actor,
            at=now,
            entries=draft.posted_count,
            total=draft.total,
        )
    seal(book)
    return draft


def _as_json(rows: Sequence[Row]) -> list[list[object]]:
    return [[row.line, *(getattr(row, name) for name in COLUMNS)] for row in rows]
