"""What did this member sell? The port through which lending asks whoever knows: the market.

Lending cannot import the market, so the market registers here. Without it a score has no sales to speak of.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bumdes.members.models import Member


@dataclass(frozen=True, slots=True)
class SalesOfMonth:
    """A month by its first day: completed orders, and what they brought in rupiah, less what was refunded."""

    month: date
    orders: int
    amount: int


class SalesEvidence(Protocol):
    def sold_by(self, member: Member, *, since: date, until: date) -> list[SalesOfMonth]:
        """The member's sales by month, oldest first, where both sides consented; else nothing."""
        ...


_sources: list[SalesEvidence] = []


def register(source: SalesEvidence) -> None:
    """Let a source answer. Raises ValueError for a second one: sales would count twice."""
    if _sources:
        raise ValueError("sales evidence is registered twice")
    _sources.append(source)


def sold_by(member: Member, *, since: date, until: date) -> list[SalesOfMonth]:
    """What the member sold from one day to another, both included; empty when nobody can say."""
    return _sources[0].sold_by(member, since=since, until=until) if _sources else []
