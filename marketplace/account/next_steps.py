"""What the buyer is told to do next, in one sentence per state."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.moments import format_moment
from marketplace.fulfilment.models import Shipment
from marketplace.order.enums import Mode, Status
from marketplace.order.models import Order


@dataclass(frozen=True)
class Pickup:
    """Where a parcel waits, and the code that opens the counter's hand."""

    place: str
    village: str
    address: str
    opening_hours: str
    code: str
    is_ready: bool


def pickup(order: Order, shipment: Shipment | None) -> Pickup | None:
    """The pickup point of an order on its way there, None for all others; no query.

    The code is shown once the parcel has left the shop: before that it opens nothing.
    """
    if order.mode != Mode.PICKUP or shipment is None or shipment.pickup_point is None:
        return None
    if order.status != Status.HANDED_OVER:
        return None
    hub = shipment.pickup_point.organisation
    return Pickup(
        place=hub.name,
        village=hub.village.name,
        address=hub.address,
        opening_hours=hub.opening_hours,
        code=shipment.pickup_code,
        is_ready=shipment.arrived_at is not None,
    )


def text(order: Order, shipment: Shipment | None) -> str:
    """One sentence on what happens next; no query."""
    due = format_moment(order.due_at) if order.due_at else ""
    if order.status == Status.AWAITING_PAYMENT:
        return _("Pay, and the shop starts at once.")
    if order.status == Status.PLACED:
        return _("The shop answers by %(due)s. If it does not, the order ends and you lose nothing.") % {
            "due": due
        }
    if order.status in (Status.ACCEPTED, Status.PACKED):
        return _("The shop sends it by %(due)s.") % {"due": due}
    if order.status == Status.HANDED_OVER:
        return _on_the_way(order, shipment)
    if order.status == Status.DELIVERED:
        return _(
            "Is everything as it should be? Confirm it. Without an answer it completes itself on %(due)s."
        ) % {"due": due}
    return ""


def _on_the_way(order: Order, shipment: Shipment | None) -> str:
    if order.mode == Mode.PICKUP:
        if shipment is not None and shipment.arrived_at:
            return _("Your parcel is ready. Say the code at the counter.")
        return _("Your parcel is on its way to the pickup point. We tell you when it is there.")
    if order.mode == Mode.RIVER and shipment is not None and shipment.stop is not None:
        return _("The boat brings it to %(stop)s.") % {"stop": shipment.stop.name}
    return _("The parcel is on its way to you.")
