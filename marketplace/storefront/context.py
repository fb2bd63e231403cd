"""What base.html asks for on every page; nothing here runs a query."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from marketplace.storefront.menu import menu
from marketplace.storefront.variants import wants_text

_NAV = {"store:categories": "categories", "store:category": "categories", "store:villages": "villages"}


def shell(request: HttpRequest) -> dict[str, Any]:
    """`text_mode`, `nav` (the current tab) and `menu` (categories and districts, made when asked for)."""
    return {
        "text_mode": wants_text(request),
        "nav": _current_tab(request),
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
