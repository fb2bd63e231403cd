"""Cards as components/product_card.html draws them: plain values, no query behind them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Case, TextField, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.money import format_rupiah
from marketplace.catalogue.models import Product
from marketplace.catalogue.unit_price import unit_price
from marketplace.search.enums import Sort, order_sql
from marketplace.search.models import ProductCard, ProductCardQuerySet
from media.display import PictureView, colour_class, picture_view

# About 4 MB in a worker.
_REMEMBERED = 2_048
_UNITS = dict(Product.Unit.choices)


class _Row(NamedTuple):
    """What a card is made of, named like the columns of ProductCard. The picture is JSON as text."""

    product_id: int
    title: str
    slug: str
    price_from: int
    price_to: int
    unit: str
    net_amount: int | None
    net_unit: str
    variant_count: int
    seller_name: str
    seller_slug: str
    village_name: str
    rating: Any
    review_count: int
    sold_count: int
    placeholder: int
    is_in_stock: bool
    is_closed: bool
    preorder_days: int
    is_consignment: bool
    icon: str
    picture: str | None


_COLUMNS = ", ".join(_Row._fields)


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
    *plain, picture = _Row._fields
    return _cards(rows.values_list(*plain, Cast(picture, TextField())))


def select_cards(
    condition: str, values: Sequence[Any] = (), *, order: str, limit: int, offset: int = 0
) -> tuple[Card, ...]:
    """The cards that meet an SQL condition on search_productcard, in an SQL order. One query.

    For the busy pages: making this statement out of a queryset takes the app several times as
    long as the database needs to answer it. `values` fill the condition, then the order.
    """
    statement = f"""
        SELECT {_COLUMNS} FROM search_productcard
        WHERE {condition} ORDER BY {order} LIMIT %s OFFSET %s
    """  # noqa: S608 (conditions are written in this project, values stay parameters)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, limit, offset])
        return _cards(cursor.fetchall())


def _cards(rows: Iterable[Sequence[Any]]) -> tuple[Card, ...]:
    language = get_language() or ""
    return tuple(_card(_Row(*row), language) for row in rows)


@lru_cache(maxsize=_REMEMBERED)
def _card(row: _Row, language: str) -> Card:
    """A card depends on its row and the language alone, so a remembered one is never stale."""
    unit = str(_UNITS.get(row.unit, row.unit))
    if row.variant_count > 1 and row.price_to > row.price_from:
        comparable = _("up to %(price)s") % {"price": format_rupiah(row.price_to)}
    elif measured := unit_price(row.price_from, net_amount=row.net_amount, net_unit=row.net_unit):
        measure = _UNITS.get(measured.measure, measured.measure)
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
        picture=picture_view(json.loads(row.picture) if row.picture else None, alt=""),
        icon=row.icon,
        colour=colour_class(row.placeholder % 12),
    )


def _badge(row: _Row) -> str:
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
    if product_ids is None:
        return select_cards("is_public AND is_in_stock", order=order_sql(sort), limit=limit)
    wanted = list(product_ids)[:limit]
    if not wanted:
        return ()
    as_named = Case(*(When(pk=pk, then=Value(place)) for place, pk in enumerate(wanted)))
    return cards(ProductCard.objects.public().filter(pk__in=wanted).order_by(as_named))
