"""The orders in which a list can be read, and the columns behind each."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sort(models.TextChoices):
    RELEVANT = "cocok", _("Best match")
    NEWEST = "terbaru", _("Newest")
    BEST_SOLD = "terlaris", _("Best sold")
    BEST_RATED = "rating", _("Best rated")
    CHEAPEST = "termurah", _("Cheapest")
    DEAREST = "termahal", _("Dearest")


# Each ends in the key and has an index of its own in models.ProductCard.
ORDERS: dict[str, tuple[str, ...]] = {
    Sort.NEWEST: ("-listed_at", "-product"),
    Sort.BEST_SOLD: ("-is_in_stock", "-sold_count", "-product"),
    Sort.BEST_RATED: ("-rating", "-review_count", "-product"),
    Sort.CHEAPEST: ("price_from", "product"),
    Sort.DEAREST: ("-price_from", "-product"),
}


def order_sql(sort: str) -> str:
    """One of ORDERS as SQL over search_productcard, the same in every letter as its index."""
    columns = (name.replace("product", "product_id") for name in ORDERS[sort])
    return ", ".join(f"{name[1:]} DESC" if name.startswith("-") else name for name in columns)
