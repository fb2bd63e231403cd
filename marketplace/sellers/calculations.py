"""Rules about a shop that need no database."""

from __future__ import annotations

from datetime import date
from typing import Protocol


class Closing(Protocol):
    """A shop, be it a row or what a page keeps of one."""

    @property
    def closed_from(self) -> date | None: ...

    @property
    def closed_until(self) -> date | None: ...


def is_closed(seller: Closing, *, on: date) -> bool:
    """True on the days of an announced holiday closure, first and last day included."""
    if seller.closed_from is None or seller.closed_until is None:
        return False
    return seller.closed_from <= on <= seller.closed_until
