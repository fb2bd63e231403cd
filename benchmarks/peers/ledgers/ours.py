"""Our ledger through the call that every room uses, as the role that pages run as."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from typing import Any

from benchmarks.peers.ledgers import ACCOUNTS, Post, amounts, other_account

DAY = date(2026, 11, 20)
OPENED_ON = date(2025, 1, 1)
_own = count(1)


@cache
def _set_up(database: str) -> None:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings.local", "DATABASE_NAME": database}
    import django

    django.setup()


def accounts(book: Any) -> list[Any]:
    """Cash, and 49 accounts that may stand anywhere."""
    from bumdes.ledger.queries import accounts_of

    index = accounts_of(book)
    return [index["cash"], *[account for account in index if not account.is_guarded][: ACCOUNTS - 1]]


def prepare(database: str, books: int) -> None:
    _set_up(database)
    from django.db import transaction

    from bumdes.ledger.services import open_book

    for number in range(books):
        with transaction.atomic(durable=True):
            book = open_book(code=f"bench-{number}", name=f"Bench {number}", opened_on=OPENED_ON)
        # Cash may not fall below zero here, so there is some from the start.
        _poster(book)(0, lambda: None, amount=10**12)


def poster(database: str, book: int) -> Post:
    _set_up(database)
    from bumdes.ledger.models import Book

    return _poster(Book.objects.get(code=f"bench-{book}"))


def _poster(book: Any) -> Any:
    from django.db import connection, transaction

    from bumdes.ledger.services import Draft, dr, post

    cash, *others = accounts(book)
    connection.close()  # threads post, over connections of their own
    own, now = f"{os.getpid()}-{next(_own)}", datetime(2026, 11, 20, 5, tzinfo=UTC)

    def post_one(number: int, hold: Callable[[], None], *, amount: int = 0) -> None:
        debit, credit = amounts(number)
        amount = amount or debit - credit
        with transaction.atomic(durable=True):
            post(
                Draft(
                    book=book,
                    date=DAY,
                    description="sale",
                    lines=(dr(cash, amount), dr(others[other_account(number) - 1], -amount)),
                    source="bench.sale",
                    key=f"{own}-{number}",
                    made_by=None,
                ),
                now=now,
            )
            hold()

    return post_one
