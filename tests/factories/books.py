"""Small real books and entries."""

from __future__ import annotations

from datetime import date
from itertools import count

from django.db import transaction

from bumdes.ledger.models import Account, Book, Chart, Entry, Unit
from bumdes.ledger.queries import accounts_in_roles, accounts_of
from bumdes.ledger.services import Draft, Line, add_unit, cr, dr, open_book, post
from bumdes.organisations.models import Organisation
from tests.factories.people import NOON, make_organisation

_n = count(1)
NEW_YEAR = date(2026, 1, 1)


def make_book(**kw) -> Book:
    n = next(_n)
    kw.setdefault("code", f"buku-{n}")
    kw.setdefault("name", f"Buku {n}")
    kw.setdefault("opened_on", NEW_YEAR)
    return open_book(**kw)


def make_organisation_with_book(*, chart: Chart | None = None, **kw) -> Organisation:
    """A BUMDes whose book-keeping began on the first of the year."""
    organisation = make_organisation(**kw)
    organisation.book = make_book(code=organisation.code, name=organisation.name, chart=chart)
    organisation.save(update_fields=["book"])
    return organisation


def make_unit(book: Book, code: str = "TOKO", name: str = "Toko desa") -> Unit:
    return add_unit(book=book, code=code, name=name)


def account(book: Book, role: str) -> Account:
    return accounts_in_roles([book], roles=[role])[book.pk][role]


def make_entry(book: Book, *lines: Line, day: date = date(2026, 3, 10), **kw) -> Entry:
    """Post what the lines say; without lines, Rp100.000 of village capital in cash."""
    kw.setdefault("description", "Contoh")
    kw.setdefault("source", "test")
    kw.setdefault("key", f"k{next(_n)}")
    kw.setdefault("made_by", None)
    now = kw.pop("now", NOON)
    if not lines:
        accounts = accounts_of(book)
        lines = (dr(accounts["cash"], 100_000), cr(accounts["village_capital"], 100_000))
    with transaction.atomic():
        return post(Draft(book=book, date=day, lines=lines, **kw), now=now)
