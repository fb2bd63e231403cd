"""Pay a month's interest on savings."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bumdes.organisations.models import Organisation
from bumdes.savings.services import run_everywhere


def _month(typed: str) -> date:
    return date.fromisoformat(f"{typed}-01")


class Command(BaseCommand):
    help = "Pay the interest of a month on savings; a month that was paid is left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--bumdes", metavar="CODE")
        where.add_argument("--all", action="store_true")
        parser.add_argument("--month", type=_month, metavar="YYYY-MM", required=True)

    def handle(self, *args: object, bumdes: str | None, month: date, **options: object) -> None:
        if bumdes and not Organisation.objects.filter(code=bumdes).exclude(book=None).exists():
            raise CommandError(f"{bumdes} is no BUMDes with a book.")
        failed = run_everywhere(
            month=month,
            now=timezone.now(),
            bumdes=bumdes,
            tell=self.stdout.write,
            complain=self.stderr.write,
        )
        if failed:
            raise CommandError(f"{failed} products were not paid.")
