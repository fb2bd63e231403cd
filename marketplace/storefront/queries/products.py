"""One product's page: photos, offers of every shop, facts, ways of delivery, reviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Min, Prefetch, Q
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from bumdes.organisations.models import Organisation
from bumdes.villages.models import Village
from core.money import format_rupiah
from core.templatetags.formats import weight
from marketplace.catalogue.models import Product, ProductImage
from marketplace.catalogue.reviews.models import ProductReview
from marketplace.catalogue.unit_price import unit_price
from marketplace.fulfilment.models import CourierTariff, PickupPoint, RiverRoute
from marketplace.partner.models import StockRecord
from marketplace.search.cards import Card, cards
from marketplace.search.models import ProductCard
from marketplace.sellers.calculations import is_closed
from marketplace.sellers.models import Seller
from media.display import PictureView, Use, picture_view

REVIEWS_SHOWN = 10
FEW_LEFT = 5
OTHERS_SHOWN = 6


@dataclass(frozen=True)
class Photo:
    """A photo of the gallery and its small twin for the row below."""

    large: PictureView
    thumb: PictureView


@dataclass(frozen=True)
class Offer:
    """One shop's offer of the product or of one variant. `left` is None when nothing is counted."""

    id: int
    seller_id: int
    seller_name: str
    seller_slug: str
    village_name: str
    variant: str
    price: int
    unit_price_text: str
    left: int | None
    is_closed: bool

    @property
    def is_ready(self) -> bool:
        return not self.is_closed and (self.left is None or self.left > 0)

    @property
    def most(self) -> int | None:
        """The largest number that can be asked for."""
        return self.left

    @property
    def stock_text(self) -> str:
        """Words on stock: exact only when little is left."""
        if self.is_closed:
            return _("Shop on holiday")
        if self.left is None:
            return _("Available")
        if self.left <= 0:
            return _("Sold out")
        if self.left <= FEW_LEFT:
            return ngettext("Only %(left)s left", "Only %(left)s left", self.left) % {"left": self.left}
        return _("In stock")


@dataclass(frozen=True)
class Offers:
    """`main` are the choices of one shop, cheapest to buy now; `others` those of further shops."""

    main: Sequence[Offer]
    others: Sequence[Offer]

    @property
    def chosen(self) -> Offer | None:
        """The choice that the page opens with: the first that can be bought."""
        return next((offer for offer in self.main if offer.is_ready), self.main[0] if self.main else None)

    @property
    def highest(self) -> int:
        return max((offer.price for offer in self.main), default=0)

    @property
    def lowest(self) -> int:
        return min((offer.price for offer in self.main), default=0)


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


@dataclass(frozen=True)
class Way:
    icon: str
    label: str
    detail: str


def public_product(pk: int) -> Product | None:
    """A product that buyers may see, with shop, village, hub and card; None for any other.

    One query, and one more for the village of origin when it is named.
    """
    return (
        Product.objects.filter(pk=pk, is_public=True)
        .exclude(structure=Product.CHILD)
        .exclude(seller__status=Seller.Status.SUSPENDED)
        # The planner weighs every order of the joins: with ten tables that took it 25 ms.
        .select_related("seller__village__district", "seller__hub", "product_class", "card")
        .prefetch_related(Prefetch("origin_village", Village.objects.select_related("district")))
        .first()
    )


def gallery(product: Product) -> list[Photo]:
    """The product's photos in their order. One query."""
    images = (
        ProductImage.objects.filter(product=product).select_related("picture").order_by("display_order", "pk")
    )
    photos = []
    for image in images:
        picture, alt = image.picture, image.picture.description or product.title
        large = picture_view(picture, alt=alt, use=Use.PAGE)
        thumb = picture_view(picture, alt="", use=Use.THUMB)
        if large and thumb:
            photos.append(Photo(large, thumb))
    return photos


def offers_of(product: Product, *, today: date) -> Offers:
    """Who sells it and how, the cheapest that can be bought first. One query.

    The shop of the best offer is the main one: cards show the same price by the same rule.
    """
    # Named by id first: an OR over the join would read every offer there is.
    sold_here = Product.objects.filter(Q(pk=product.pk) | Q(parent=product), is_public=True).values("pk")
    rows = (
        StockRecord.objects.filter(product__in=sold_here, is_active=True)
        .exclude(partner__seller__status=Seller.Status.SUSPENDED)
        .select_related("product", "partner__seller__village")
    )
    offers = sorted(
        (_offer(row, product, today) for row in rows),
        key=lambda offer: (not offer.is_ready, offer.price, offer.id),
    )
    if not offers:
        return Offers((), ())
    main = [offer for offer in offers if offer.seller_id == offers[0].seller_id]
    others = [offer for offer in offers if offer.seller_id != offers[0].seller_id]
    return Offers(sorted(main, key=lambda offer: (offer.price, offer.id)), others)


