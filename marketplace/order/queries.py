"""Reports on orders: timelines and the folded status of a purchase."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from marketplace.order.calculations import fold
from marketplace.order.enums import EXITS, Status
from marketplace.order.models import Order, OrderEvent

_WAY = [
    Status.AWAITING_PAYMENT,
    Status.PLACED,
    Status.ACCEPTED,
    Status.PACKED,
    Status.HANDED_OVER,
    Status.DELIVERED,
    Status.COMPLETED,
]


@dataclass(frozen=True)
class Step:
    """One step of an order's way. state: done, current or todo."""

    label: str
    at: datetime | None
    note: str
    state: str


def _said(status: Status, *, is_current: bool, is_at_door: bool) -> str:
    """The word for a step: waiting that is over reads as what ended it began with."""
    if is_current:
        return str(status.label)
    past = {
        Status.AWAITING_PAYMENT: _("Ordered"),
        Status.PLACED: _("Given to the shop") if is_at_door else _("Paid"),
        Status.HANDED_OVER: _("Sent"),
    }
    return past.get(status, str(status.label))


def timeline(
    order: Order, events: Iterable[OrderEvent] | None = None, *, is_at_door: bool = False
) -> list[Step]:
    """The way of an order: what happened, where it is, what is still to come.

    `is_at_door`: it is paid when the goods come. Runs one query, or none when its events are given.
    """
    rows: Sequence[OrderEvent] = sorted(
        order.events.all() if events is None else events, key=lambda event: (event.at, event.pk)
    )
    steps = [
        Step(
            label=_said(
                Status(event.to_status),
                is_current=event.to_status == order.status,
                is_at_door=is_at_door,
            ),
            at=event.at,
            note=event.reason,
            state="current" if event.to_status == order.status else "done",
        )
        for event in rows
    ]
    current = Status(order.status)
    if current not in EXITS:
        steps += [
            Step(label=str(status.label), at=None, note="", state="todo")
            for status in _WAY[_WAY.index(current) + 1 :]
        ]
    return steps


def purchase_status(orders: Iterable[Order]) -> Status:
    """The status of a purchase, folded from its orders; runs no query of its own."""
    return fold(order.status for order in orders)
