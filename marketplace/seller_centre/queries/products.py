"""A shop's products and offers in lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum

from core.money import as_rupiah
from marketplace.catalogue.models import Product, ProductImage
from marketplace.catalogue.queries import sellable_by_others
from marketplace.partner.models import StockRecord
from marketplace.sellers.models import Seller
from media.display import PictureView, Use, picture_view

STATES = ("semua", "dijual", "draf", "habis")


@dataclass(frozen=True)
class ProductRow:
    """One product page in the shop's list; prices in whole rupiah, None without an offer."""

    pk: int
    title: str
    is_public: bool
    price_from: int | None
    price_to: int | None
    left: int | None  # None when nothing is counted
    variant_count: int
    picture: PictureView | None  # None without a ready photo
    has_warning: bool


def listed(products: QuerySet[Product], *, seller: Seller, state: str, words: str) -> QuerySet[Product]:
    """The shop's product pages in a state (see STATES), newest first, with what a row shows."""
    mine = Q(stockrecords__partner__seller=seller, stockrecords__is_active=True)
    mine_below = Q(
        children__stockrecords__partner__seller=seller,
        children__stockrecords__is_active=True,
        children__is_public=True,
    )
    own, below = F("stockrecords__num_in_stock"), F("children__stockrecords__num_in_stock")
    found = products.filter(seller=seller, parent=None).annotate(
        own_min=Min("stockrecords__price", filter=mine),
        below_min=Min("children__stockrecords__price", filter=mine_below),
        below_max=Max("children__stockrecords__price", filter=mine_below),
        own_left=Sum(own - F("stockrecords__num_allocated"), filter=mine & Q(stockrecords__is_tracked=True)),
        below_left=Sum(
            below - F("children__stockrecords__num_allocated"),
            filter=mine_below & Q(children__stockrecords__is_tracked=True),
        ),
        variant_count=Count("children", filter=Q(children__is_public=True), distinct=True),
    )
    if words:
        found = found.filter(title__icontains=words)
    if state == "dijual":
        found = found.filter(is_public=True)
    elif state == "draf":
        found = found.filter(is_public=False)
    elif state == "habis":
        found = found.filter(Q(own_left=0) | Q(below_left=0))
    return found.order_by("-date_created", "-pk")


def rows_of(products: list[Product]) -> list[ProductRow]:
    """Rows for loaded products (see listed). One query, for their main photos."""
    photos: dict[int, Any] = {}
    images = ProductImage.objects.filter(product__in=products).select_related("picture")
    for image in images.order_by("-display_order", "-pk"):
        photos[image.product_id] = image.picture
    return [_row(product, photos.get(product.pk)) for product in products]


def _row(product: Any, picture: Any) -> ProductRow:
    low = product.own_min if product.own_min is not None else product.below_min
    high = product.own_min if product.own_min is not None else product.below_max
    left = product.own_left if product.own_left is not None else product.below_left
    return ProductRow(
        pk=product.pk,
        title=product.title,
        is_public=product.is_public,
        price_from=as_rupiah(low) if low is not None else None,
        price_to=as_rupiah(high) if high is not None else None,
        left=left,
        variant_count=product.variant_count,
        picture=picture_view(picture, alt="", use=Use.THUMB),
        has_warning=product.is_public and (low is None or left == 0),
    )


def offers(seller: Seller, *, product: Product | None = None) -> QuerySet[StockRecord]:
    """The shop's offers for the grid, those of one product page or all, in the order of titles."""
    found = StockRecord.objects.filter(partner__seller=seller).select_related("product__parent")
    if product is not None:
        found = found.filter(Q(product=product) | Q(product__parent=product))
    return found.order_by("product__title", "pk")


def to_sell_too(seller: Seller, words: str) -> QuerySet[Product]:
    """Pages of other shops that this shop does not sell yet, for `words` in their titles."""
    mine = Q(stockrecords__partner__seller=seller)
    return (
        sellable_by_others(words, without_seller=seller.pk)
        .exclude(mine)
        .select_related("seller__village", "product_class")
    )


def choices_of(page: Product, *, seller: Seller) -> list[Product]:
    """What of a listed page this shop can begin to sell: the page itself, or its variants. One query."""
    products = page.children.filter(is_public=True) if page.is_parent else Product.objects.filter(pk=page.pk)
    return list(products.exclude(stockrecords__partner__seller=seller).order_by("pk"))
