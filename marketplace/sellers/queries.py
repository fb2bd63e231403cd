"""Which BUMDes serves a shop, and which shops a person works in."""

from __future__ import annotations

from django.db.models import Q

from bumdes.organisations.models import Organisation
from bumdes.villages.models import Village
from core.users.models import User
from marketplace.sellers.models import Seller, SellerStaff


def hubs_by_district() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every active BUMDes under its district, for a select: one query.

    Shape: [(district name, [(code of the BUMDes, its name), …]), …], both in name order.
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    rows = (
        Organisation.objects.filter(is_active=True)
        .order_by("village__district__name", "name", "pk")
        .values_list("village__district__name", "code", "name")
    )
    for district, code, name in rows:
        groups.setdefault(district, []).append((code, name))
    return list(groups.items())


def suggest_hub(village: Village) -> Organisation | None:
    """The BUMDes to serve a shop there: of the village, else of the district, else the nearest.

    None when there is no active BUMDes at all. One query; the regency has a few hundred at most.
    """
    hubs = list(Organisation.objects.filter(is_active=True).select_related("village").order_by("pk"))

    def remoteness(hub: Organisation) -> tuple[int, float, int]:
        if hub.village_id == village.pk:
            return 0, 0.0, hub.pk
        near = 1 if hub.village.district_id == village.district_id else 2
        return near, _distance(hub.village, village), hub.pk

    return min(hubs, key=remoteness, default=None)


def _distance(here: Village, there: Village) -> float:
    """A number that grows with the distance; places without coordinates come last.

    Plain degrees are enough to rank: two degrees from the equator they are near square.
    """
    if here.latitude is None or here.longitude is None or there.latitude is None or there.longitude is None:
        return float("inf")
    return float((here.latitude - there.latitude) ** 2 + (here.longitude - there.longitude) ** 2)


def shops_of(user: User) -> list[Seller]:
    """The shops this person works in, with village loaded, in name order. One query."""
    return list(
        Seller.objects.worked_in_by(user).select_related("village__district", "hub").order_by("name", "pk")
    )


def staff_of(seller: Seller) -> list[SellerStaff]:
    """Who works in the shop today, owners first. One query."""
    return list(
        seller.staff.filter(Q(ended_at=None)).select_related("user").order_by("role", "started_at", "pk")
    )
