"""Who sells a product and how: the shops, their variants and prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.money import format_rupiah
from marketplace.catalogue.models import Product
from marketplace.catalogue.unit_price import unit_price

FEW_LEFT = 5
_UNITS = dict(Product.Unit.choices)


@dataclass(frozen=True)
class Offer:
    """One shop's offer of the product or of one variant. `left` is None when nothing is counted."""

    id: int
    price: int
    left: int | None
    variant: str
    net_amount: int | None
    net_unit: str
    seller_id: int
    seller_name: str
    seller_slug: str
    village_name: str
    is_closed: bool

    @property
    def is_ready(self) -> bool:
        return not self.is_closed and (self.left is None or self.left > 0)

    @property
    def most(self) -> int | None:
        """The largest number that can be asked for."""
        return self.left

    @property
    def unit_price_text(self) -> str:
        """What a comparable measure costs, "" when it is not known."""
        measured = unit_price(self.price, net_amount=self.net_amount, net_unit=self.net_unit)
        if measured is None:
            return ""
        return f"{format_rupiah(measured.amount)}/{_UNITS.get(measured.measure, measured.measure)}"

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


# In the order of Offer. A variant without contents of its own has those of its parent.
_OFFERS = """
    SELECT so.id, so.price::bigint,
        CASE WHEN so.is_tracked THEN so.num_in_stock - so.num_allocated END,
        CASE WHEN p.id = %(product)s THEN '' ELSE p.variant_label END,
        coalesce(p.net_amount, %(net_amount)s),
        CASE WHEN p.net_amount IS NULL THEN %(net_unit)s ELSE p.net_unit END,
        shop.id, shop.name, shop.slug,
        (SELECT v.name FROM villages_village v WHERE v.code = shop.village_id),
        coalesce(%(today)s::date BETWEEN shop.closed_from AND shop.closed_until, false)
    FROM catalogue_product p
    JOIN partner_stockrecord so ON so.product_id = p.id AND so.is_active
    JOIN partner_partner pt ON pt.id = so.partner_id
    JOIN sellers_seller shop ON shop.id = pt.seller_id AND shop.status <> 'suspended'
    WHERE (p.id = %(product)s OR p.parent_id = %(product)s) AND p.is_public
"""


def offers_of(*, product_id: int, net_amount: int | None, net_unit: str, today: date) -> Offers:
    """Who sells a product with these contents and how, the cheapest that can be bought first. One query.

    The shop of the best offer is the main one: cards show the same price by the same rule.
    """
    values = {"product": product_id, "net_amount": net_amount, "net_unit": net_unit, "today": today}
    with connection.cursor() as cursor:
        cursor.execute(_OFFERS, values)
        offers = [Offer(*row) for row in cursor.fetchall()]
    if not offers:
        return Offers((), ())
    offers.sort(key=lambda offer: (not offer.is_ready, offer.price, offer.id))
    main = [offer for offer in offers if offer.seller_id == offers[0].seller_id]
    others = [offer for offer in offers if offer.seller_id != offers[0].seller_id]
    return Offers(sorted(main, key=lambda offer: (offer.price, offer.id)), others)
