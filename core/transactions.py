"""Trying a transaction again when PostgreSQL ended it for somebody else's sake."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError

T = TypeVar("T")

# Serialisation failure and deadlock: the database asks for exactly this, to be tried again.
_AGAIN = frozenset({"40001", "40P01"})


def retrying(work: Callable[[], T], *, tries: int = 3) -> T:
    """Run `work`, a whole transaction of its own, at most `tries` times; gives what it gives.

    Only a serialisation failure or a deadlock is tried again; anything else, and the last
    failure, is raised. `work` must be repeatable: it opens its transaction itself and does
    nothing outside the database.
    """
    for left in range(tries - 1, -1, -1):
        try:
            return work()
        except OperationalError as error:
            if left == 0 or getattr(error.__cause__, "sqlstate", None) not in _AGAIN:
                raise
    raise ValueError("retrying needs at least one try")
