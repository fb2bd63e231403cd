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
def _drawn(card: Card, lazy: bool, language: str) -> SafeString:
    return render_to_string("components/product_card.html", {"card": card, "lazy": lazy})


@register.simple_tag
def product_card(card: Card, *, lazy: bool = False) -> SafeString:
    """components/product_card.html for a card of marketplace.search."""
    return _drawn(card, lazy, get_language() or "")
