"""The basket as pages show it: grouped by shop, priced from each line's own offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from core.money import as_rupiah
from marketplace.basket.models import Basket
from marketplace.catalogue.models import Product, product_address
from marketplace.sellers.calculations import is_closed
from marketplace.sellers.models import Seller
from media.display import PictureView, Use, picture_view

_UNITS = dict(Product.Unit.choices)


@dataclass(frozen=True)
class LineView:
    """One offer in the basket. Amounts are whole rupiah; problem is "" when it can be bought."""

    line_id: int
    offer_id: int
    product_id: int
    title: str
    url: str
    unit: str
    unit_price: int
    price_when_added: int | None
    quantity: int
    available: int | None
    is_tracked: bool
    requires_delivery: bool
    weight_grams: int
    preorder_days: int
    problem: str
    widths: Mapping[str, Any]
    placeholder: int

    @property
    def total(self) -> int:
        return self.unit_price * self.quantity

    @property
    def picture(self) -> PictureView | None:
        """The thumbnail; the title beside it says what it shows."""
        return picture_view({**self.widths, "colour": self.placeholder}, alt="", use=Use.THUMB)

    @property
    def price_changed(self) -> bool:
        return self.price_when_added is not None and self.unit_price != self.price_when_added


@dataclass(frozen=True, slots=True)
class ShopVillage:
    pk: str
    name: str
    district_id: str
    district_name: str


@dataclass(frozen=True, slots=True)
class Shop:
    """What the way to an order shows and needs of a seller; pk is the seller's."""

    pk: int
    partner_id: int
    hub_id: int
    slug: str
    name: str
    village: ShopVillage


@dataclass(frozen=True)
class ShopGroup:
    """The lines of one shop: one order to be."""

    seller: Shop
    lines: tuple[LineView, ...]

    @property
    def goods_total(self) -> int:
        return sum(line.total for line in self.lines)

    @property
    def weight_grams(self) -> int:
        return sum(line.weight_grams * line.quantity for line in self.lines)

    @property
    def requires_delivery(self) -> bool:
        return any(line.requires_delivery for line in self.lines)

    @property
    def has_problem(self) -> bool:
        return any(line.problem for line in self.lines)


@dataclass(frozen=True)
class BasketView:
    groups: tuple[ShopGroup, ...]

    @property
    def goods_total(self) -> int:
        return sum(group.goods_total for group in self.groups)

    @property
    def piece_count(self) -> int:
        return sum(line.quantity for group in self.groups for line in group.lines)

    @property
    def has_problem(self) -> bool:
        return any(group.has_problem for group in self.groups)


class _Row(NamedTuple):
    """A basket's line with all it is judged and shown by; the fields are the columns of _LINES."""

    line_id: int
    quantity: int
    price_when_added: Decimal | None
    product_id: int
    title: str
    variant: str
    slug: str
    page_id: int
    unit: str
    weight_grams: int
    preorder_days: int
    requires_delivery: bool
    is_public: bool
    offer_id: int
    price: Decimal
    on_hand: int
    allocated: int
    is_tracked: bool
    is_active: bool
    partner_id: int
    seller_id: int
    hub_id: int
    seller_slug: str
    seller_name: str
    seller_status: str
    closed_from: date | None
    closed_until: date | None
    village_id: str
    village_name: str
    district_id: str
    district_name: str
    photo: dict[str, Any] | None

    @property
    def available(self) -> int | None:
        return self.on_hand - self.allocated if self.is_tracked else None

    def shop(self) -> Shop:
        village = ShopVillage(self.village_id, self.village_name, self.district_id, self.district_name)
        return Shop(self.seller_id, self.partner_id, self.hub_id, self.seller_slug, self.seller_name, village)


