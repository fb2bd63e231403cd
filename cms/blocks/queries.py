"""What the live blocks show, as frozen rows: templates cannot query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.apps import apps
from django.core.cache import cache
from django.db.models import Aggregate, Count, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.organisations.models import Organisation
from bumdes.villages.models import Village
from cms.blocks.calculations import compact_rupiah
from core.templatetags.formats import grouped
from marketplace.fulfilment import queries as fulfilment
from marketplace.order.enums import EXITS, Status
from marketplace.order.models import Order
from marketplace.search import cards
from marketplace.search.cards import Card
from marketplace.search.enums import ORDERS, Sort
from marketplace.search.models import ProductCard
from marketplace.sellers.models import Seller
from marketplace.storefront.menu import menu
from media.display import PictureView, Use, picture_view

_FIGURES_FOR_S = 60
_BOATS_FOR_S = 600
_BOATS_AHEAD = 24  # more than leave before they are read again
_PER_SHOP = 2
_LOOK_FURTHER = 8  # times as many cards are looked at as are shown
T = TypeVar("T")


@dataclass(frozen=True)
class Boat:
    """What components/boat.html shows."""

    destination: str
    departs_at: datetime
    order_before_at: datetime
    note: str


@dataclass(frozen=True)
class Chip:
    label: str
    url: str
    icon: str


@dataclass(frozen=True)
class Figure:
    """A figure as text; `part` and `whole` draw a bar when there is a whole."""

    label: str
    value: str
    part: int = 0
    whole: int = 0


@dataclass(frozen=True)
class Shop:
    name: str
    village_name: str
    url: str
    tagline: str
    product_count: int
    rating: Any
    review_count: int
    picture: PictureView | None


@dataclass(frozen=True)
class Teaser:
    title: str
    url: str
    intro: str
    author: str
    date: date
    picture: PictureView | None


def next_boats(*, now: datetime, limit: int) -> list[Boat]:
    """The boats that still take parcels, soonest first; the timetable is read every ten minutes."""
    soon = _kept("cms:boats", _BOATS_FOR_S, lambda: fulfilment.next_departures(now=now, limit=_BOATS_AHEAD))
    return [
        Boat(
            destination=boat.to_name,
            departs_at=boat.departs_at,
            order_before_at=boat.order_by,
            note=boat.route_name,
        )
        for boat in soon
        if boat.order_by > now
    ][:limit]


def category_chips(*, limit: int) -> list[Chip]:
    """The top categories that hold goods, in their own order; from the store's menu, a minute old."""
    return [
        Chip(label=category.label, url=reverse("store:category", args=[category.slug]), icon=category.icon)
        for category in menu().roots
        if category.count
    ][:limit]


def category_choices() -> list[tuple[str, str]]:
    """Every public category for the editor's select, children behind a dash; from the store's menu."""
    return [(category.slug, "– " * (category.depth - 1) + category.name) for category in menu().categories]


def front_products(*, sort: str, limit: int) -> list[Card]:
    """Cards of the first products in this order that can be bought. One query.

    A shop that fills its shelves in one evening would otherwise be the whole front page: of
    each shop two are shown, more only when there are too few shops.
    """
    return _varied(cards.featured(sort=sort, limit=limit * _LOOK_FURTHER), limit=limit)


def category_products(*, slug: str, limit: int) -> list[Card]:
    """Cards of the newest products of a category that can be bought, two of each shop. One query."""
    category = menu().by_slug(slug)
    if category is None:
        return []
    rows = ProductCard.objects.public().filter(is_in_stock=True, category_ids__contains=[category.id])
    newest = rows.order_by(*ORDERS[Sort.NEWEST])[: limit * _LOOK_FURTHER]
    return _varied(cards.cards(newest), limit=limit)


def _varied(found: Sequence[Card], *, limit: int) -> list[Card]:
    shown: Counter[str] = Counter()
    first: list[Card] = []
    rest: list[Card] = []
    for card in found:
        shown[card.seller_slug] += 1
        (first if shown[card.seller_slug] <= _PER_SHOP else rest).append(card)
    return (first + rest)[:limit]


def picked_products(*, ids: Sequence[int]) -> Sequence[Card]:
    """Cards of these products in this order; what is no longer public is left out. One query."""
    return cards.featured(product_ids=ids, limit=len(ids))


