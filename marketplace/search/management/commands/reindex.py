"""Make the product index anew: every card, then the vocabulary."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from marketplace.catalogue.models import Product
from marketplace.search.models import ProductCard
from marketplace.search.services import BATCH, index_products, rebuild_words, remove


class Command(BaseCommand):
    help = "Make the product index anew."

    def handle(self, *args: Any, **options: Any) -> None:
        listed = Product.objects.exclude(structure=Product.CHILD).order_by("pk")
        ids = list(listed.values_list("pk", flat=True))
        stray = ProductCard.objects.exclude(product__in=listed)
        remove(product_ids=list(stray.values_list("pk", flat=True)))
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        with Progress(*columns) as progress:
            job = progress.add_task("Cards", total=len(ids))
            for start in range(0, len(ids), BATCH):
                batch = ids[start : start + BATCH]
                index_products(product_ids=batch)
                progress.advance(job, len(batch))
        words = rebuild_words()
        self.stdout.write(f"{len(ids)} products, {words} words")