def _offer(row: StockRecord, product: Product, today: date) -> Offer:
    seller, sold = row.partner.seller, row.product
    contents = sold if sold.net_amount else product
    price = row.price_rupiah
    measured = unit_price(price, net_amount=contents.net_amount, net_unit=contents.net_unit)
    units = dict(Product.Unit.choices)
    return Offer(
        id=row.pk,
        seller_id=seller.pk,
        seller_name=seller.name,
        seller_slug=seller.slug,
        village_name=seller.village.name,
        variant=sold.variant_label if sold.pk != product.pk else "",
        price=price,
        unit_price_text=(
            f"{format_rupiah(measured.amount)}/{units.get(measured.measure, measured.measure)}"
            if measured
            else ""
        ),
        left=row.available,
        is_closed=is_closed(seller, on=today),
    )


def reviews_of(product: Product) -> Reviews:
    """Approved reviews: the histogram and the latest. Two queries, one when there are none."""
    approved = ProductReview.objects.filter(product=product, status=ProductReview.APPROVED)
    counts = dict(approved.order_by().values_list("score").annotate(Count("pk")))
    count = sum(counts.values())
    if not count:
        return Reviews(0.0, 0, (), ())
    rows = approved.select_related("user").order_by("-date_created", "-pk")[:REVIEWS_SHOWN]
    return Reviews(
        average=sum(score * number for score, number in counts.items()) / count,
        count=count,
        stars=[(score, counts.get(score, 0)) for score in (5, 4, 3, 2, 1)],
        latest=[
            Review(
                score=row.score,
                title=row.title,
                body=row.body,
                # The first name only: a review is public, its writer need not be.
                name=((row.user.name if row.user else row.name).split() or [_("Buyer")])[0],
                at=row.date_created,
                reply=row.reply,
            )
            for row in rows
        ],
    )


def ways_of(product: Product) -> list[Way]:
    """How the goods can reach a buyer, in words; exact fees come with an address.

    Three queries when they have to be made: a hub's ways are remembered for a minute.
    """
    if not product.product_class.requires_shipping:
        return [Way("service", _("No delivery needed"), _("The shop will contact you."))]
    hub, district = product.seller.hub, product.seller.village.district_id
    key = f"storefront:ways:{hub.pk}:{district}:{get_language()}"
    kept = cache.get(key)
    if kept is None:
        kept = _ways(hub, district)
        cache.set(key, kept, 60)
    return kept


def _ways(hub: Organisation, district: str) -> list[Way]:
    ways = []
    point = PickupPoint.objects.filter(organisation=hub, is_active=True).first()
    if point is not None:
        fee = format_rupiah(point.fee) if point.fee else _("free")
        ways.append(
            Way("pickup", _("Pick up at %(hub)s: %(fee)s") % {"hub": hub.name, "fee": fee}, hub.opening_hours)
        )
    courier = CourierTariff.objects.filter(hub=hub).aggregate(fee=Min("fee"), districts=Count("pk"))
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


def more_from(product: Product) -> Sequence[Card]:
    """Other goods of the same shop, best sold first. One query."""
    return cards(
        ProductCard.objects.public()
        .filter(seller_ids__contains=[product.seller_id])
        .exclude(pk=product.pk)
        .order_by("-is_in_stock", "-sold_count", "-product")[:OTHERS_SHOWN]
    )


def facts_of(product: Product) -> list[tuple[str, str]]:
    """What the law and the buyer want to know, as label and value. Runs no query."""
    origin = product.origin_village or product.seller.village
    halal = product.get_halal_display()
    if product.halal_number:
        halal = f"{halal}: {product.halal_number}"
    facts: list[tuple[Any, Any]] = [
        (_("Made in"), f"{origin.name}, {origin.district.name}"),
        (_("Sold by"), product.get_unit_display()),
        (_("Contents"), _contents(product)),
        (_("Weight with packing"), weight(product.weight_grams or None)),
        (
            _("Made to order"),
            _("%(days)s days") % {"days": product.preorder_days} if product.preorder_days else "",
        ),
        ("P-IRT", product.pirt_number),
        (_("Halal"), "" if product.halal == Product.Halal.NONE_NEEDED else halal),
        (_("Business number (NIB)"), product.seller.nib),
    ]
    return [(str(label), str(value)) for label, value in facts if value]


def _contents(product: Product) -> str:
    if not product.net_amount:
        return ""
    return f"{product.net_amount} {product.get_net_unit_display()}"
