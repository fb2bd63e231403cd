"""Entries as the journal lists them, and one entry with all that belongs to it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum

from bumdes.bookkeeping.acts import ACT
from bumdes.bookkeeping.models import ReceiptPhoto
from bumdes.ledger.models import Book, Entry, Posting, Unit
from bumdes.ledger.models.entries import reference_of

_NUMBER = re.compile(r"(?:(?P<year>\d{4})/)?0*(?P<number>\d{1,9})")


@dataclass(frozen=True)
class Line:
    code: str
    account: str
    unit: str
    debit: int
    credit: int
    memo: str


@dataclass(frozen=True)
class EntryRow:
    """One entry of a list. `total` is one side, in rupiah."""

    id: uuid.UUID
    name: str
    date: date
    description: str
    total: int
    source: str
    made_by: str
    is_reversed: bool
    is_reversal: bool
    lines: list[Line] = field(default_factory=list)

    @property
    def act(self) -> Any:
        """What the everyday form is called, when one made it."""
        act = ACT.get(self.source.removeprefix("daily."))
        return act.label if act else ""


def name_of(entry: Entry) -> str:
    return f"{entry.year}/{entry.number:05d}" if entry.number else reference_of(entry.pk)


def entries_of(
    book: Book,
    *,
    since: date | None = None,
    until: date | None = None,
    unit: Unit | None = None,
    words: str = "",
) -> QuerySet[Entry]:
    """Entries of a book, newest first, with their totals; `words` finds text and numbers alike."""
    found = Entry.objects.filter(book=book)
    if since is not None:
        found = found.filter(date__gte=since)
    if until is not None:
        found = found.filter(date__lte=until)
    lines = Posting.objects.filter(entry=OuterRef("pk"))
    if unit is not None:
        found = found.filter(Exists(lines.filter(unit=unit)))
    if words:
        asked = Q(description__icontains=words) | Q(Exists(lines.filter(memo__icontains=words)))
        if match := _NUMBER.fullmatch(words):
            number = Q(number=int(match["number"]))
            asked |= number & Q(year=int(match["year"])) if match["year"] else number
        found = found.filter(asked)
    return (
        found.select_related("made_by")
        .annotate(
            # As a subquery, so that only the rows of the page are summed.
            total=Subquery(lines.order_by().values("entry").annotate(sum=Sum("debit")).values("sum")),
            is_reversed=Exists(Entry.objects.filter(reversal_of=OuterRef("pk"))),
        )
        .order_by("-date", "-pk")
    )


def rows_of(entries: Iterable[Entry], *, with_lines: bool = False) -> list[EntryRow]:
    """Entries as rows; with their lines one query more."""
    listed = list(entries)
    lines: dict[uuid.UUID, list[Line]] = {}
    if with_lines and listed:
        lines = lines_of(listed)
    return [
        EntryRow(
            id=entry.pk,
            name=name_of(entry),
            date=entry.date,
            description=entry.description,
            total=entry.total,  # type: ignore[attr-defined]
            source=entry.source,
            made_by=entry.made_by.name if entry.made_by else "",
            is_reversed=entry.is_reversed,  # type: ignore[attr-defined]
            is_reversal=entry.reversal_of_id is not None,
            lines=lines.get(entry.pk, []),
        )
        for entry in listed
    ]


def lines_of(entries: Iterable[Entry]) -> dict[uuid.UUID, list[Line]]:
    """The lines of these entries in their order. One query."""
    found: dict[uuid.UUID, list[Line]] = {}
    rows = (
        Posting.objects.filter(entry__in=[entry.pk for entry in entries])
        .order_by("pk")
        .values_list("entry_id", "account__code", "account__name", "unit__code", "debit", "credit", "memo")
    )
    for entry, code, account, unit, debit, credit, memo in rows:
        found.setdefault(entry, []).append(Line(code, account, unit, debit, credit, memo))
    return found


@dataclass(frozen=True)
class EntryPage:
    """One entry, whole. `hash` is in hexadecimal, empty while it has no number."""

    entry: Entry
    name: str
    total: int
    lines: list[Line]
    act: Any
    made_by: str
    approved_by: str
    made_at: datetime
    hash: str
    reversed_by: EntryRow | None
    reverses: EntryRow | None
    photo: ReceiptPhoto | None


def entry_page(book: Book, entry: Entry) -> EntryPage:
    """Everything about one entry of this book. Three queries."""
    lines = lines_of([entry]).get(entry.pk, [])
    near = Entry.objects.filter(book=book).filter(Q(reversal_of=entry) | Q(pk=entry.reversal_of_id))
    beside = {other.pk: other for other in near}
    mirror = next((other for other in beside.values() if other.reversal_of_id == entry.pk), None)
    original = beside.get(entry.reversal_of_id) if entry.reversal_of_id else None
    act = ACT.get(entry.source.removeprefix("daily."))
    return EntryPage(
        entry=entry,
        name=name_of(entry),
        total=sum(line.debit for line in lines),
        lines=lines,
        act=act.label if act else "",
        made_by=entry.made_by.name if entry.made_by else "",
        approved_by=entry.approved_by.name if entry.approved_by else "",
        made_at=entry.made_at,
        hash=bytes(entry.hash).hex() if entry.hash else "",
        reversed_by=_short(mirror),
        reverses=_short(original),
        photo=ReceiptPhoto.objects.filter(book=book, key=entry.key).first(),
    )


def _short(entry: Entry | None) -> EntryRow | None:
    if entry is None:
        return None
    return EntryRow(
        id=entry.pk,
        name=name_of(entry),
        date=entry.date,
        description=entry.description,
        total=0,
        source=entry.source,
        made_by="",
        is_reversed=False,
        is_reversal=entry.reversal_of_id is not None,
    )
