"""The basket as pages show it: grouped by shop, priced from each line's own offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core.money import as_rupiah
from marketplace.basket.models import Basket, Line
from marketplace.catalogue.models import ProductImage
from marketplace.sellers.calculations import is_closed
from marketplace.sellers.models import Seller
from media.display import PictureView, Use, picture_view


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


@dataclass(frozen=True)
class ShopGroup:
    """The lines of one shop: one order to be."""

    seller: Seller
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


def _problem(line: Line, seller: Seller, today: date) -> str:
    offer, product = line.stockrecord, line.product
    is_public = product.is_public and (not product.is_child or product.parent.is_public)
    if not offer.is_active or not is_public or seller.status == Seller.Status.SUSPENDED:
        return _("This is no longer on sale. Please remove it.")
    if is_closed(seller, on=today):
        return _("The shop is closed for a holiday.")
    left = offer.available
    if left is not None and left <= 0:
        return _("Sold out. Please remove it.")
    if left is not None and line.quantity > left:
        return _("Only %(left)s left. Please change the number.") % {"left": left}
    return ""


def _view(line: Line, seller: Seller, today: date) -> LineView:
    product = line.product
    parent = product.parent if product.is_child else product
    title = f"{parent.title} · {product.variant_label}" if product.is_child else product.title
    return LineView(
        line_id=line.pk,
        offer_id=line.stockrecord_id,
        product_id=product.pk,
        title=title,
        url=parent.get_absolute_url(),
        unit=product.get_unit_display(),
        unit_price=line.stockrecord.price_rupiah,
        price_when_added=None if line.price_incl_tax is None else as_rupiah(line.price_incl_tax),
        quantity=line.quantity,
        available=line.stockrecord.available,
        is_tracked=line.stockrecord.is_tracked,
        requires_delivery=parent.product_class.requires_shipping,
        weight_grams=product.weight_grams or parent.weight_grams,
        preorder_days=parent.preorder_days,
        problem=_problem(line, seller, today),
        widths=line.widths or {},
        placeholder=line.placeholder or 0,
    )


def grouped(basket: Basket | None, *, today: date) -> BasketView:
    """The basket by shop, shops in the order of their first line. One query.

    Prices are those of each line's own offer now, not of the day it was put in.
    """
    if basket is None:
        return BasketView(groups=())
    first_photo = ProductImage.objects.filter(product_id=OuterRef("photo_of")).order_by("display_order", "pk")
    lines = (
        Line.objects.filter(basket=basket)
        .annotate(photo_of=Coalesce("product__parent_id", "product_id"))  # a variant shows its parent's
        .annotate(
            widths=Subquery(first_photo.values("picture__widths")[:1]),
            placeholder=Subquery(first_photo.values("picture__placeholder")[:1]),
        )
        .select_related(
            "product__product_class",
            "product__parent__product_class",
            "stockrecord__partner__seller__village__district",
            "stockrecord__partner__seller__hub",
        )
        .order_by("pk")
    )
    groups: dict[int, tuple[Seller, list[LineView]]] = {}
    for line in lines:
        seller = line.stockrecord.partner.seller
        groups.setdefault(seller.pk, (seller, []))[1].append(_view(line, seller, today))
    return BasketView(groups=tuple(ShopGroup(seller, tuple(views)) for seller, views in groups.values()))
