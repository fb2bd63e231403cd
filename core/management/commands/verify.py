"""Check every invariant of every room; exit status 1 names the rows that break one."""

import sys

from django.core.management.base import BaseCommand, CommandParser

from core.invariants import all_invariants, violations


class Command(BaseCommand):
    help = "Check every invariant about stock, orders, payments and tenants."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=5, help="rows to name per invariant")

    def handle(self, *args: object, limit: int, **options: object) -> None:
        broken = 0
        for violation in violations(limit=limit):
            broken += 1
            self.stderr.write(f"{violation.invariant}: {violation.row}")
        self.stdout.write(f"{len(all_invariants())} invariants checked, {broken} violations")
        if broken:
            sys.exit(1)
