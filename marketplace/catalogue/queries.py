"""Categories for forms, and what a shop needs to know about products."""

from __future__ import annotations

from django.db.models import QuerySet

from marketplace.catalogue.models import Category, Product, ProductImage
from marketplace.sellers.models import Seller


def leaf_categories() -> list[tuple[str, list[tuple[int, str]]]]:
    """Categories that can hold products, under their top category, for a select: one query.

    Shape: [(top category, [(primary key, name), …]), …] in tree order. A top category without
    children stands as its own only choice.
    """
    groups: list[tuple[str, list[tuple[int, str]]]] = []
    names: list[str] = []
    for category in Category.objects.filter(is_public=True).order_by("path"):
        del names[category.depth - 1 :]
        names.append(category.label)
        if category.depth == 1:
            groups.append((category.label, []))
        if category.is_leaf() and groups:
            groups[-1][1].append((category.pk, " › ".join(names[1:]) or category.label))
    return [(top, choices) for top, choices in groups if choices]


def variants_of(product: Product) -> list[Product]:
    """The variants of a product, oldest first; empty when it has none. One query."""
    return list(product.children.order_by("pk")) if product.is_parent else []


def pictures_of(product: Product) -> list[ProductImage]:
    """The photos of a product, the main one first. One query."""
    return list(product.images.select_related("picture").order_by("display_order", "pk"))


def sellable_by_others(title: str, *, without_seller: int) -> QuerySet[Product]:
    """Public product pages of other shops whose title holds every word, in title order.

    Variants come with their parent, not by themselves.
    """
    products = Product.objects.filter(is_public=True, parent=None, seller__in=Seller.objects.public())
    for word in title.split():
        products = products.filter(title__icontains=word)
    return products.exclude(seller_id=without_seller).order_by("title", "pk")
