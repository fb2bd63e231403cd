"""Posting entries and reversing them: the only door into the books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, Line, draft_to_json, fingerprint
from bumdes.ledger.models import Book, Entry, Unit
from bumdes.ledger.services.refusals import KeyTaken, NotBalanced, NotEnough, TooFewLines, spoken
from bumdes.ledger.services.sealing import seal_soon
from core.ids import new_id
from core.locks import NotInTransaction
from core.refusals import Refusal
from core.users.models import User


class NoHeadOffice(Refusal):
    message = _("This book has no head office unit.")


# One statement, one round trip: the trigger on postings sees the entry whole.
_POST = """
WITH entry AS (
    INSERT INTO ledger_entry (id, book_id, date, kind, description, source, subject, key, fingerprint,
                              reversal_of_id, made_by_id, approved_by_id, made_at)
    VALUES (%(id)s, %(book)s, %(date)s, %(kind)s, %(description)s, %(source)s, %(subject)s, %(key)s,
            %(fingerprint)s, %(reversal_of)s, %(made_by)s, %(approved_by)s, %(made_at)s)
    ON CONFLICT (book_id, key) DO NOTHING
    RETURNING id, book_id, date
)
INSERT INTO ledger_posting (entry_id, book_id, date, account_id, unit_id, debit, credit, memo)
SELECT entry.id, entry.book_id, entry.date, line.account, coalesce(line.unit, %(head_office)s),
       line.debit, line.credit, line.memo
FROM entry, unnest(%(accounts)s::bigint[], %(units)s::bigint[], %(debits)s::bigint[], %(credits)s::bigint[],
                   %(memos)s::text[]) AS line (account, unit, debit, credit, memo)
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
    with opened(*{draft.book.pk: draft.book for draft in drafts}.values()):
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
        "head_office": None,
        "accounts": [line.account.pk for line in lines],
        "units": [line.unit.pk if line.unit else None for line in lines],
        "debits": [line.debit for line in lines],
        "credits": [line.credit for line in lines],
        "memos": [line.memo for line in lines],
    }
    with opened(draft.book):
        if None in values["units"]:
            values["head_office"] = head_office_of(draft.book)
        try:
            with spoken(), connection.cursor() as cursor:
                cursor.execute(_POST, values)
                is_new = cursor.rowcount > 0
        except NotEnough as refusal:
            named = {line.account.pk: line.account.name for line in lines}
            raise NotEnough(
                account=named.get(refusal.account_id, ""),  # type: ignore[attr-defined]
                held=refusal.values["held"],
            ) from refusal
        if not is_new:
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


def head_office_of(book: Book) -> int:
    """The key of the PUSAT unit; looked up once per Book object."""
    known: int | None = getattr(book, "_head_office", None)
    if known is None:
        known = Unit.objects.filter(book=book, code=Unit.HEAD_OFFICE).values_list("pk", flat=True).first()
        if known is None:
            raise NoHeadOffice
        book._head_office = known  # type: ignore[attr-defined]
    return known
