"""Make scale data: sellers, products and completed orders in any number."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from demo import generating
from demo.loading.goods import load_categories
from demo.loading.places import load_places
from marketplace.catalogue.models import Product, ProductClass
from marketplace.search.services import BATCH, index_products, rebuild_words


def _index() -> Iterator[int]:
    waiting = list(
        Product.objects.filter(slug__startswith="skala-", card=None)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    for start in range(0, len(waiting), BATCH):
        index_products(product_ids=waiting[start : start + BATCH])
        yield min(start + BATCH, len(waiting))
    rebuild_words()


class Command(BaseCommand):
    help = "Make scale data beside whatever is there; asking for more later adds only the rest."

    def add_arguments(self, parser: CommandParser) -> None:
        for what, default in (("sellers", 5_000), ("products", 100_000), ("orders", 50_000)):
            parser.add_argument(f"--{what}", type=int, default=default)

    def handle(self, *args: object, sellers: int, products: int, orders: int, **options: object) -> None:
        if not getattr(settings, "DEMO_ALLOWED", False):
            raise CommandError("Scale data is never made in production.")
        if (products and not sellers) or (orders and not products):
            raise CommandError("Products need --sellers, and orders need --products.")
        load_places()
        load_categories()
        ProductClass.objects.get_or_create(name="Barang")
        bars = (TextColumn("{task.description:10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*bars) as progress:
            for name, total, work in (
                ("sellers", sellers, generating.generate_sellers(sellers)),
                ("products", products, generating.generate_products(products)),
                ("index", products, _index()),
                ("orders", orders, generating.generate_orders(orders)),
            ):
                task = progress.add_task(name, total=total)
                for done in work:
                    progress.update(task, completed=done)
                progress.update(task, completed=total)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
