"""What the order room must ask of the money above it: that a paid order which ends is paid back.

The payment room fills the port when it starts (payment.apps); there is always exactly one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from marketplace.order.models import Order


@dataclass(frozen=True)
class MoneyDue:
    """Whole rupiah due to a buyer, 0 when nothing was captured; whether they go back as they came."""

    amount: int = 0
    is_by_itself: bool = False


class MoneyBack(Protocol):
    def request(self, *, order: Order, reason: str, now: datetime) -> MoneyDue:
        """Note that what was captured for this order is due to its buyer.

        In the caller's transaction, with the order locked.
        """


_filled: list[MoneyBack] = []


def fill_money_back(port: MoneyBack) -> None:
    """Register the one who answers; a second registration replaces the first."""
    _filled[:] = [port]


def money_back() -> MoneyBack:
    return _filled[0]
