"""Take a BUMDes's book to the next version of its chart of accounts."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bumdes.ledger.models import Book
from bumdes.ledger.services.books import newest_chart
from bumdes.ledger.services.moving import move_to_chart, plan_move
from bumdes.organisations.models import Organisation
from core.refusals import Refusal
from core.users.models import User


class Command(BaseCommand):
    help = "Move a BUMDes's book to the next version of its chart; two people answer for it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bumdes", required=True, help="code of the BUMDes")
        parser.add_argument("--chart", required=True, help="such as kepmendesa-136-2022.2")
        parser.add_argument("--day", type=date.fromisoformat, help="of the carrying entry; today by default")
        parser.add_argument("--made-by", help="e-mail of who asks for it")
        parser.add_argument("--approved-by", help="e-mail of who agrees")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")

    def handle(
        self,
        *args: object,
        bumdes: str,
        chart: str,
        day: date | None,
        made_by: str | None,
        approved_by: str | None,
        dry_run: bool,
        **options: object,
    ) -> None:
        book = self._book(bumdes)
        try:
            target = newest_chart(chart)
            plan = plan_move(book, target)
            for facts in plan.added:
                self.stdout.write(f"+ {facts['code']} {facts['name']}")
            for account, name in plan.renamed:
                self.stdout.write(f"= {account.code} {account.name} > {name}")
            for account, facts in plan.moved:
                self.stdout.write(f"> {account.code} {account.name} > {facts['code']}")
            if dry_run:
                return
            move_to_chart(
                book=book,
                chart=target,
                day=day or timezone.localdate(),
                made_by=self._person(made_by, "--made-by"),
                approved_by=self._person(approved_by, "--approved-by"),
                now=timezone.now(),
            )
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(f"{book.code}: {target.code}.{target.version}")

    def _book(self, code: str) -> Book:
        found = Organisation.objects.filter(code=code).select_related("book__chart").first()
        if found is None or found.book is None:
            raise CommandError(f"There is no BUMDes {code} with a book.")
        return found.book

    def _person(self, email: str | None, option: str) -> User:
        found = User.objects.filter(email=email).first() if email else None
        if found is None:
            raise CommandError(f"{option} names nobody.")
        return found
