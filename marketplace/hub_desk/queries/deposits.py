"""Cash that couriers carry for buyers' parcels, and what they put down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from bumdes.organisations.desk import Desk
from bumdes.organisations.models import Organisation
from marketplace.gateways.cod.models import Deposit, Door


@dataclass(frozen=True)
class Parcel:
    """One parcel whose cash a courier carries. Whole rupiah."""

    number: str
    buyer: str
    amount: int
    received_at: datetime


@dataclass(frozen=True)
class Carried:
    """What one courier has to put down, parcel by parcel, the oldest first."""

    courier: int
    name: str
    parcels: tuple[Parcel, ...]

    @property
    def amount(self) -> int:
        return sum(parcel.amount for parcel in self.parcels)


def carried(organisation: Organisation) -> list[Carried]:
    """Couriers with cash of this BUMDes's parcels, who carries it longest first. One query."""
    doors = (
        Door.objects.filter(hub=organisation, received_at__isnull=False, deposit=None)
        .select_related("order__purchase", "received_by")
        .order_by("received_at", "pk")
    )
    found: dict[int, tuple[str, list[Parcel]]] = {}
    for door in doors:
        if door.received_by is None or door.received_at is None:
            continue
        parcel = Parcel(door.order.number, door.order.purchase.name, door.amount, door.received_at)
        found.setdefault(door.received_by.pk, (door.received_by.name, []))[1].append(parcel)
    return [Carried(pk, name, tuple(parcels)) for pk, (name, parcels) in found.items()]


def deposits_of(desk: Desk) -> QuerySet[Deposit]:
    """What was put down here, newest first."""
    made = Deposit.objects.for_user(desk.user).filter(hub=desk.organisation)
    return made.select_related("courier", "taken_by", "receipt__organisation").order_by("-at", "-pk")
