"""Invariants: statements that must hold at every moment, each a query for the rows that break it.

A room keeps its own in `invariants.py`; `manage.py verify` finds and runs them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache

from django.db import connection
from django.utils.module_loading import autodiscover_modules


@dataclass(frozen=True)
class Invariant:
    """A name, and SQL whose rows are violations; the first column names the row."""

    name: str
    sql: str


@dataclass(frozen=True)
class Violation:
    invariant: str
    row: str


_registry: dict[str, Invariant] = {}
_sights: list[Callable[[], AbstractContextManager[None]]] = []


def invariant(name: str, sql: str) -> None:
    """Register one. Raises ValueError when the name is taken."""
    if name in _registry:
        raise ValueError(f"invariant {name} is registered twice")
    _registry[name] = Invariant(name, sql)


def look_through(sight: Callable[[], AbstractContextManager[None]]) -> None:
    """Open what row-level security hides, while invariants are checked: a rule judges all rows."""
    _sights.append(sight)


@contextmanager
def all_rows() -> Iterator[None]:
    """While it is open a query sees every row, whatever row-level security hides elsewhere."""
    with ExitStack() as sights:
        for sight in _sights:
            sights.enter_context(sight())
        yield


@cache
def _discover() -> None:
    """Import every app's invariants, once: looking for their modules takes longer than most of the rules."""
    autodiscover_modules("invariants")


def all_invariants() -> list[Invariant]:
    _discover()
    return [_registry[name] for name in sorted(_registry)]


def violations(
    *,
    limit: int = 5,
    only: str = "",
    progress: Callable[[Invariant], None] = lambda invariant: None,
) -> Iterator[Violation]:
    """Every broken invariant whose name begins with `only`, at most `limit` rows of each.

    One query per invariant.
    """
    for rule in all_invariants():
        if not rule.name.startswith(only):
            continue
        progress(rule)
        yield from _broken(rule, limit)


def _broken(rule: Invariant, limit: int) -> list[Violation]:
    with all_rows(), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({rule.sql}) AS broken LIMIT %s", [limit])  # noqa: S608
        columns = [column.name for column in cursor.description]
        return [
            Violation(
                rule.name,
                ", ".join(f"{column}={value}" for column, value in zip(columns, row, strict=True)),
            )
            for row in cursor.fetchall()
        ]
