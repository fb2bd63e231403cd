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

# One call, one round trip. The function posts as the owner, so no book needs to be opened for it.
_POST = """
SELECT ledger_post(%(id)s, %(book)s, %(date)s, %(kind)s, %(description)s, %(source)s, %(subject)s, %(key)s,
                   %(fingerprint)s, %(reversal_of)s, %(made_by)s, %(approved_by)s, %(made_at)s,
                   %(lines)s)
"""


def post(draft: Draft, *, now: datetime) -> Entry:
    """Write one entry in the caller's transaction and give it back; the same key gives the first.

    Raises NotBalanced, TooFewLines, PeriodClosed, BeforeTheBook, NotEnough (a guarded account would
    fall below zero), AccountOutOfUse, OnePerson, NeedsSecondPerson (at commit), and KeyTaken when
    the key came before with other content. The number follows at once after the commit.
    """
    return _write(draft, content=fingerprint(draft_to_json(draft)), reversal_of=None, now=now)


def post_all(drafts: Sequence[Draft], *, now: datetime) -> list[Entry]:
    """Write several entries, of one book or many, all or none, in the order given.

    Who posts into several books in one transaction names them in the order of their keys: so two
    callers never wait for each other.
    """
    return [post(draft, now=now) for draft in drafts]


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
        return _write(draft, content=fingerprint(content), reversal_of=entry, now=now)


def _write(draft: Draft, *, content: bytes, reversal_of: Entry | None, now: datetime) -> Entry:
    if not connection.in_atomic_block:
        raise NotInTransaction
    lines = draft.written
    if len(lines) < 2:
        raise TooFewLines
    if draft.total != sum(line.credit for line in lines):
        raise NotBalanced
    id = new_id()
    values: dict[str, Any] = {
        "id": id,
        "book": draft.book.pk,
        "date": draft.date,
        "kind": str(draft.kind),
        "description": draft.description,
        "source": draft.source,
        "subject": draft.subject,
        "key": draft.key,
        "fingerprint": content,
        "reversal_of": reversal_of.pk if reversal_of else None,
        "made_by": draft.made_by.pk if draft.made_by else None,
        "approved_by": draft.approved_by.pk if draft.approved_by else None,
        "made_at": now,
        "lines": json.dumps(
            [
                {
                    "account": line.account.pk,
                    "unit": line.unit.pk if line.unit else None,
                    "debit": line.debit,
                    "credit": line.credit,
                    "memo": line.memo,
                }
                for line in lines
            ]
        ),
    }
    try:
        with spoken(), connection.cursor() as cursor:
            cursor.execute(_POST, values)
            is_new = cursor.fetchone()[0]
    except NotEnough as refusal:
        named = {line.account.pk: line.account.name for line in lines}
        raise NotEnough(
            account=named.get(refusal.account_id, ""),  # type: ignore[attr-defined]
            held=refusal.values["held"],
        ) from refusal
    if not is_new:
        with opened(draft.book):
            earlier = Entry.objects.get(book=draft.book, key=draft.key)
        if bytes(earlier.fingerprint) != content:
            raise KeyTaken
        return earlier
    seal_soon(draft.book)
    return Entry(
        id=id,
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
