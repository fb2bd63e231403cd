"""The product card as a tag: drawn once for the same facts, then remembered."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from marketplace.search.cards import Card

register = template.Library()

# About 4 MB in a worker. What is drawn depends on nothing but these arguments, so nothing goes
# stale: a card with a new price is another card.
_REMEMBERED = 2_048


@lru_cache(maxsize=_REMEMBERED)
def _drawn(card: Card, language: str) -> SafeString:
    # Lazy even above the fold: on a slow link a photo must not hold up the style sheet.
    return render_to_string("components/product_card.html", {"card": card, "lazy": True})


@register.simple_tag
def product_card(card: Card) -> SafeString:
    """components/product_card.html for a card of marketplace.search."""
    return _drawn(card, get_language() or "")
