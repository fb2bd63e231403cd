"""Posting entries and reversing them: the only door into the books."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, Line, draft_to_json, fingerprint
from bumdes.ledger.models import Entry
from bumdes.ledger.services.refusals import KeyTaken, NotBalanced, NotEnough, TooFewLines, spoken
from bumdes.ledger.services.sealing import seal_soon
from core.ids import new_id
from core.locks import NotInTransaction
from core.users.models import User

_ARGUMENTS = (
    "id",
    "book",
    "date",
    "kind",
    "description",
    "source",
    "subject",
    "key",
    "fingerprint",
    "reversal_of",
    "made_by",
    "approved_by",
    "made_at",
    "lines",
)
# These functions post as the owner, so no book needs to be opened for them. One entry is a plain call:
# reading a set of one takes a third off the pace. Many are one statement, whose totals change once.
_POST_ONE = f"SELECT ledger_post({', '.join(f'%({name})s' for name in _ARGUMENTS)})"
_POST_MANY = "SELECT ledger_post_all(%(rows)s)"


def post(draft: Draft, *, now: datetime) -> Entry:
    """Write one entry in the caller's transaction and give it back; the same key gives the first.

    Raises NotBalanced, TooFewLines, PeriodClosed, BeforeTheBook, NotEnough (a guarded account would
    fall below zero), AccountOutOfUse, OnePerson, NeedsSecondPerson (at commit), and KeyTaken when
    the key came before with other content. The number follows at once after the commit.
    """
    return post_all([draft], now=now)[0]


def post_all(drafts: Sequence[Draft], *, now: datetime) -> list[Entry]:
    """Write several entries, of one book or many, all or none, in the order given: one statement.

    What they bring to a guarded account and take from it counts together. Who posts into several books
    in one transaction names them in the order of their keys: so two callers never wait for each other.
    """
    return _write([(draft, fingerprint(draft_to_json(draft))) for draft in drafts], reversal_of=None, now=now)


def reverse(
    *,
    entry: Entry,
    date: date,
    reason: str,
    key: str,
    made_by: User | None,
    now: datetime,
    approved_by: User | None = None,
) -> Entry:
    """Write the mirror of an entry, once. Raises AlreadyReversed, CannotReverse, and as post().

    An entry is mirrored whole; a mirror is not mirrored again.
    """
    book = entry.book
    with opened(book):
        lines = [
            Line(posting.account, posting.credit, posting.debit, posting.unit, posting.memo)
            for posting in entry.postings.select_related("account", "unit").order_by("pk")
        ]
        draft = Draft(
            book=book,
            date=date,
            description=reason[:200],
            lines=lines,
            source=entry.source if entry.source != "journal" else "journal.reversal",
            subject=entry.subject,
            key=key,
            made_by=made_by,
            approved_by=approved_by,
            kind=entry.kind,
        )
        content = {**draft_to_json(draft), "reversal_of": str(entry.pk)}
        return _write([(draft, fingerprint(content))], reversal_of=entry, now=now)[0]


def _write(
    contents: Sequence[tuple[Draft, bytes]], *, reversal_of: Entry | None, now: datetime
) -> list[Entry]:
    if not connection.in_atomic_block:
        raise NotInTransaction
    entries = [
        _entry(draft, content=content, reversal_of=reversal_of, now=now) for draft, content in contents
    ]
    drafts = [draft for draft, _content in contents]
    rows = [_row(entry, _lines(draft)) for entry, draft in zip(entries, drafts, strict=True)]
    try:
        with spoken(), connection.cursor() as cursor:
            if len(rows) == 1:
                cursor.execute(_POST_ONE, rows[0] | {"lines": json.dumps(rows[0]["lines"])})
                are_new = [is_new for (is_new,) in cursor.fetchall()]
            else:
                cursor.execute(_POST_MANY, {"rows": json.dumps(rows)})
                fresh = {key for (key,) in cursor.fetchall()}
                are_new = [entry.pk in fresh for entry in entries]
    except NotEnough as refusal:
        named = {line.account.pk: line.account.name for draft in drafts for line in draft.lines}
        raise NotEnough(
            account=named.get(refusal.account_id, ""),  # type: ignore[attr-defined]
            held=refusal.values["held"],
        ) from refusal
    for book in {
        draft.book.pk: draft.book for draft, new in zip(drafts, are_new, strict=True) if new
    }.values():
        seal_soon(book)
    return [entry if is_new else _earlier(entry) for entry, is_new in zip(entries, are_new, strict=True)]


def _earlier(entry: Entry) -> Entry:
    """What the same key wrote before. Raises KeyTaken when it was something else."""
    with opened(entry.book):
        earlier = Entry.objects.get(book=entry.book, key=entry.key)
    if bytes(earlier.fingerprint) != entry.fingerprint:
        raise KeyTaken
    return earlier


def _lines(draft: Draft) -> list[Line]:
    lines = draft.written
    if len(lines) < 2:
        raise TooFewLines
    if draft.total != sum(line.credit for line in lines):
        raise NotBalanced
    return lines


def _entry(draft: Draft, *, content: bytes, reversal_of: Entry | None, now: datetime) -> Entry:
    return Entry(
        id=new_id(),
        book=draft.book,
        date=draft.date,
        kind=draft.kind,
        description=draft.description,
        source=draft.source,
        subject=draft.subject,
        key=draft.key,
        fingerprint=content,
        reversal_of=reversal_of,
        made_by=draft.made_by,
        approved_by=draft.approved_by,
        made_at=now,
        year=draft.date.year,
    )


def _row(entry: Entry, lines: Sequence[Line]) -> dict[str, Any]:
    """An entry and its lines as ledger_post takes them."""
    return {
        "id": str(entry.pk),
        "book": entry.book_id,
        "date": entry.date.isoformat(),
        "kind": str(entry.kind),
        "description": entry.description,
        "source": entry.source,
        "subject": entry.subject,
        "key": entry.key,
        "fingerprint": f"\\x{entry.fingerprint.hex()}",
        "reversal_of": str(entry.reversal_of_id) if entry.reversal_of_id else None,
        "made_by": entry.made_by_id,
        "approved_by": entry.approved_by_id,
        "made_at": entry.made_at.isoformat(),
        "lines": [
            {
                "account": line.account.pk,
                "unit": line.unit.pk if line.unit else None,
                "debit": line.debit,
                "credit": line.credit,
                "memo": line.memo,
            }
            for line in lines
        ],
    }
