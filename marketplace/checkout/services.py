"""Writing on the way: an old purchase into the basket once more."""

from __future__ import annotations

from core.refusals import Refusal
from marketplace.basket.models import Basket
from marketplace.basket.services import add_offer
from marketplace.order.models import Line, Purchase


def buy_again(*, purchase: Purchase, basket: Basket, key: str) -> list[str]:
    """Put the goods of a purchase in a basket, as many as are left; the same key does it once.

    Gives the titles of what could not be put in.
    """
    missing = []
    lines = Line.objects.filter(order__purchase=purchase).select_related("stockrecord__product")
    for line in lines.order_by("pk"):
        offer = line.stockrecord
        if offer is None:
            missing.append(line.title)
            continue
        pieces = line.quantity if offer.available is None else min(line.quantity, offer.available)
        try:
            add_offer(basket=basket, stockrecord=offer, quantity=max(pieces, 1), key=f"{key}:{offer.pk}")
        except Refusal:
            missing.append(line.title)
    return missing
