"""Pages of a list without counting it: one row more is read than is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet


@dataclass(frozen=True)
class Page:
    """One page, as components/pagination.html reads it."""

    rows: Sequence[Any]
    number: int
    has_next: bool
    address: Callable[[int], str]

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def previous_url(self) -> str:
        return self.address(self.number - 1)

    @property
    def next_url(self) -> str:
        return self.address(self.number + 1)


def paged(rows: QuerySet[Any], *, number: str | None, size: int, **kept: str) -> Page:
    """The page that a reader asked for ("2"; anything else is the first). `kept` stays in the links.

    Far pages are cut at 500, so that nobody makes the database walk a whole table.
    """
    at = int(number) if number and number.isascii() and number.isdigit() and len(number) < 4 else 1
    at = min(max(at, 1), 500)
    found = list(rows[(at - 1) * size : at * size + 1])
    query = {name: value for name, value in kept.items() if value}
    return Page(
        rows=found[:size],
        number=at,
        has_next=len(found) > size,
        address=lambda page: "?" + urlencode(query | {"page": str(page)}),
    )
