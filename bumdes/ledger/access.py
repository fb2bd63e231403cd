"""Opening books: the second wall. Without it every row of the ledger is out of sight.

The first wall is that callers name their book. Row-level security is the one behind it: a query
that forgets to filter finds only the books that were opened, and none when none was.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import TransactionStatus

from bumdes.ledger.models import Book

_EVERY = "*"


@contextmanager
def opened(*books: Book) -> Iterator[None]:
    """Let this connection see and write the rows of these books, beside those already open."""
    before = _open_now()
    ids = {int(part) for part in before.split(",") if part and part != _EVERY}
    wanted = ids | {book.pk for book in books}
    if before == _EVERY or wanted == ids:
        yield
        return
    with _scope(",".join(map(str, sorted(wanted))), before=before):
        yield


@contextmanager
def every_book() -> Iterator[None]:
    """Open all books: for checks, and for pages that speak of the whole regency."""
    with _scope(_EVERY, before=_open_now()):
        yield


def _open_now() -> str:
    """What this session has open. Kept on the session itself: a new one has nothing open."""
    return getattr(connection.connection, "opened_books", "")


@contextmanager
def _scope(value: str, *, before: str) -> Iterator[None]:
    _set(value)
    try:
        yield
    finally:
        session = connection.connection
        if session is not None and not session.closed:
            if session.info.transaction_status == TransactionStatus.INERROR:
                # It takes no more statements; its rollback undoes what was set inside it.
                session.opened_books = before
            else:
                _set(before)


def _set(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('sedulang.books', %s, false)", [value])
    connection.connection.opened_books = value


def close_on_arrival(connection: BaseDatabaseWrapper, **signal: Any) -> None:
    """A session from a pool may come with books that whoever lost it had open. Close them."""
    if getattr(connection.connection, "opened_books", ""):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('sedulang.books', '', false)")
        connection.connection.opened_books = ""
