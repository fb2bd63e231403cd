"""A shop's orders: tabs, cards and one order in full. Only this shop's lines and money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.users.phones import display_phone, mask_phone, whatsapp_link
from marketplace.catalogue.models import Product
from marketplace.order.enums import EXITS, Mode, Status
from marketplace.order.models import Line, Order
from marketplace.sellers.models import Seller

SOON = timedelta(hours=3)  # less time than this is shown as urgent
TODO = (Status.PLACED, Status.ACCEPTED, Status.PACKED)
# While the shop works on an order it may call the buyer; before and after it may not.
REACHABLE = frozenset({Status.ACCEPTED, Status.PACKED, Status.HANDED_OVER, Status.DELIVERED})

TABS: dict[str, tuple[str | Promise, tuple[Status, ...] | None]] = {
    "tindakan": (_("Needs action"), None),
    "terima": (_("To accept"), (Status.PLACED,)),
    "kemas": (_("To pack"), (Status.ACCEPTED,)),
    "serahkan": (_("To hand over"), (Status.PACKED,)),
    "dikirim": (_("Sent"), (Status.HANDED_OVER, Status.DELIVERED)),
    "selesai": (_("Completed"), (Status.COMPLETED,)),
    "dibatalkan": (_("Cancelled"), tuple(sorted(EXITS))),
    "semua": (_("All"), tuple(Status)),
}

# The one thing to do next in a state: (part of the address, word on the button).
NEXT: dict[str, tuple[str, str | Promise]] = {
    Status.PLACED: ("terima", _("Accept")),
    Status.ACCEPTED: ("kemas", _("Packed")),
    Status.PACKED: ("serahkan", _("Handed over")),
}


@dataclass(frozen=True)
class LineView:
    title: str
    variant: str
    quantity: int
    unit: str
    unit_price: int
    total: int


@dataclass(frozen=True)
class OrderView:
    """One order as its shop may see it."""

    number: str
    status: str
    status_label: str
    placed_at: datetime
    due_at: datetime | None
    due_label: str | Promise
    is_late: bool
    is_urgent: bool
    is_disputed: bool
    buyer: str
    village: str
    phone: str
    whatsapp: str  # empty while the number is masked
    address: tuple[str, ...]  # empty until the order is accepted
    mode: str
    delivery: str
    departs_at: datetime | None
    dock: str
    note: str
    lines: tuple[LineView, ...]
    goods_total: int
    delivery_fee: int
    total: int
    weight_grams: int
    action: str
    action_label: str | Promise
    cash: int  # still to be paid at the door, 0 when nothing is
    takes_cash: bool  # by the shop itself, and now

    @property
    def piece_count(self) -> int:
        return sum(line.quantity for line in self.lines)


def _needs_action(now: datetime) -> Q:
    return Q(status__in=TODO, due_at__lt=now + SOON) | Q(is_disputed=True, status=Status.DELIVERED)


def counts(seller: Seller, *, now: datetime) -> dict[str, int]:
    """How many orders wait under each tab that asks for work, and how many are late. One query."""
    return Order.objects.filter(Q(status__in=TODO) | Q(is_disputed=True), seller=seller).aggregate(
        tindakan=Count("pk", filter=_needs_action(now)),
        terima=Count("pk", filter=Q(status=Status.PLACED)),
        kemas=Count("pk", filter=Q(status=Status.ACCEPTED)),
        serahkan=Count("pk", filter=Q(status=Status.PACKED)),
        late=Count("pk", filter=Q(status__in=TODO, due_at__lt=now)),
    )


def of_tab(orders: QuerySet[Order], tab: str, *, now: datetime) -> QuerySet[Order]:
    """The orders under a tab: what has least time first where the shop must act, else newest first."""
    statuses = TABS[tab][1]
    if statuses is None:
        return orders.filter(_needs_action(now)).order_by("due_at", "pk")
    found = orders.filter(status__in=statuses)
    return (
        found.order_by("due_at", "pk")
        if set(statuses) <= set(TODO)
        else found.order_by("-date_placed", "-pk")
    )


def full(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Load all that a view of an order needs: two queries for any number of them."""
    return orders.select_related(
        "purchase__address__village__district",
        "shipment__stop",
        "shipment__pickup_point__organisation__village",
        "door",
    ).prefetch_related("lines__product")


def seen(order: Order, *, now: datetime) -> OrderView:
    """One loaded order (see full) as its shop may see it; runs no query."""
    purchase, address, shipment = order.purchase, order.purchase.address, getattr(order, "shipment", None)
    reachable = order.status in REACHABLE
    due = order.due_at if order.status in TODO else None
    action, action_label = NEXT.get(order.status, ("", ""))
    door = getattr(order, "door", None)
    is_due = door is not None and order.status in (*TODO, Status.HANDED_OVER)
    stop = getattr(shipment, "stop", None)
    return OrderView(
        number=order.number,
        status=order.status,
        status_label=order.get_status_display(),
        placed_at=order.date_placed,
        due_at=due,
        due_label=_("Accept before") if order.status == Status.PLACED else _("Hand over before"),
        is_late=due is not None and due < now,
        is_urgent=due is not None and due < now + SOON,
        is_disputed=order.is_disputed,
        buyer=address.name if address else purchase.name,
        village=_place(order),
        phone=_phone(order, reachable=reachable),
        whatsapp=whatsapp_link(address.phone if address else purchase.phone) if reachable else "",
        address=tuple(address.lines()) if address and reachable else (),
        mode=order.mode,
        delivery=order.delivery_label,
        departs_at=getattr(shipment, "departs_at", None),
        dock=stop.name if stop else "",
        note=order.note,
        lines=tuple(_lines(order.lines.all())),
        goods_total=order.goods_total,
        delivery_fee=order.delivery_fee,
        total=order.total,
        weight_grams=order.weight_grams,
        action=action,
        action_label=action_label,
        cash=door.amount if door is not None and is_due else 0,
        takes_cash=door is not None and door.seller_id is not None and order.status == Status.HANDED_OVER,
    )


def _place(order: Order) -> str:
    """Where the parcel goes in two names: the buyer's village, or that of the pickup point."""
    address, shipment = order.purchase.address, getattr(order, "shipment", None)
    if address is not None:
        return f"{address.village.name}, {address.village.district.name}"
    if order.mode == Mode.PICKUP and shipment is not None and shipment.pickup_point is not None:
        return shipment.pickup_point.organisation.village.name
    return ""


def _phone(order: Order, *, reachable: bool) -> str:
    number = order.purchase.address.phone if order.purchase.address else order.purchase.phone
    return display_phone(number) if reachable else mask_phone(number)


def _lines(lines: Iterable[Line]) -> Iterable[LineView]:
    units = dict(Product.Unit.choices)
    for line in sorted(lines, key=lambda each: each.pk):
        label = line.product.variant_label if line.product else ""
        yield LineView(
            title=line.title,
            variant="" if label in line.title else label,
            quantity=line.quantity,
            unit=str(units.get(line.unit, line.unit)),
            unit_price=line.unit_price,
            total=line.total,
        )
