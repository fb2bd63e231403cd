"""What follows from an order's state alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings

from marketplace.order.enums import EXITS, MOVES, Status

# How far an order has come; a purchase shows the least advanced of its living orders.
_PROGRESS = [
    Status.AWAITING_PAYMENT,
    Status.PLACED,
    Status.ACCEPTED,
    Status.PACKED,
    Status.HANDED_OVER,
    Status.DELIVERED,
    Status.COMPLETED,
]


def may_move(current: str, to: str) -> bool:
    """True when the table of moves allows it."""
    return Status(to) in MOVES[Status(current)]


def fold(statuses: Iterable[str]) -> Status:
    """A purchase's status from its orders': the slowest living one, else the way it all ended.

    Raises ValueError for no orders at all.
    """
    found = [Status(status) for status in statuses]
    if not found:
        raise ValueError("a purchase has at least one order")
    living = [status for status in found if status not in EXITS]
    if living:
        return min(living, key=_PROGRESS.index)
    return found[0] if len(set(found)) == 1 else Status.CANCELLED


def deadline(status: str, *, now: datetime, promise_days: int = 0) -> datetime | None:
    """When the clock of a state runs out, None where none runs. Source: design §6."""
    if status == Status.PLACED:
        return now + timedelta(hours=settings.ACCEPT_WITHIN_HOURS)
    if status in (Status.ACCEPTED, Status.PACKED):
        return now + max(timedelta(hours=settings.HAND_OVER_WITHIN_HOURS), timedelta(days=promise_days))
    if status == Status.DELIVERED:
        return now + timedelta(days=settings.COMPLETE_AFTER_DAYS)
    return None
