"""The five statements of a BUMDes: JSON, workbook or PDF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bumdes.ledger.queries import units_of
from bumdes.organisations.models import Organisation
from bumdes.statements.documents import as_data, as_pdf, as_workbook
from bumdes.statements.queries import Pack, pack_of
from bumdes.statements.spans import Span
from core.refusals import Refusal


class Command(BaseCommand):
    help = "Print the five statements of a BUMDes for a year or a half of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bumdes", required=True, metavar="CODE")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--half", type=int, choices=[1, 2])
        parser.add_argument("--unit", metavar="CODE", help="one business unit instead of all")
        parser.add_argument("--format", choices=["json", "xlsx", "pdf"], default="json")
        parser.add_argument("--output", type=Path, metavar="FILE", help="standard output when left out")

    def handle(self, *args: object, **options: Any) -> None:
        content = _content(self._pack(options), format=options["format"])
        if options["output"]:
            options["output"].write_bytes(content)
        elif options["format"] == "json":
            self.stdout.write(content.decode())
        else:
            # Django's wrapper takes text only; the stream it reaches through to has a buffer of bytes.
            cast(BinaryIO, self.stdout.buffer).write(content)

    def _pack(self, options: dict[str, Any]) -> Pack:
        code, year = options["bumdes"], options["year"]
        organisation = (
            Organisation.objects.select_related("village__district", "book").filter(code=code).first()
        )
        if organisation is None:
            raise CommandError(f"There is no BUMDes with the code {code}.")
        if organisation.book is None:
            raise CommandError(f"{organisation.name} keeps no book here yet.")
        try:
            span = Span.half(year, options["half"]) if options["half"] else Span(year)
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from refusal
        unit = None
        if options["unit"]:
            unit = units_of(organisation.book).get(options["unit"])
            if unit is None:
                raise CommandError(f"{organisation.name} has no unit {options['unit']}.")
        return pack_of(organisation, span=span, unit=unit)


def _content(pack: Pack, *, format: str) -> bytes:
    if format == "json":
        return json.dumps(as_data(pack), ensure_ascii=False, indent=2).encode()
    if format == "xlsx":
        return as_workbook(pack)
    return as_pdf(pack, printed_at=timezone.localtime())
