"""How goods can reach a buyer, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Min
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.money import format_rupiah
from marketplace.fulfilment.models import CourierTariff, PickupPoint, RiverRoute


@dataclass(frozen=True)
class Way:
    icon: str
    label: str
    detail: str


def no_delivery() -> list[Way]:
    """What a service says instead."""
    return [Way("service", _("No delivery needed"), _("The shop will contact you."))]


def ways_of(*, hub_id: int, district: str) -> list[Way]:
    """How a hub's goods leave a district; exact fees come with an address.

    Three queries when they have to be made: a hub's ways are remembered for a minute.
    """
    key = f"storefront:ways:{hub_id}:{district}:{get_language()}"
    kept = cache.get(key)
    if kept is None:
        kept = _ways(hub_id, district)
        cache.set(key, kept, 60)
    return kept


def _ways(hub_id: int, district: str) -> list[Way]:
    ways = []
    point = (
        PickupPoint.objects.filter(organisation=hub_id, is_active=True).select_related("organisation").first()
    )
    if point is not None:
        hub, fee = point.organisation, format_rupiah(point.fee) if point.fee else _("free")
        ways.append(
            Way("pickup", _("Pick up at %(hub)s: %(fee)s") % {"hub": hub.name, "fee": fee}, hub.opening_hours)
        )
    courier = CourierTariff.objects.filter(hub=hub_id).aggregate(fee=Min("fee"), districts=Count("pk"))
    if courier["districts"]:
        ways.append(
            Way(
                "courier",
                _("Village courier from %(fee)s") % {"fee": format_rupiah(courier["fee"])},
                _("To %(count)s districts") % {"count": courier["districts"]},
            )
        )
    boats = (
        RiverRoute.objects.filter(is_active=True, stops__village__district=district)
        .distinct()
        .order_by("base_fee", "pk")
    )
    ways += [
        Way("boat", _("River boat from %(fee)s") % {"fee": format_rupiah(route.base_fee)}, route.name)
        for route in boats
    ]
    return ways
