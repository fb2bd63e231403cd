"""Who may open a BUMDes's pages, and the frame around them.

Views get a BUMDes from here and from nowhere else, so one of somebody else is not found. Who
holds an office there sees everything; who may do a thing is said beside the view that does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise

from bumdes.ledger.access import opened
from bumdes.ledger.models import Book
from bumdes.organisations.books import book_of
from bumdes.organisations.models import Office, Organisation
from bumdes.organisations.permissions import BRING_SELLERS, RUN_PICKUP, SPEAK_FOR, TAKE_CASH, roles_of
from core.users.decorators import SignedInRequest, sign_in_required
from core.users.models import User

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Desk:
    """A BUMDes and what the reader may do in it."""

    organisation: Organisation
    user: User
    roles: frozenset[str]

    @property
    def book(self) -> Book:
        """Its book; pages behind `with_book` have one."""
        return book_of(self.organisation)

    @property
    def may_take_cash(self) -> bool:
        return bool(self.roles & TAKE_CASH)

    @property
    def may_run_pickup(self) -> bool:
        return bool(self.roles & RUN_PICKUP)

    @property
    def may_bring_sellers(self) -> bool:
        return bool(self.roles & BRING_SELLERS)

    @property
    def may_speak_for_it(self) -> bool:
        return bool(self.roles & SPEAK_FOR)

    @property
    def sees_all_shifts(self) -> bool:
        """A cashier answers for one drawer, everybody else looks after all of them."""
        return self.roles != frozenset({Office.Role.CASHIER})

    def holds(self, roles: frozenset[str]) -> bool:
        return bool(self.roles & roles)


def at_office(view: View) -> View:
    """Give the view the BUMDes its address names, if the reader holds an office there; else 404.

    Its book is open while the view runs, and no other.
    """

    @wraps(view)
    @sign_in_required
    def guarded(request: SignedInRequest, code: str, **kwargs: Any) -> HttpResponseBase:
        found = Organisation.objects.for_user(request.user).select_related("village__district", "book")
        organisation = get_object_or_404(found, code=code)
        desk = Desk(organisation, request.user, roles_of(request.user, organisation.pk))
        with opened(organisation.book) if organisation.book else nullcontext():
            return view(request, desk, **kwargs)

    return guarded


def for_offices(roles: frozenset[str]) -> Callable[[View], View]:
    """As at_office, for a page on which something is done; other offices are told whose work it is."""

    def decorate(view: View) -> View:
        @wraps(view)
        @at_office
        def guarded(request: HttpRequest, desk: Desk, **kwargs: Any) -> HttpResponseBase:
            if not desk.holds(roles):
                return refused(request, desk, roles)
            return view(request, desk, **kwargs)

        return guarded

    return decorate


def with_book(view: View) -> View:
    """Inside at_office or for_offices: a BUMDes without a book is sent to the page that opens one."""

    @wraps(view)
    def guarded(request: HttpRequest, desk: Desk, **kwargs: Any) -> HttpResponseBase:
        if desk.organisation.book is None:
            return redirect("books:begin", desk.organisation.code)
        return view(request, desk, **kwargs)

    return guarded


def refused(request: HttpRequest, desk: Desk, roles: frozenset[str]) -> HttpResponse:
    """Not your work: who may do it, and the way back."""
    offices = [str(role.label) for role in Office.Role if role in roles]
    context = {**frame(request, desk, ""), "offices": offices}
    return render(request, "organisations/refused.html", context, status=403)


@dataclass(frozen=True)
class NavItem:
    """A room's place in the office's menu. `name` is what `frame` calls current."""

    place: int
    name: str
    url_name: str
    label: str | Promise
    icon: str


_menu: dict[str, NavItem] = {}


def add_to_menu(items: Iterable[NavItem]) -> None:
    """Called by each room when it is ready; the menu is sorted by place."""
    for item in items:
        _menu[item.name] = item


@dataclass(frozen=True)
class Tile:
    """One tap on the first page of the books: an everyday act, in everyday words."""

    place: int
    url_name: str  # takes the code of the BUMDes
    label: str | Promise
    hint: str | Promise
    icon: str
    roles: frozenset[str]


_tiles: dict[str, Tile] = {}


def add_tiles(tiles: Iterable[Tile]) -> None:
    """Called by each room when it is ready."""
    for tile in tiles:
        _tiles[tile.url_name] = tile


def tiles_for(desk: Desk) -> list[dict[str, Any]]:
    """The acts open to the reader, in their places, with their addresses. Runs no query."""
    return [
        {
            "url": reverse(tile.url_name, args=[desk.organisation.code]),
            "label": tile.label,
            "hint": tile.hint,
            "icon": tile.icon,
        }
        for tile in sorted(_tiles.values(), key=lambda tile: tile.place)
        if desk.holds(tile.roles)
    ]


@dataclass(frozen=True)
class Pointer:
    """A word on another room's page: the same act has a page of its own that does more."""

    text: str | Promise
    link: str | Promise
    url_name: str  # takes the code of the BUMDes
    applies: Callable[[Desk], bool]


_pointers: dict[str, list[Pointer]] = {}


def add_pointer(page: str, pointer: Pointer) -> None:
    """Called by a room when it is ready, so that the page's room need not know it."""
    _pointers.setdefault(page, []).append(pointer)


def pointers_for(desk: Desk, page: str) -> list[dict[str, Any]]:
    """What applies to this BUMDes. As many queries as the rooms that point ask."""
    return [
        {
            "text": pointer.text,
            "link": pointer.link,
            "url": reverse(pointer.url_name, args=[desk.organisation.code]),
        }
        for pointer in _pointers.get(page, [])
        if pointer.applies(desk)
    ]


def frame(
    request: HttpRequest,
    desk: Desk,
    current: str,
    *,
    crumbs: Iterable[tuple[str, str]] = (),
) -> dict[str, Any]:
    """What office.html needs around a page of a BUMDes. Runs no query."""
    code = desk.organisation.code
    return {
        "desk": desk,
        "hub": desk.organisation,
        "office_name": desk.organisation.name,
        "office_kind": "BUMDes",
        "office_nav": [
            {
                "url": reverse(item.url_name, args=[code]),
                "label": item.label,
                "icon": item.icon,
                "current": item.name == current,
            }
            for item in sorted(_menu.values(), key=lambda item: item.place)
        ],
        "crumbs": [{"label": label, "url": url} for label, url in crumbs],
    }


__all__ = [
    "Desk",
    "NavItem",
    "Pointer",
    "Tile",
    "add_pointer",
    "add_tiles",
    "add_to_menu",
    "at_office",
    "for_offices",
    "frame",
    "pointers_for",
    "refused",
    "tiles_for",
    "with_book",
]
