"""What base.html asks for on every page; nothing here runs a query."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from marketplace.storefront.menu import menu
from marketplace.storefront.variants import wants_text

_NAV = {"store:categories": "categories", "store:category": "categories", "store:villages": "villages"}

# Pages whose first screen first.css draws, and where most visits begin (with the front page).
_FIRST_SCREENS = frozenset(f"store:{name}" for name in ("list", "category", "search", "product", "shop"))


def shell(request: HttpRequest) -> dict[str, Any]:
    """`text_mode`, `nav` (the current tab), `menu` (categories and districts, made when asked for).

    And `has_head_style`: the page brings the style of its first screen along (core.templatetags.styles).
    """
    match = request.resolver_match
    return {
        "text_mode": wants_text(request),
        "nav": _current_tab(request),
        "has_head_style": request.path == "/" or (match is not None and match.view_name in _FIRST_SCREENS),
        "menu": SimpleLazyObject(menu),
    }


def _current_tab(request: HttpRequest) -> str:
    match = request.resolver_match
    name = match.view_name if match else ""
    if request.path == "/":
        return "home"
    if name in _NAV or name.startswith("store:village"):
        return _NAV.get(name, "villages")
    if name.startswith("basket:"):
        return "basket"
    if name.startswith("account:order"):
        return "orders"
    return "account" if name.startswith("account") else ""
