"""One product's page: the goods, their shop, photos, facts, reviews.

Everything is read as plain rows with SQL of this module. Built from querysets, the page spent
half of its CPU on making statements and models, and much of the database's on weighing the
orders in which seven tables can be joined.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField
from django.utils.translation import gettext as _

from core.templatetags.formats import weight
from marketplace.catalogue.models import Product, product_address
from marketplace.search.cards import Card, select_cards
from marketplace.search.enums import Sort, order_sql
from media.display import PictureView, Use, picture_view

REVIEWS_SHOWN = 10
OTHERS_SHOWN = 6
_UNITS = dict(Product.Unit.choices)
_NET_UNITS = dict(Product.NetUnit.choices)
_HALAL = dict(Product.Halal.choices)


@dataclass(frozen=True)
class Shop:
    """The shop that keeps the page."""

    id: int
    slug: str
    name: str
    phone: str
    tagline: str
    nib: str
    is_closed: bool
    closed_until: date | None
    closed_note: str
    hub_id: int
    hub_name: str
    village_code: str
    village_name: str
    district_code: str
    district_name: str

    @property
    def village_slug(self) -> str:
        return self.village_code.replace(".", "-")


@dataclass(frozen=True)
class ShownProduct:
    """A product as its page shows it. `category_id`, `placeholder` and `sold_count` are its card's."""

    shop: Shop
    id: int
    title: str
    slug: str
    description: str
    unit: str
    net_amount: int | None
    net_unit: str
    weight_grams: int
    pirt_number: str
    halal: str
    halal_number: str
    preorder_days: int
    requires_shipping: bool
    made_in: str
    category_id: int | None
    placeholder: int
    sold_count: int

    @property
    def address(self) -> str:
        """The path of its page."""
        return product_address(self.id, slug=self.slug, title=self.title)

    @property
    def unit_label(self) -> str:
        return str(_UNITS.get(self.unit, self.unit))


@dataclass(frozen=True)
class Photo:
    """A photo of the gallery and its small twin for the row below."""

    large: PictureView
    thumb: PictureView


@dataclass(frozen=True)
class Review:
    score: int
    title: str
    body: str
    name: str
    at: datetime
    reply: str


@dataclass(frozen=True)
class Reviews:
    """`stars` counts reviews by score, five first: [(score, count), …]."""

    average: float
    count: int
    stars: Sequence[tuple[int, int]]
    latest: Sequence[Review]


# In the order of ShownProduct without its shop, then of Shop. The planner weighs every order of
# the joins, which for nine tables takes longer than all else: a single name is a subquery.
_PRODUCT = """
    SELECT p.id, p.title, p.slug, p.description, p.unit, p.net_amount, p.net_unit, p.weight_grams,
        p.pirt_number, p.halal, p.halal_number, p.preorder_days,
        coalesce(
            (SELECT k.requires_shipping FROM catalogue_productclass k WHERE k.id = p.product_class_id), true
        ),
        (
            SELECT v.name || ', ' || d.name
            FROM villages_village v JOIN villages_district d ON d.code = v.district_id
            WHERE v.code = coalesce(p.origin_village_id, shop.village_id)
        ),
        card.category_id, coalesce(card.placeholder, 0), coalesce(card.sold_count, 0),
        shop.id, shop.slug, shop.name, shop.phone, shop.tagline, shop.nib,
        coalesce(%(today)s::date BETWEEN shop.closed_from AND shop.closed_until, false),
        shop.closed_until, shop.closed_note,
        shop.hub_id, (SELECT hub.name FROM organisations_organisation hub WHERE hub.id = shop.hub_id),
        (
            SELECT ARRAY[v.code, v.name, d.code, d.name]
            FROM villages_village v JOIN villages_district d ON d.code = v.district_id
            WHERE v.code = shop.village_id
        )
    FROM catalogue_product p
    JOIN sellers_seller shop ON shop.id = p.seller_id AND shop.status <> 'suspended'
    LEFT JOIN search_productcard card ON card.product_id = p.id
    WHERE p.id = %(id)s AND p.is_public AND p.structure <> 'child'
"""
_SHOP_FROM = 17  # columns of the product itself

