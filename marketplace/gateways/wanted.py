"""What a way to pay is asked about: a purchase before it is placed, or while its way changes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wanted:
    """A purchase as ways to pay see it. `total` is whole rupiah, `modes` those of its deliveries."""

    total: int
    seller_ids: frozenset[int]
    modes: frozenset[str]
    phone: str
    user_id: int | None
