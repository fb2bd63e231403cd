"""Load the demo: idempotent, so it may run at every start."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from cms.content import build_site
from demo.loading import (
    banks,
    books,
    complaints,
    doors,
    goods,
    internet,
    loans,
    payouts,
    people,
    pictures,
    places,
    purchases,
    refunds,
    savings,
    settlement,
    stock,
)
from demo.loading.source import content
from marketplace.catalogue.models import Product
from marketplace.search.services import index_products, rebuild_words


class Command(BaseCommand):
    help = "Load demo data (invented people, shops, goods and purchases). Refused in production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sign-ins", action="store_true", help="only print one sign-in per role")

    def handle(self, *args: object, sign_ins: bool, **options: object) -> None:
        if not getattr(settings, "DEMO_ALLOWED", False):
            raise CommandError("Demo data never loads in production.")
        if sign_ins:
            self._print_sign_ins()
            return
        now = timezone.now()
        self._step("places, BUMDes and river routes", places.load_places)
        self._step("people and offices", people.load_roles)
        self._step("shops", people.load_shops)
        self._step("consents", lambda: people.load_consents(now))
        buyers = self._step("buyers", people.load_buyers)
        self._step("categories", goods.load_categories)
        drawn = self._step("pictures and their renditions", lambda: pictures.load_pictures(now))
        added = self._step("products", lambda: goods.load_products(drawn, now))
        self._step("reviews", lambda: goods.load_reviews(buyers, now))
        made = self._step("purchases of two years", lambda: purchases.load_purchases(buyers, now))
        self._step("books of two years", lambda: books.load_books(now))
        self._step("loans of books without any", lambda: loans.load_loans(now))
        self._step("stock cards", stock.load_stock)
        self._step("budgets and village internet", lambda: internet.load_plans(now))
        self._step("lists of banks", lambda: banks.load_banks(now))
        self._step("savings of members", lambda: savings.load_savings(now))
        self._step("refunds by a provider", lambda: refunds.load_refunds(buyers, now))
        self._step("settlement", lambda: settlement.load_settlement(now))
        self._step("payouts", lambda: payouts.load_payouts(now))
        self._step("cash at the door", lambda: doors.load_doors(now))
        self._step("complaints", lambda: complaints.load_complaints(now))
        if added or made:
            self._step("product index", self._index)
        self._step("pages", lambda: build_site(pages=content("pages"), pictures=drawn, now=now))

    def _step(self, name: str, work: Callable[[], Any]) -> Any:
        started = time.monotonic()
        result = work()
        spent = time.monotonic() - started
        if spent > 0.5:
            self.stdout.write(f"    {name}: {spent:.1f} s")
        return result

    def _index(self) -> None:
        """At once: the first visitor comes before the worker has done its jobs."""
        index_products(product_ids=Product.objects.values_list("pk", flat=True))
        rebuild_words()

    def _print_sign_ins(self) -> None:
        table = Table(title=f"Masuk dengan kata sandi {people.PASSWORD}", title_justify="left")
        for heading in ("peran", "e-mail", "halaman"):
            table.add_column(heading)
        for role, email, _name, path in people.SIGN_INS:
            table.add_row(role, email, path)
        Console(width=100).print(table)