# A variant (p) shows its parent's (top) title, page, photo and days to make; any other product is
# its own top. Written out, because six pages and posts of every purchase ask for it, and as models
# it cost more than all their templates. What only adds a column is a subquery and not a join:
# PostgreSQL plans this anew each time, and each join more doubles what it weighs.
_LINES = """
    SELECT l.id, l.quantity, l.price_incl_tax, p.id, top.title,
           CASE WHEN p.id <> top.id THEN p.variant_label ELSE '' END,
           top.slug, top.id, p.unit, coalesce(nullif(p.weight_grams, 0), top.weight_grams),
           top.preorder_days,
           coalesce((SELECT requires_shipping FROM catalogue_productclass
                      WHERE id = top.product_class_id), true),
           p.is_public AND top.is_public,
           offer.id, offer.price, offer.num_in_stock, coalesce(offer.num_allocated, 0),
           offer.is_tracked, offer.is_active, offer.partner_id,
           s.id, s.hub_id, s.slug, s.name, s.status, s.closed_from, s.closed_until, v.code, v.name,
           v.district_id, (SELECT name FROM villages_district WHERE code = v.district_id),
           (SELECT json_build_object('widths', picture.widths, 'placeholder', picture.placeholder)
              FROM catalogue_productimage image JOIN media_picture picture ON picture.id = image.picture_id
             WHERE image.product_id = top.id ORDER BY image.display_order, image.id LIMIT 1)
      FROM basket_line l
      JOIN catalogue_product p ON p.id = l.product_id
      JOIN catalogue_product top ON top.id = coalesce(p.parent_id, p.id)
      JOIN partner_stockrecord offer ON offer.id = l.stockrecord_id
      JOIN partner_partner partner ON partner.id = offer.partner_id
      JOIN sellers_seller s ON s.id = partner.seller_id
      JOIN villages_village v ON v.code = s.village_id
     WHERE l.basket_id = %s ORDER BY l.id
"""


def _problem(row: _Row, today: date) -> str:
    if not row.is_active or not row.is_public or row.seller_status == Seller.Status.SUSPENDED:
        return _("This is no longer on sale. Please remove it.")
    if is_closed(row, on=today):
        return _("The shop is closed for a holiday.")
    left = row.available
    if left is not None and left <= 0:
        return _("Sold out. Please remove it.")
    if left is not None and row.quantity > left:
        return _("Only %(left)s left. Please change the number.") % {"left": left}
    return ""


def _view(row: _Row, today: date) -> LineView:
    return LineView(
        line_id=row.line_id,
        offer_id=row.offer_id,
        product_id=row.product_id,
        title=f"{row.title} · {row.variant}" if row.product_id != row.page_id else row.title,
        url=product_address(row.page_id, slug=row.slug, title=row.title),
        unit=str(_UNITS.get(row.unit, row.unit)),
        unit_price=as_rupiah(row.price),
        price_when_added=None if row.price_when_added is None else as_rupiah(row.price_when_added),
        quantity=row.quantity,
        available=row.available,
        is_tracked=row.is_tracked,
        requires_delivery=row.requires_delivery,
        weight_grams=row.weight_grams,
        preorder_days=row.preorder_days,
        problem=_problem(row, today),
        widths=(row.photo and row.photo["widths"]) or {},
        placeholder=row.photo["placeholder"] if row.photo else 0,
    )


def grouped(basket: Basket | None, *, today: date) -> BasketView:
    """The basket by shop, shops in the order of their first line. One query.

    Prices are those of each line's own offer now, not of the day it was put in.
    """
    if basket is None:
        return BasketView(groups=())
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [basket.pk])
        rows = [_Row(*row) for row in cursor.fetchall()]
    groups: dict[int, tuple[Shop, list[LineView]]] = {}
    for row in rows:
        if row.seller_id not in groups:
            groups[row.seller_id] = (row.shop(), [])
        groups[row.seller_id][1].append(_view(row, today))
    return BasketView(groups=tuple(ShopGroup(shop, tuple(views)) for shop, views in groups.values()))
