"""Make the monthly bills of village internet."""

from datetime import date

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from bumdes.units.services.bills import bill_everywhere


def _month(typed: str) -> date:
    return date.fromisoformat(f"{typed}-01")


class Command(BaseCommand):
    help = "Bill every internet subscriber for a month; who has a bill gets no second one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", type=_month, metavar="YYYY-MM", help="this month when left out")

    def handle(self, *args: object, month: date | None, **options: object) -> None:
        now = timezone.now()
        bill_everywhere(
            month=month or timezone.localdate(now).replace(day=1),
            now=now,
            tell=self.stdout.write,
            complain=self.stderr.write,
        )
