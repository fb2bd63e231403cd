"""Found a BUMDes with its book from the command line."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bumdes.ledger.services.books import DEFAULT_CHART
from bumdes.organisations.services import create_bumdes
from core.refusals import Refusal


class Command(BaseCommand):
    help = "Create a BUMDes and open its book."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--village", required=True, help="official code, such as 16.07.02.2001")
        parser.add_argument("--chart", default=DEFAULT_CHART)
        parser.add_argument(
            "--opened-on", type=date.fromisoformat, help="first day of the book; 1 January 2000 by default"
        )

    def handle(
        self,
        *args: object,
        code: str,
        name: str,
        village: str,
        chart: str,
        opened_on: date | None,
        **options: object,
    ) -> None:
        try:
            organisation = create_bumdes(
                code=code,
                name=name,
                village=village,
                chart=chart,
                opened_on=opened_on or date(2000, 1, 1),
                actor=None,
                now=timezone.now(),
            )
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(f"{organisation.code}: {organisation.name}")
