"""Prove the books: numbers, links, sums. Exit status 1 names the first broken rows."""

import sys

from django.core.management.base import BaseCommand, CommandParser

from bumdes.ledger.models import Book
from core.invariants import all_invariants, violations


class Command(BaseCommand):
    help = "Check every rule of the books against the rows as they stand."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=1, help="rows to name per rule")

    def handle(self, *args: object, limit: int, **options: object) -> None:
        broken = 0
        for violation in violations(limit=limit, only="ledger."):
            broken += 1
            self.stderr.write(f"{violation.invariant}: {violation.row}")
        rules = sum(rule.name.startswith("ledger.") for rule in all_invariants())
        self.stdout.write(f"{Book.objects.count()} books, {rules} rules checked, {broken} broken")
        if broken:
            sys.exit(1)
