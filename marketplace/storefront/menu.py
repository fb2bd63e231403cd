"""Categories and districts with their counts: read once a minute, not once a page."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.db import connection
from django.utils.translation import get_language

from marketplace.catalogue.models import Category

_KEY, _SECONDS = "storefront:menu", 60


@dataclass(frozen=True)
class MenuCategory:
    """A category with the number of goods in it and below."""

    id: int
    slug: str
    name: str
    name_en: str
    description: str
    icon: str
    depth: int
    parent_id: int | None
    count: int

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "id").startswith("en") and self.name_en else self.name

    @property
    def indented(self) -> str:
        """The name moved in by its depth, for a select."""
        return "\u2003" * (self.depth - 1) + self.label


@dataclass(frozen=True)
class MenuDistrict:
    code: str
    name: str
    count: int


@dataclass(frozen=True)
class Menu:
    """Every public category in the order of the tree, every district in name order."""

    categories: tuple[MenuCategory, ...]
    districts: tuple[MenuDistrict, ...]

    @property
    def roots(self) -> list[MenuCategory]:
        return [category for category in self.categories if category.depth == 1]

    def children(self, category_id: int) -> list[MenuCategory]:
        return [category for category in self.categories if category.parent_id == category_id]

    def by_slug(self, slug: str) -> MenuCategory | None:
        return next((category for category in self.categories if category.slug == slug), None)

    def path(self, category_id: int | None) -> list[MenuCategory]:
        """The category and all above it, the topmost first; empty when it is not in the menu."""
        found: list[MenuCategory] = []
        by_id = {category.id: category for category in self.categories}
        while category_id is not None and (category := by_id.get(category_id)):
            found.insert(0, category)
            category_id = category.parent_id
        return found


def menu() -> Menu:
    """The menu, at most a minute old. Two queries when it has to be made."""
    kept = cache.get(_KEY)
    if kept is None:
        kept = _make()
        cache.set(_KEY, kept, _SECONDS)
    return kept


def _make() -> Menu:
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT 'category', key::text, '', count(*)
                FROM search_productcard, unnest(category_ids) AS key WHERE is_public GROUP BY key
            UNION ALL
            SELECT 'district', d.code, d.name, (
                SELECT count(*) FROM search_productcard c WHERE c.is_public AND c.district_id = d.code
            ) FROM villages_district d
            ORDER BY 3, 2
        """)
        rows = cursor.fetchall()
    counts = {int(key): count for kind, key, _, count in rows if kind == "category"}
    districts = tuple(MenuDistrict(key, name, count) for kind, key, name, count in rows if kind == "district")
    categories, above = [], {}
    for category in Category.objects.browsable().order_by("path"):
        above[category.path] = category.pk
        categories.append(
            MenuCategory(
                id=category.pk,
                slug=category.slug,
                name=category.name,
                name_en=category.name_en,
                description=category.description,
                icon=category.icon,
                depth=category.depth,
                parent_id=above.get(category.path[: -Category.steplen]),
                count=counts.get(category.pk, 0),
            )
        )
    return Menu(tuple(categories), districts)
