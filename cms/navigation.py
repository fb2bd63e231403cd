"""The pages that editors show in menus."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from wagtail.models import Page

CACHED_FOR_S = 300
# The footer of every page leads to these already.
_IN_FOOTER = frozenset({"tentang", "bantuan"})


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str


def site_menu() -> list[MenuItem]:
    """Live pages right below the front page that are shown in menus, in their order.

    Looked up every five minutes at most. Pages that the footer names anyway are left out.
    """
    items = cache.get("cms:menu")
    if items is None:
        pages = Page.objects.live().in_menu().filter(depth=3).exclude(slug__in=_IN_FOOTER).order_by("path")
        items = [MenuItem(label=page.title, url=page.url) for page in pages]
        cache.set("cms:menu", items, CACHED_FOR_S)
    return items
