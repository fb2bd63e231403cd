"""The regency in figures. A month is a calendar month in local time; amounts are whole rupiah."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from bumdes.organisations.models import Organisation
from bumdes.villages.models import District
from marketplace.order.enums import EXITS, Status
from marketplace.order.models import Order
from marketplace.search.models import ProductCard
from marketplace.sellers.models import Seller


@dataclass(frozen=True)
class DistrictRow:
    code: str
    name: str
    villages: int
    villages_with_shops: int
    shops: int
    products: int
    sold: int


@dataclass(frozen=True)
class HubRow:
    code: str
    name: str
    village: str
    district: str
    shops: int
    orders: int
    sold: int


@dataclass(frozen=True)
class Totals:
    villages: int
    villages_with_shops: int
    shops: int
    products: int
    sold: int


def _sales(month: date) -> Q:
    """Orders placed in a month that were paid and not undone; goods only, without delivery."""
    zone = timezone.get_current_timezone()
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    first, end = (datetime.combine(day, time.min, tzinfo=zone) for day in (month.replace(day=1), after))
    lived = ~Q(status__in=[*EXITS, Status.AWAITING_PAYMENT])
    return lived & Q(date_placed__gte=first, date_placed__lt=end)


def districts(*, month: date) -> list[DistrictRow]:
    """Every district in name order. Four queries, however many districts."""
    shops: dict[str, Mapping[str, Any]] = {
        row["village__district"]: row
        for row in Seller.objects.public()
        .order_by()
        .values("village__district")
        .annotate(shops=Count("pk"), villages=Count("village", distinct=True))
    }
    products: dict[str, int] = dict(
        ProductCard.objects.filter(is_public=True)
        .order_by()
        .values_list("district")
        .annotate(products=Count("pk"))
    )
    sold: dict[str, int] = dict(
        Order.objects.filter(_sales(month))
        .order_by()
        .values_list("seller__village__district")
        .annotate(sold=Sum(F("total_incl_tax") - F("shipping_incl_tax")))
    )
    return [
        DistrictRow(
            code=district.code,
            name=district.name,
            villages=district.village_count,
            villages_with_shops=shops.get(district.code, {}).get("villages", 0),
            shops=shops.get(district.code, {}).get("shops", 0),
            products=products.get(district.code, 0),
            sold=int(sold.get(district.code, 0)),
        )
        for district in District.objects.annotate(village_count=Count("villages")).order_by("name", "code")
    ]


def totals(rows: Iterable[DistrictRow]) -> Totals:
    """The sums of districts(). No query."""
    found = list(rows)
    return Totals(
        villages=sum(row.villages for row in found),
        villages_with_shops=sum(row.villages_with_shops for row in found),
        shops=sum(row.shops for row in found),
        products=sum(row.products for row in found),
        sold=sum(row.sold for row in found),
    )


def hubs(*, month: date) -> list[HubRow]:
    """Every active BUMDes in the order of districts and names. Three queries."""
    shops = dict(Seller.objects.public().order_by().values_list("hub").annotate(shops=Count("pk")))
    sales = {
        row["hub"]: row
        for row in Order.objects.filter(_sales(month))
        .order_by()
        .values("hub")
        .annotate(orders=Count("pk"), sold=Sum(F("total_incl_tax") - F("shipping_incl_tax")))
    }
    found = Organisation.objects.filter(is_active=True).select_related("village__district")
    return [
        HubRow(
            code=hub.code,
            name=hub.name,
            village=hub.village.name,
            district=hub.village.district.name,
            shops=shops.get(hub.pk, 0),
            orders=sales.get(hub.pk, {}).get("orders", 0),
            sold=int(sales.get(hub.pk, {}).get("sold", 0)),
        )
        for hub in found.order_by("village__district__name", "name", "pk")
    ]
