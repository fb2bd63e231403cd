"""Templates and what of them is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from bumdes.bookkeeping.acts import ACT, JOURNAL
from bumdes.bookkeeping.calculations import due_dates
from bumdes.bookkeeping.models import EntryTemplate
from bumdes.ledger.models import Book, Entry, Proposal


@dataclass(frozen=True)
class Due:
    """One template on one due day that nothing was posted for."""

    template: EntryTemplate
    on: date

    @property
    def is_journal(self) -> bool:
        return bool(self.template.draft["source"] == JOURNAL)


def templates_of(book: Book) -> QuerySet[EntryTemplate]:
    return EntryTemplate.objects.in_use().filter(book=book).order_by("name", "pk")


def due_in(book: Book, templates: list[EntryTemplate], *, until: date) -> list[Due]:
    """What is due up to a day and not yet sent, oldest first. Two queries; none when nothing is monthly."""
    asked = {
        template.key_for(on): Due(template, on)
        for template in templates
        if template.day is not None
        for on in due_dates(day=template.day, starts_on=template.starts_on, until=until)
    }
    if not asked:
        return []
    done = set(Entry.objects.filter(book=book, key__in=asked).values_list("key", flat=True))
    done |= set(Proposal.objects.filter(book=book, key__in=asked).values_list("key", flat=True))
    return sorted(
        (due for key, due in asked.items() if key not in done),
        key=lambda due: (due.on, due.template.name, due.template.pk),
    )


def kind_of(template: EntryTemplate) -> Any:
    """What the everyday form is called, when one made it."""
    act = ACT.get(template.draft["source"].removeprefix("daily."))
    return act.label if act else ""
