"""Import entries or opening balances of a BUMDes from CSV or XLSX: every entry or none."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from bumdes.bookkeeping.imports import plan_entries, post_plan, read_rows
from bumdes.organisations.models import Organisation
from core.refusals import Refusal

SHOWN = 50


class Command(BaseCommand):
    help = "Import entries from a file with the columns entry,date,description,account,unit,debit,credit,key."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bumdes", required=True, metavar="CODE")
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--opening", action="store_true", help="the rows are opening balances")
        parser.add_argument("--create-units", action="store_true", help="make units that are not known yet")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, post nothing")

    def handle(self, *args: object, **options: Any) -> None:
        organisation = Organisation.objects.select_related("book").filter(code=options["bumdes"]).first()
        if organisation is None or organisation.book is None:
            raise CommandError(f"There is no BUMDes with a book and the code {options['bumdes']}.")
        book = organisation.book
        try:
            rows = read_rows(options["file"].read_bytes())
            plan = plan_entries(
                book, rows, is_opening=options["opening"], may_create_units=options["create_units"]
            )
            for problem in plan.problems[:SHOWN]:
                column = f", {problem.column}" if problem.column else ""
                self.stderr.write(f"row {problem.line}{column}: {problem.message}")
            for entry in [entry for entry in plan.entries if entry.state == "changed"][:SHOWN]:
                self.stderr.write(f"row {entry.lines[0]}: entry {entry.name} was posted with other content")
            self.stdout.write(
                f"{len(rows)} rows: {plan.count('new')} new entries, {plan.count('known')} posted before, "
                f"{plan.count('changed')} changed, {len(plan.problems)} problems"
            )
            if not plan.can_post:
                sys.exit(1)
            if options["dry_run"]:
                return
            with Progress(console=Console(stderr=True), transient=True) as bar:
                task = bar.add_task("posting", total=plan.count("new"))
                posted = post_plan(
                    book, plan, now=timezone.now(), progress=lambda done: bar.update(task, completed=done)
                )
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}") from error
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(f"{posted} entries posted")
