"""What the views of the books share: their frame, and pages of rows that are already read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from bumdes.ledger.models import Entry, Proposal
from bumdes.organisations.desk import Desk, frame
from core.paging import FARTHEST, Page

PER_PAGE = 50


def books_frame(request: HttpRequest, desk: Desk, *crumbs: tuple[str, str]) -> dict[str, Any]:
    """The office around a page of the books; the first crumb leads to their first page."""
    home = reverse("books:home", args=[desk.organisation.code])
    return frame(request, desk, "books", crumbs=[(_("Books"), home), *crumbs] if crumbs else ())


def address_of(desk: Desk, made: Entry | Proposal) -> str:
    """Where what was just written is shown."""
    name = "books:entry" if isinstance(made, Entry) else "books:proposal"
    return reverse(name, args=[desk.organisation.code, made.pk])


def page_number(request: HttpRequest) -> int:
    typed = request.GET.get("page", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 1
    return min(max(number, 1), FARTHEST)


def page_of(rows: Sequence[Any], *, number: int, has_next: bool, kept: dict[str, str]) -> Page:
    """Rows that were read with one more than fits, as components/pagination.html takes them."""
    query = urlencode({name: value for name, value in kept.items() if value})
    return Page(rows, number, has_next, f"{query}&" if query else "")
