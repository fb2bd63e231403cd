"""Shops, and the villages they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from bumdes.organisations.models import Organisation
from bumdes.villages.models import Village
from marketplace.search.models import ProductCard
from marketplace.sellers.models import Seller

SHOPS_PER_PAGE = 24
MAX_PAGE = 100


@dataclass(frozen=True)
class ShopRow:
    """A shop as lists show it."""

    slug: str
    name: str
    tagline: str
    village_name: str
    district_name: str
    level: str
    goods_count: int
    is_verified: bool


@dataclass(frozen=True)
class ShopPage:
    rows: Sequence[ShopRow]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1


@dataclass(frozen=True)
class ShopFigures:
    """What buyers said and took, over all goods of a shop."""

    goods_count: int
    sold_count: int
    rating: float | None
    review_count: int


@dataclass(frozen=True)
class VillageRow:
    slug: str
    name: str
    shop_count: int
    goods_count: int


def shops(*, district: str = "", village: Village | None = None, page: int = 1) -> ShopPage:
    """Shops in name order, of a district or a village. One query; no total is counted."""
    rows = Seller.objects.public()
    if village is not None:
        rows = rows.filter(village=village)
    elif district:
        rows = rows.filter(village__district=district)
    goods = (
        ProductCard.objects.public()
        .filter(seller=OuterRef("pk"))
        .order_by()
        .values("seller")
        .annotate(number=Count("pk"))
        .values("number")
    )
    number = min(max(page, 1), MAX_PAGE)
    start = (number - 1) * SHOPS_PER_PAGE
    found = list(
        rows.select_related("village__district")
        .annotate(goods_count=Coalesce(Subquery(goods), 0))
        .order_by("name", "pk")[start : start + SHOPS_PER_PAGE + 1]
    )
    return ShopPage(
        rows=[_row(seller) for seller in found[:SHOPS_PER_PAGE]],
        number=number,
        has_next=len(found) > SHOPS_PER_PAGE and number < MAX_PAGE,
    )


def _row(seller: Seller) -> ShopRow:
    return ShopRow(
        slug=seller.slug,
        name=seller.name,
        tagline=seller.tagline,
        village_name=seller.village.name,
        district_name=seller.village.district.name,
        level=seller.get_level_display(),
        goods_count=seller.goods_count,  # type: ignore[attr-defined]
        is_verified=seller.status == Seller.Status.VERIFIED,
    )


def public_shop(slug: str) -> Seller | None:
    """A shop that buyers may see, with village, hub and banner; None for any other. One query."""
    return (
        Seller.objects.public().filter(slug=slug).select_related("village__district", "hub", "banner").first()
    )


def figures_of(seller: Seller) -> ShopFigures:
    """What buyers said of a shop's goods. One query."""
    own = ProductCard.objects.public().filter(seller=seller)
    # Each review weighs the same, so that one review of one product does not outweigh fifty.
    sums = own.aggregate(
        goods=Count("pk"),
        sold=Sum("sold_count"),
        reviews=Sum("review_count"),
        stars=Sum(F("rating") * F("review_count")),
    )
    count = sums["reviews"] or 0
    return ShopFigures(sums["goods"], sums["sold"] or 0, sums["stars"] / count if count else None, count)


def village_by_slug(slug: str) -> Village | None:
    """A village from the dashed code of its address. One query."""
    return Village.objects.filter(code=slug.replace("-", ".")).select_related("district").first()


def organisations_in(village: Village) -> list[Organisation]:
    """The active BUMDes of a village. One query."""
    return list(Organisation.objects.filter(village=village, is_active=True).order_by("name", "pk"))


def villages_by_district() -> list[tuple[str, list[VillageRow]]]:
    """All villages under their district with what they sell, at most a minute old.

    Shape: [(district, [row, …]), …] in name order. One query when it has to be made.
    """
    kept = cache.get("storefront:villages")
    if kept is None:
        kept = _villages()
        cache.set("storefront:villages", kept, 60)
    return kept


def _villages() -> list[tuple[str, list[VillageRow]]]:
    groups: dict[str, list[VillageRow]] = {}
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT d.name, v.code, v.name, coalesce(s.number, 0), coalesce(g.number, 0)
            FROM villages_village v
            JOIN villages_district d ON d.code = v.district_id
            LEFT JOIN (
                SELECT village_id, count(*) AS number FROM sellers_seller
                WHERE status <> 'suspended' GROUP BY village_id
            ) s ON s.village_id = v.code
            LEFT JOIN (
                SELECT village_id, count(*) AS number FROM search_productcard
                WHERE is_public GROUP BY village_id
            ) g ON g.village_id = v.code
            ORDER BY d.name, v.name, v.code
        """)
        for district, code, name, shop_count, goods_count in cursor.fetchall():
            groups.setdefault(district, []).append(
                VillageRow(code.replace(".", "-"), name, shop_count, goods_count)
            )
    return list(groups.items())
