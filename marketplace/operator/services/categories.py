"""The tree of categories. One change at a time: the tree's paths are rewritten by each."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.idempotency.services import content_hash, earlier_answer, remember
from core.ids import random_reference
from core.locks import lock_name
from core.refusals import Refusal
from core.users.models import User
from marketplace.catalogue.models import Category, Product
from marketplace.search.tasks import index

MAX_DEPTH = 3
BATCH = 2_000
_TREE = "catalogue.categories"


class NameTaken(Refusal):
    message = _("There is already a category of this name at this place.")
    field = "name"


class TooDeep(Refusal):
    message = _("Categories go at most three levels deep.")
    field = "parent"


class IntoItself(Refusal):
    message = _("A category cannot be put into itself or into one below it.")
    field = "parent"


def add_category(
    *, name: str, name_en: str, icon: str, parent: Category | None, actor: User, key: str, now: datetime
) -> Category:
    """A new category, last among its siblings. The same key gives the same one again.

    Raises NameTaken, TooDeep, Conflict.
    """
    content = content_hash("category", name, name_en, icon, parent.pk if parent else None)
    with transaction.atomic(durable=True):
        lock_name(_TREE)
        if pk := earlier_answer(key=key, user=actor, content=content):
            return Category.objects.get(pk=pk)
        parent = Category.objects.get(pk=parent.pk) if parent else None
        if parent is not None and parent.depth >= MAX_DEPTH:
            raise TooDeep
        _refuse_twin(name, parent)
        fields = {"name": name, "name_en": name_en, "icon": icon, "slug": _free_slug(name)}
        category = parent.add_child(**fields) if parent else Category.add_root(**fields)
        record(action="category.added", subject=category, actor=actor, at=now, name=name)
        remember(key=key, user=actor, content=content, answer=category.pk, now=now)
    return category


def rename_category(
    *, category: Category, name: str, name_en: str, icon: str, actor: User, now: datetime
) -> Category:
    """Other words or another icon. The address stays, so that old links live. Raises NameTaken."""
    with transaction.atomic(durable=True):
        lock_name(_TREE)
        category = Category.objects.get(pk=category.pk)
        _refuse_twin(name, category.get_parent(), but=category)
        category.name, category.name_en, category.icon = name, name_en, icon
        category.save(update_fields=["name", "name_en", "icon"])
        record(action="category.renamed", subject=category, actor=actor, at=now, name=name)
        _reindex(category)
    return category


def move_category(*, category: Category, parent: Category | None, actor: User, now: datetime) -> Category:
    """Put a category, with all below it, last under another one or at the top.

    Raises IntoItself, TooDeep, NameTaken.
    """
    with transaction.atomic(durable=True):
        lock_name(_TREE)
        category = Category.objects.get(pk=category.pk)
        parent = Category.objects.get(pk=parent.pk) if parent else None
        if parent is not None and (parent.pk == category.pk or parent.is_descendant_of(category)):
            raise IntoItself
        deepest = max(
            Category.get_tree(category).order_by("-depth").values_list("depth", flat=True)[:1],
            default=category.depth,
        )
        if (parent.depth if parent else 0) + deepest - category.depth + 1 > MAX_DEPTH:
            raise TooDeep
        _refuse_twin(category.name, parent, but=category)
        if parent is not None:
            category.move(parent, pos="last-child")
        else:
            category.move(Category.get_last_root_node(), pos="last-sibling")
        category = Category.objects.get(pk=category.pk)
        category.set_ancestors_are_public()
        record(
            action="category.moved",
            subject=category,
            actor=actor,
            at=now,
            parent=parent.pk if parent else None,
        )
        _reindex(category)
    return category


def shift_category(*, category: Category, is_up: bool, actor: User, now: datetime) -> Category:
    """One place up or down among its siblings; at the end it stays."""
    with transaction.atomic(durable=True):
        lock_name(_TREE)
        category = Category.objects.get(pk=category.pk)
        neighbour = category.get_prev_sibling() if is_up else category.get_next_sibling()
        if neighbour is not None:
            category.move(neighbour, pos="left" if is_up else "right")
            record(action="category.shifted", subject=category, actor=actor, at=now, up=is_up)
    return Category.objects.get(pk=category.pk)


def set_category_public(*, category: Category, is_public: bool, actor: User, now: datetime) -> Category:
    """Show or hide a category with all below it; its goods stay on sale and in the search."""
    with transaction.atomic(durable=True):
        lock_name(_TREE)
        category = Category.objects.get(pk=category.pk)
        if category.is_public != is_public:
            category.is_public = is_public
            category.save(update_fields=["is_public"])
            category.set_ancestors_are_public()
            record(action="category.public", subject=category, actor=actor, at=now, public=is_public)
            _reindex(category)
    return category


def _refuse_twin(name: str, parent: Category | None, *, but: Category | None = None) -> None:
    siblings = parent.get_children() if parent else Category.get_root_nodes()
    if siblings.filter(name__iexact=name).exclude(pk=but.pk if but else None).exists():
        raise NameTaken


def _free_slug(name: str) -> str:
    base = slugify(name)[:80].strip("-") or "kategori"
    slug = base
    while Category.objects.filter(slug=slug).exists():
        slug = f"{base}-{random_reference(4).lower()}"
    return slug


def _reindex(category: Category) -> None:
    """Have the cards of all goods in and below a category written anew, by the worker.

    A top category may hold most of the catalogue, which is too much for one request.
    """
    goods = Product.objects.filter(categories__path__startswith=category.path)
    ids = list(goods.order_by("pk").values_list("pk", flat=True).distinct())
    for start in range(0, len(ids), BATCH):
        index.defer(product_ids=ids[start : start + BATCH])