_PHOTOS = """
    SELECT pic.widths, pic.placeholder, pic.description
    FROM catalogue_productimage i JOIN media_picture pic ON pic.id = i.picture_id
    WHERE i.product_id = %s
    ORDER BY i.display_order, i.id
"""

_STARS = """
    SELECT score, count(*) FROM reviews_productreview WHERE product_id = %s AND status = 1 GROUP BY score
"""
_LATEST = """
    SELECT r.score, r.title, r.body, coalesce(u.name, r.name), r.date_created, r.reply
    FROM reviews_productreview r LEFT JOIN users_user u ON u.id = r.user_id
    WHERE r.product_id = %s AND r.status = 1
    ORDER BY r.date_created DESC, r.id DESC LIMIT %s
"""


def public_product(pk: int, *, today: date) -> ShownProduct | None:
    """A product that buyers may see, with its shop; None for any other. One query."""
    # A number that is no key would be compared as a decimal, with every product there is.
    found = _rows(_PRODUCT, {"id": pk, "today": today}) if pk <= BigIntegerField.MAX_BIGINT else []
    if not found:
        return None
    *shop, place = found[0][_SHOP_FROM:]
    return ShownProduct(Shop(*shop, *place), *found[0][:_SHOP_FROM])


def gallery(product: ShownProduct) -> list[Photo]:
    """The product's photos in their order. One query."""
    photos = []
    for widths, colour, description in _rows(_PHOTOS, [product.id]):
        picture = {**json.loads(widths), "colour": colour}
        large = picture_view(picture, alt=description or product.title, use=Use.PAGE)
        thumb = picture_view(picture, alt="", use=Use.THUMB)
        if large and thumb:
            photos.append(Photo(large, thumb))
    return photos


def reviews_of(product_id: int) -> Reviews:
    """Approved reviews: the histogram and the latest. Two queries, one when there are none."""
    counts = dict(_rows(_STARS, [product_id]))
    count = sum(counts.values())
    if not count:
        return Reviews(0.0, 0, (), ())
    return Reviews(
        average=sum(score * number for score, number in counts.items()) / count,
        count=count,
        stars=[(score, counts.get(score, 0)) for score in (5, 4, 3, 2, 1)],
        latest=[
            # The first name only: a review is public, its writer need not be.
            Review(score, title, body, (name.split() or [_("Buyer")])[0], at, reply)
            for score, title, body, name, at, reply in _rows(_LATEST, [product_id, REVIEWS_SHOWN])
        ],
    )


def more_from(product: ShownProduct) -> Sequence[Card]:
    """Other goods of the same shop, best sold first. One query."""
    return select_cards(
        "is_public AND seller_ids @> ARRAY[%s]::bigint[] AND product_id <> %s",
        [product.shop.id, product.id],
        order=order_sql(Sort.BEST_SOLD),
        limit=OTHERS_SHOWN,
    )


def facts_of(product: ShownProduct) -> list[tuple[str, str]]:
    """What the law and the buyer want to know, as label and value. Runs no query."""
    halal = str(_HALAL.get(product.halal, product.halal))
    if product.halal_number:
        halal = f"{halal}: {product.halal_number}"
    days = product.preorder_days
    facts: list[tuple[Any, Any]] = [
        (_("Made in"), product.made_in),
        (_("Sold by"), product.unit_label),
        (_("Contents"), _contents(product)),
        (_("Weight with packing"), weight(product.weight_grams or None)),
        (_("Made to order"), _("%(days)s days") % {"days": days} if days else ""),
        ("P-IRT", product.pirt_number),
        (_("Halal"), "" if product.halal == Product.Halal.NONE_NEEDED else halal),
        (_("Business number (NIB)"), product.shop.nib),
    ]
    return [(str(label), str(value)) for label, value in facts if value]


def _contents(product: ShownProduct) -> str:
    if not product.net_amount:
        return ""
    return f"{product.net_amount} {_NET_UNITS.get(product.net_unit, product.net_unit)}"


def _rows(statement: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
