"""Ledgers that are compared: ours, plain PostgreSQL, django-hordak, django-ledger.

Each module has `prepare(database, books)`, which makes tables and accounts in an empty database, and
`poster(database, book)`, which gives a function that posts one entry of two lines. It takes the number
of the entry and what to call between posting and commit.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

ACCOUNTS = 50
# Every fourth entry pays out of the account that all share; the others bring money into it.
PAYS_EVERY = 4

Post = Callable[[int, Callable[[], None]], None]


def other_account(number: int) -> int:
    """The place of the account beside cash, 1 to 49: each entry takes the next."""
    return 1 + number % (ACCOUNTS - 1)


def amounts(number: int) -> tuple[int, int]:
    """What is debited to cash and what is credited: one of them is nothing."""
    return (0, 1_000) if number % PAYS_EVERY == PAYS_EVERY - 1 else (1_000 + number % 9_000, 0)


def address(database: str) -> str:
    return f"{os.environ['BENCH_ADDRESS']}&dbname={database}"


def django_database(database: str) -> dict[str, Any]:
    """A DATABASES entry for peers on Django, over the socket of our own server."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database,
        "USER": "postgres",
        "HOST": os.environ["BENCH_ADDRESS"].partition("host=")[2],
        "CONN_MAX_AGE": None,
    }