def featured_shops(*, slugs: Sequence[str], limit: int) -> list[Shop]:
    """These shops in this order, else the most experienced that have something on sale. One query."""
    on_sale = ProductCard.objects.public().filter(seller=OuterRef("pk"))
    per_shop = on_sale.order_by().values("seller")
    shops = (
        Seller.objects.public()
        .select_related("village", "banner")
        .annotate(
            product_count=Coalesce(Subquery(per_shop.annotate(n=Count("pk")).values("n")), 0),
            reviews=Coalesce(Subquery(per_shop.annotate(n=Sum("review_count")).values("n")), 0),
            stars=Subquery(per_shop.annotate(n=Sum(F("rating") * F("review_count"))).values("n")),
            photo=Subquery(on_sale.order_by("-sold_count", "-product").values("picture")[:1]),
            colour=Subquery(on_sale.order_by("-sold_count", "-product").values("placeholder")[:1]),
        )
    )
    if slugs:
        found = {shop.slug: shop for shop in shops.filter(slug__in=slugs)}
        chosen = [found[slug] for slug in slugs if slug in found][:limit]
    else:
        selling = Seller.objects.filter(pk__in=ProductCard.objects.public().values("seller"))
        chosen = list(shops.filter(pk__in=selling).order_by("-level", "pk")[:limit])
    return [_shop(shop) for shop in chosen]


def _shop(shop: Any) -> Shop:
    photo = shop.banner or {"colour": shop.colour, **(shop.photo or {})}
    return Shop(
        name=shop.name,
        village_name=shop.village.name,
        url=reverse("store:shop", args=[shop.slug]),
        tagline=shop.tagline,
        product_count=shop.product_count,
        rating=shop.stars / shop.reviews if shop.reviews else None,
        review_count=shop.reviews,
        picture=picture_view(photo, alt="", use=Use.THUMB),
    )


def newest_articles(*, limit: int) -> list[Teaser]:
    """The newest live articles of the whole site. One query, pictures and addresses included."""
    # Looked up late: the page models stand above the blocks and their queries.
    article_page = apps.get_model("pages", "ArticlePage")
    live = article_page.objects.live().select_related("picture").defer("body")
    return teasers(live.order_by("-date", "-pk")[:limit])


def teasers(articles: Iterable[Any]) -> list[Teaser]:
    """Articles as lists show them; they come with their picture."""
    return [
        Teaser(
            title=article.title,
            url=article.url,
            intro=article.intro,
            author=article.author,
            date=article.date,
            picture=picture_view(article.picture, alt="", use=Use.PAGE),
        )
        for article in articles
    ]


def regency_figures(*, now: datetime) -> list[Figure]:
    """What the villages sell together, counted at most once a minute. One query."""
    counts = _kept("cms:figures", _FIGURES_FOR_S, lambda: _counts(now=now))
    return [
        Figure(
            value=grouped(counts["products"]),
            label=_("products from %(shops)s shops") % {"shops": grouped(counts["shops"])},
        ),
        Figure(value=compact_rupiah(int(counts["sold"] or 0)), label=_("sold this month")),
        Figure(
            value=_("%(reached)s of %(all)s") % {"reached": counts["reached"], "all": counts["villages"]},
            label=_("villages with something on sale"),
            part=counts["reached"],
            whole=counts["villages"],
        ),
        Figure(value=grouped(counts["bumdes"]), label=_("BUMDes at work behind it")),
    ]


def _counts(*, now: datetime) -> Mapping[str, Any]:
    """Counts by name: products, shops and reached villages on sale, rupiah sold, villages, BUMDes."""
    month = timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    on_sale = ProductCard.objects.public()
    # Goods only: what a boat or a courier is paid is not the villages' sale.
    sold = Order.objects.filter(date_placed__range=(month, now)).exclude(
        status__in=[*EXITS, Status.AWAITING_PAYMENT]
    )
    scalars = {
        "products": _scalar(on_sale, Count("pk")),
        "shops": _scalar(on_sale, Count("seller", distinct=True)),
        "reached": _scalar(on_sale, Count("village", distinct=True)),
        "sold": _scalar(sold, Sum(F("total_incl_tax") - F("shipping_incl_tax"))),
        "villages": _scalar(Village.objects.all(), Count("pk")),
        "bumdes": _scalar(Organisation.objects.filter(is_active=True), Count("pk")),
    }
    # Any one row will do to hang six sums on; without villages there is no market to count.
    row = Village.objects.order_by("pk").values(**scalars).first()
    return {name: value or 0 for name, value in row.items()} if row else dict.fromkeys(scalars, 0)


def _scalar(rows: QuerySet[Any], aggregate: Aggregate) -> Subquery:
    one_group = rows.order_by().annotate(all_of_them=Value(1)).values("all_of_them")
    return Subquery(one_group.annotate(figure=aggregate).values("figure"))


def _kept(key: str, seconds: int, find: Callable[[], T]) -> T:
    found = cache.get(key)
    if found is None:
        found = find()
        cache.set(key, found, seconds)
    return found
