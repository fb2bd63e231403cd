"""Cards as components/product_card.html draws them: plain values, no query behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.money import format_rupiah
from marketplace.catalogue.models import Product
from marketplace.catalogue.unit_price import unit_price
from marketplace.search.enums import ORDERS, Sort
from marketplace.search.models import ProductCard, ProductCardQuerySet
from media.display import PictureView, colour_class, picture_view

_FIELDS = (
    *("product_id", "title", "slug", "price_from", "price_to", "unit", "net_amount", "net_unit"),
    *("variant_count", "seller_name", "seller_slug", "village_name", "rating", "review_count", "sold_count"),
    *("picture", "placeholder", "is_in_stock", "is_closed", "preorder_days", "is_consignment", "icon"),
)


@dataclass(frozen=True)
class Card:
    url: str
    title: str
    price: int
    unit_price_text: str
    unit_label: str
    seller_name: str
    seller_slug: str
    village_name: str
    rating: Any
    review_count: int
    sold_count: int
    is_in_stock: bool
    badge: str
    picture: PictureView | None
    icon: str
    colour: str


def cards(rows: ProductCardQuerySet) -> tuple[Card, ...]:
    """The rows as cards, in their order. One query."""
    units = dict(Product.Unit.choices)
    return tuple(_card(row, units) for row in rows.values_list(*_FIELDS, named=True))


def _card(row: Any, units: Mapping[str, Any]) -> Card:
    unit = str(units.get(row.unit, row.unit))
    if row.variant_count > 1 and row.price_to > row.price_from:
        comparable = _("up to %(price)s") % {"price": format_rupiah(row.price_to)}
    elif measured := unit_price(row.price_from, net_amount=row.net_amount, net_unit=row.net_unit):
        measure = units.get(measured.measure, measured.measure)
        comparable = f"{format_rupiah(measured.amount)}/{measure}"
    else:
        comparable = ""
    return Card(
        url=reverse("store:product", args=(row.slug, row.product_id)),
        title=row.title,
        price=row.price_from,
        unit_price_text=comparable,
        unit_label=_("per %(unit)s") % {"unit": unit},
        seller_name=row.seller_name,
        seller_slug=row.seller_slug,
        village_name=row.village_name,
        rating=row.rating,
        review_count=row.review_count,
        sold_count=row.sold_count,
        # A closed shop's goods are not sold out: the badge says why they wait.
        is_in_stock=row.is_in_stock or row.is_closed,
        badge=_badge(row),
        picture=picture_view(row.picture, alt=""),
        icon=row.icon,
        colour=colour_class(row.placeholder % 12),
    )


def _badge(row: Any) -> str:
    """The one fact that a buyer must know before opening the page."""
    if row.is_closed:
        return _("Shop on holiday")
    if row.preorder_days:
        return preorder_text(row.preorder_days)
    return _("Consignment") if row.is_consignment else ""


def preorder_text(days: int) -> str:
    """How long goods take that are made to order."""
    return ngettext("Made in %(days)s day", "Made in %(days)s days", days) % {"days": days}


def featured(
    *, product_ids: Iterable[int] | None = None, limit: int = 12, sort: str = Sort.NEWEST
) -> tuple[Card, ...]:
    """Cards for a front page: the named products in that order, else the first that can be bought.

    `sort` is one of enums.ORDERS. Products that are not public are left out. One query.
    """
    rows = ProductCard.objects.public()
    if product_ids is None:
        return cards(rows.filter(is_in_stock=True).order_by(*ORDERS[sort])[:limit])
    wanted = list(product_ids)[:limit]
    if not wanted:
        return ()
    as_named = Case(*(When(pk=pk, then=Value(place)) for place, pk in enumerate(wanted)))
    return cards(rows.filter(pk__in=wanted).order_by(as_named))
