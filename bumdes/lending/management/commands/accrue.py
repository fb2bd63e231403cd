"""The evening run of a day, by hand; the worker runs it every night."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bumdes.lending.services.evening import accrue_everywhere, accrue_loans
from bumdes.organisations.books import book_of
from bumdes.organisations.models import Organisation
from core.refusals import Refusal


class Command(BaseCommand):
    help = "Days late, classes, penalties, accrual and provision of all loans at the end of a day; once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--date", type=date.fromisoformat, help="the day, such as 2026-11-24; today")
        parser.add_argument("--bumdes", default="", help="the code of one BUMDes; every one")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        on = options["date"] or timezone.localdate(now)
        try:
            if code := options["bumdes"]:
                organisation = Organisation.objects.filter(code=code).first()
                if organisation is None:
                    raise CommandError(f"There is no BUMDes {code}.")
                done = accrue_loans(book=book_of(organisation), on=on, now=now)
            else:
                done = accrue_everywhere(on=on, now=now)
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(" ".join(f"{name}={count}" for name, count in asdict(done).items()))
