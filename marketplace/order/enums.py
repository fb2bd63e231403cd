"""The states of an order and the table of allowed moves. One place; the database repeats it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    AWAITING_PAYMENT = "awaiting_payment", _("Awaiting payment")
    PLACED = "placed", _("Waiting for the shop")
    ACCEPTED = "accepted", _("Accepted")
    PACKED = "packed", _("Packed")
    HANDED_OVER = "handed_over", _("On the way")
    DELIVERED = "delivered", _("Delivered")
    COMPLETED = "completed", _("Completed")
    EXPIRED = "expired", _("Payment expired")
    DECLINED = "declined", _("Declined by the shop")
    CANCELLED = "cancelled", _("Cancelled")
    RETURNED = "returned", _("Returned")


class Mode(models.TextChoices):
    PICKUP = "pickup", _("Pick up at a BUMDes")
    COURIER = "courier", _("Village courier")
    RIVER = "river", _("River boat")
    SERVICE = "service", _("No delivery needed")


# Source: design §6. What is not here is refused by the service and by the database.
MOVES: dict[Status, frozenset[Status]] = {
    Status.AWAITING_PAYMENT: frozenset({Status.PLACED, Status.EXPIRED, Status.CANCELLED}),
    Status.PLACED: frozenset({Status.ACCEPTED, Status.DECLINED, Status.CANCELLED}),
    Status.ACCEPTED: frozenset({Status.PACKED, Status.CANCELLED}),
    Status.PACKED: frozenset({Status.HANDED_OVER, Status.CANCELLED}),
    # Cancelled only when the buyer refused to pay at the door (trigger of gateways.cod).
    Status.HANDED_OVER: frozenset({Status.DELIVERED, Status.CANCELLED}),
    Status.DELIVERED: frozenset({Status.COMPLETED, Status.RETURNED}),
    Status.COMPLETED: frozenset(),
    Status.EXPIRED: frozenset(),
    Status.DECLINED: frozenset(),
    Status.CANCELLED: frozenset(),
    Status.RETURNED: frozenset(),
}

TERMINAL = frozenset(status for status, moves in MOVES.items() if not moves)
# States in which the shop still holds goods for the order: stock stays allocated.
HOLDS_STOCK = frozenset({Status.AWAITING_PAYMENT, Status.PLACED, Status.ACCEPTED, Status.PACKED})
EXITS = frozenset({Status.EXPIRED, Status.DECLINED, Status.CANCELLED, Status.RETURNED})
# Ways to end after which what was paid goes back to the buyer. A return is decided line by line.
PAID_BACK = frozenset({Status.DECLINED, Status.CANCELLED})
