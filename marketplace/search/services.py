"""Keeping the index: the only writers of cards and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from marketplace.catalogue.models import Product
from marketplace.search import indexing
from marketplace.search.models import ProductCard, Word

BATCH = 2_000


def index_products(*, product_ids: Iterable[int], today: date | None = None) -> int:
    """Write the cards of these products anew; gives how many were written.

    A variant stands for its parent. Products that are gone lose their card by the foreign key,
    hidden ones keep a card that is not public. Set-based: two statements for each 2,000. To be
    called after anything a card shows has changed; may be repeated at will.
    """
    written = 0
    for batch in _batches(_listed(product_ids)):
        values: dict[str, Any] = {"ids": batch, "today": today or timezone.localdate()}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(indexing.WRITE_CARDS, values)
            written += cursor.rowcount
            cursor.execute(indexing.LEARN_WORDS, values)
    return written


def set_stock_flag(*, product_ids: Iterable[int], today: date | None = None) -> int:
    """Write price and stock anew after an offer changed; gives how many cards changed.

    A variant stands for its parent. Rows that already say the same are not touched.
    """
    changed = 0
    for batch in _batches(_listed(product_ids)):
        with connection.cursor() as cursor:
            cursor.execute(indexing.WRITE_STOCK, {"ids": batch, "today": today or timezone.localdate()})
            changed += cursor.rowcount
    return changed


def index_seller(*, seller_id: int, today: date | None = None) -> int:
    """Index all that a shop keeps or offers: after a change of its name, village, status or closure."""
    products = Product.objects.filter(Q(seller=seller_id) | Q(stockrecords__partner__seller=seller_id))
    return index_products(product_ids=products.values_list("pk", flat=True).distinct(), today=today)


def refresh_closures(*, today: date) -> int:
    """Write stock anew where a holiday closure began today or ended yesterday: once a day."""
    turning = Q(stockrecords__partner__seller__closed_from=today) | Q(
        stockrecords__partner__seller__closed_until__gte=today - timedelta(days=1),
        stockrecords__partner__seller__closed_until__lt=today,
    )
    products = Product.objects.filter(turning).values_list("pk", flat=True).distinct()
    return set_stock_flag(product_ids=products, today=today)


def index_new_photos(*, everywhere: bool = False, today: date | None = None) -> int:
    """Index products whose photo became ready after they were indexed; gives how many.

    Renditions are made by a job of a lower room, which knows no products. `everywhere` also
    finds photos that were cropped anew, by looking at every card.
    """
    with connection.cursor() as cursor:
        cursor.execute(indexing.ANY_CHANGED if everywhere else indexing.NEWLY_SHOWN)
        waiting = [row[0] for row in cursor.fetchall()]
    return index_products(product_ids=waiting, today=today)


def remove(*, product_ids: Iterable[int]) -> int:
    """Take products out of every list; gives how many were there."""
    return ProductCard.objects.filter(product__in=list(product_ids)).delete()[0]


def rebuild_words() -> int:
    """Count the vocabulary for typing mistakes anew; gives how many words it holds."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Readers go on with the old words until the new ones are there.
        Word.objects.all().delete()
        cursor.execute(indexing.REBUILD_WORDS)
        return cursor.rowcount


def _listed(product_ids: Iterable[int]) -> list[int]:
    """The ids of the pages that show these products: a variant is shown on its parent's."""
    ids = list(product_ids)
    pages = Product.objects.filter(pk__in=ids).annotate(page=Coalesce(F("parent_id"), F("pk")))
    return sorted(set(pages.values_list("page", flat=True)))


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
