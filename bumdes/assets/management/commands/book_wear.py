"""Book the depreciation of every BUMDes through a month."""

from datetime import date

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from bumdes.assets.services import book_wear
from bumdes.organisations.models import Organisation
from core.refusals import Refusal


class Command(BaseCommand):
    help = "Book monthly depreciation; what is booked already stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", type=date.fromisoformat, help="any day of the month; the last one")

    def handle(self, *args: object, month: date | None, **options: object) -> None:
        now = timezone.now()
        first = timezone.localdate(now).replace(day=1)
        last_month = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
        for organisation in Organisation.objects.exclude(book=None).select_related("book").order_by("pk"):
            try:
                entries = book_wear(organisation=organisation, month=month or last_month, actor=None, now=now)
            except Refusal as refusal:
                self.stderr.write(f"{organisation.code}: {refusal.message}")
            else:
                self.stdout.write(f"{organisation.code}: {len(entries)} entries")
