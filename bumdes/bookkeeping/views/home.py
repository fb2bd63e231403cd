"""The first page of the books: money now, the day, what waits, one tap to each act."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bumdes.bookkeeping.queries.entries import entries_of, rows_of
from bumdes.bookkeeping.queries.imports import waiting_imports
from bumdes.bookkeeping.queries.money import offered, places
from bumdes.bookkeeping.queries.proposals import waiting_count
from bumdes.bookkeeping.queries.templates import due_in, templates_of
from bumdes.bookkeeping.views.answers import books_frame
from bumdes.organisations.desk import Desk, at_office, tiles_for, with_book
from bumdes.organisations.permissions import KEEP_BOOKS, MANAGE, RECORD
from core.users.decorators import SignedInRequest

LAST = 20


@at_office
@with_book
def home(request: SignedInRequest, desk: Desk) -> HttpResponse:
    book, today = desk.book, timezone.localdate()
    found = places(book)
    shown = [place for place in found if place.is_offered or place.balance]
    entries = list(entries_of(book, since=today, until=today)[: LAST + 1])
    return render(
        request,
        "bookkeeping/home.html",
        {
            **books_frame(request, desk),
            "places": shown,
            "money": sum(place.balance for place in shown),
            "rows": rows_of(entries[:LAST]),
            "has_more": len(entries) > LAST,
            "today": today,
            "waiting": waiting_count(book),
            "imports_waiting": waiting_imports(book),
            "due": due_in(book, list(templates_of(book)), until=today),
            "tiles": tiles_for(desk),
            "first_place": next(iter(offered(found)), None),
            "records": desk.holds(RECORD),
            "keeps_books": desk.holds(KEEP_BOOKS),
            "sets_up": desk.holds(KEEP_BOOKS | MANAGE),
        },
    )
