"""Pages of a list without counting it: one row more is read than is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

PER_PAGE = 30
FARTHEST = 500  # nobody makes the database walk a whole table


@dataclass(frozen=True)
class Page:
    """One page, as components/pagination.html reads it."""

    rows: Sequence[Any]
    number: int
    has_next: bool
    query: str

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def previous_url(self) -> str:
        return f"?{self.query}page={self.number - 1}"

    @property
    def next_url(self) -> str:
        return f"?{self.query}page={self.number + 1}"


def paged(
    rows: QuerySet[Any] | Sequence[Any], *, number: str | None, size: int = PER_PAGE, **kept: str
) -> Page:
    """The page asked for ("2"; anything else is the first). `kept` stays in the links. One query."""
    at = int(number) if number and number.isascii() and number.isdigit() and len(number) < 4 else 1
    at = min(max(at, 1), FARTHEST)
    found = list(rows[(at - 1) * size : at * size + 1])
    query = urlencode({name: value for name, value in kept.items() if value})
    return Page(found[:size], at, len(found) > size, f"{query}&" if query else "")
