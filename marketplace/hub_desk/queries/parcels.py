"""Parcels that lie at a hub's pickup point, or travel with its courier or a boat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from bumdes.organisations.desk import Desk
from bumdes.organisations.models import Organisation
from core.users.phones import display_phone
from marketplace.fulfilment.models import PickupPoint
from marketplace.order.enums import Mode, Status
from marketplace.order.models import Line, Order

RECENT = timedelta(days=30)
KEEP_DAYS = 7  # where a hub has no pickup point of its own, and so nothing to keep
TABS = {
    "datang": _("On their way here"),
    "siap": _("To hand out"),
    "lama": _("Kept too long"),
    "antar": _("To be delivered"),
    "selesai": _("Handed out"),
}
_GONE = (Status.DELIVERED, Status.COMPLETED, Status.RETURNED)


@dataclass(frozen=True)
class Parcel:
    """One order on its last leg. `place` is where it goes when somebody brings it."""

    number: str
    reference: str
    shop: str
    buyer: str
    phone: str
    mode: str
    label: str
    pieces: int
    place: tuple[str, ...]
    departs_at: datetime | None
    arrived_at: datetime | None
    keep_until: datetime | None
    is_late: bool
    is_pickup: bool
    is_open: bool
    status: str
    status_label: str
    cash: int  # to be paid at the door, 0 when nothing is


@dataclass(frozen=True)
class Counts:
    """How many parcels are in each tab; `siap` holds those kept too long as well."""

    datang: int
    siap: int
    lama: int
    antar: int


def keep_days(organisation: Organisation) -> int:
    """How long parcels wait here. One query."""
    days = PickupPoint.objects.filter(organisation=organisation).values_list("keep_days", flat=True).first()
    return KEEP_DAYS if days is None else days


def _conditions(organisation: Organisation, *, days: int, now: datetime) -> dict[str, Q]:
    here = Q(mode=Mode.PICKUP, shipment__pickup_point__organisation=organisation)
    moving = Q(status=Status.HANDED_OVER)
    brought = Q(mode__in=[Mode.COURIER, Mode.RIVER], hub=organisation)
    return {
        "datang": here & moving & Q(shipment__arrived_at=None),
        "siap": here & moving & Q(shipment__arrived_at__isnull=False),
        "lama": here & moving & Q(shipment__arrived_at__lt=now - timedelta(days=days)),
        "antar": brought & moving,
        "selesai": (here | brought) & Q(status__in=_GONE, date_placed__gte=now - 3 * RECENT),
    }


def counts(organisation: Organisation, *, now: datetime) -> Counts:
    """Two queries."""
    which = _conditions(organisation, days=keep_days(organisation), now=now)
    found = Order.objects.filter(which["datang"] | which["siap"] | which["antar"]).aggregate(
        **{name: Count("pk", filter=which[name]) for name in ("datang", "siap", "lama", "antar")}
    )
    return Counts(**found)


def parcels(desk: Desk, tab: str, *, now: datetime) -> QuerySet[Order]:
    """The orders of one tab, those that wait longest first; done ones newest first."""
    days = keep_days(desk.organisation)
    orders = _full(Order.objects.filter(_conditions(desk.organisation, days=days, now=now)[tab]))
    if tab == "selesai":
        return orders.order_by("-date_placed", "-pk")
    return orders.order_by("shipment__arrived_at", "date_placed", "pk")


def reachable(desk: Desk) -> QuerySet[Order]:
    """Every order whose parcel this hub handles or handled: what a view may open by number."""
    here = Q(mode=Mode.PICKUP, shipment__pickup_point__organisation=desk.organisation)
    brought = Q(mode__in=[Mode.COURIER, Mode.RIVER], hub=desk.organisation)
    return _full(Order.objects.filter(here | brought, status__in=[Status.HANDED_OVER, *_GONE]))


def by_pickup_code(desk: Desk, typed: str) -> Order | None:
    """The parcel that waits here under this code; None when there is none or more than one."""
    code = "".join(typed.split()).replace("-", "").upper()
    if not code:
        return None
    found = reachable(desk).filter(mode=Mode.PICKUP, status=Status.HANDED_OVER, shipment__pickup_code=code)[
        :2
    ]
    return found[0] if len(found) == 1 else None


def _full(orders: QuerySet[Order]) -> QuerySet[Order]:
    return orders.select_related(
        "seller",
        "purchase__address__village__district",
        "shipment__pickup_point",
        "shipment__stop",
        "door",
    ).annotate(pieces=Sum("lines__quantity") - Sum("lines__cancelled"))


def seen(order: Order, *, now: datetime) -> Parcel:
    """An order of parcels() or reachable() as its page shows it. Runs no query."""
    shipment, purchase, door = order.shipment, order.purchase, getattr(order, "door", None)
    is_pickup = order.mode == Mode.PICKUP
    keep_until = None
    if is_pickup and shipment.arrived_at and shipment.pickup_point:
        keep_until = shipment.arrived_at + timedelta(days=shipment.pickup_point.keep_days)
    place: tuple[str, ...] = ()
    if not is_pickup and purchase.address is not None:
        address = purchase.address
        place = (*address.lines(), f"{address.village.name}, {address.village.district.name}")
        if shipment.stop is not None:
            place = (shipment.stop.name, *place)
    return Parcel(
        number=order.number,
        reference=purchase.reference,
        shop=order.seller.name,
        buyer=purchase.name,
        phone=display_phone(purchase.phone),
        mode=order.mode,
        label=order.delivery_label,
        pieces=order.pieces or 0,
        place=place,
        departs_at=shipment.departs_at,
        arrived_at=shipment.arrived_at,
        keep_until=keep_until,
        is_late=order.status == Status.HANDED_OVER and keep_until is not None and keep_until < now,
        is_pickup=is_pickup,
        is_open=order.status == Status.HANDED_OVER,
        status=order.status,
        status_label=str(order.get_status_display()),
        cash=door.amount if door is not None and order.status == Status.HANDED_OVER else 0,
    )


def lines_of(order: Order) -> list[Line]:
    """What is in the parcel. One query."""
    return list(order.lines.filter(quantity__gt=0).order_by("pk"))
