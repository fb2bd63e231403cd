"""Print the way of one order's money through every book, down to the statement lines it ends in."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from core.money import format_rupiah
from marketplace.order.models import Order
from marketplace.settlement.queries.trails import TrailEntry, ends_of, trail_of


class Command(BaseCommand):
    help = "Print every entry that an order's money caused, and the statement lines it ends in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("order", help="the number of the order")

    def handle(self, *args: Any, **options: Any) -> None:
        order = Order.objects.filter(number=options["order"]).select_related("seller", "hub").first()
        if order is None:
            raise CommandError(f"there is no order {options['order']}")
        with override("id"):
            self.stdout.write(
                f"Pesanan {order.number}, {order.seller.name}, {order.hub.name}: {format_rupiah(order.total)}"
            )
            for entry in trail_of(order).entries:
                self._print(entry)
            for end in ends_of(order):
                self.stdout.write(
                    f"\n{end.book} {end.year}, {end.statement}, {end.label}:"
                    f" {format_rupiah(end.amount)} dari {format_rupiah(end.figure)}"
                )

    def _print(self, entry: TrailEntry) -> None:
        number = entry.number if entry.number is not None else "–"
        self.stdout.write(f"\n{entry.day:%d/%m/%Y} {entry.book}, jurnal {number}: {entry.description}")
        for posting in entry.postings:
            debit, credit = (
                format_rupiah(amount) if amount else "" for amount in (posting.debit, posting.credit)
            )
            others = "" if posting.is_own else "  (pesanan lain)"
            self.stdout.write(f"  {posting.account:<42.42} {debit:>14} {credit:>14}{others}")
        if entry.share is not None:
            self.stdout.write(f"  di antaranya {format_rupiah(entry.share)} dari pesanan ini")
