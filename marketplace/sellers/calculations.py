"""Rules about a shop that need no database."""

from __future__ import annotations

from datetime import date

from marketplace.sellers.models import Seller


def is_closed(seller: Seller, *, on: date) -> bool:
    """True on the days of an announced holiday closure, first and last day included."""
    if seller.closed_from is None or seller.closed_until is None:
        return False
    return seller.closed_from <= on <= seller.closed_until
