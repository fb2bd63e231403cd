"""A shop's statement as a PDF and as a spreadsheet."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.moments import format_date, format_month
from core.money import format_rupiah
from core.spreadsheets import as_xlsx
from marketplace.settlement.queries.statements import Statement

TEMPLATES = Path(__file__).resolve().parent / "typst"


def as_pdf(statement: Statement, *, printed_at: datetime) -> bytes:
    """A4 pages. What is printed comes as data, so that no name can become markup."""
    # Loaded here only: the compiler and its fonts are large.
    import typst

    seller = statement.seller
    data = {
        "language": (get_language() or "id")[:2],
        "title": _("Statement of the shop's money"),
        "month": format_month(statement.month),
        "shop": seller.name,
        "owner": f"{seller.owner_name} · {seller.village.name}",
        "parts": [[label, format_rupiah(amount)] for label, amount in statement.parts],
        "closing": [_("Yours at the end"), format_rupiah(statement.closing)],
        "waiting": [
            [_("On its way to you, when buyers have the goods"), format_rupiah(statement.waiting)],
            *(
                [f"{_('Held back')}: {row.order}, {row.reason}{_until(row.until)}", format_rupiah(row.amount)]
                for row in statement.held
            ),
        ],
        "heads": [_("Day"), _("What"), _("Goods"), _("Delivery*"), _("Fees"), _("Yours"), _("Balance")],
        "lines": [
            [
                format_date(timezone.localdate(line.at)),
                line.text,
                *(format_rupiah(n) if n else "" for n in (line.goods, line.delivery, line.fees)),
                format_rupiah(line.amount),
                format_rupiah(line.balance),
            ]
            for line in statement.lines
        ],
        "note": _("* Delivery money goes to the BUMDes, whose couriers and boats bring the goods."),
        "printed": _("Printed on %(day)s") % {"day": format_date(timezone.localdate(printed_at))},
    }
    return typst.compile(
        TEMPLATES / "statement.typ",
        root=TEMPLATES,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        ignore_system_fonts=True,
        timestamp=int(printed_at.astimezone(UTC).timestamp()),
    )


def _until(day: object) -> str:
    return f" ({day:%d/%m/%Y})" if day else ""


def as_workbook(statement: Statement) -> bytes:
    """One sheet with every line; sums are live."""
    return as_xlsx(
        format_month(statement.month),
        [_("Day"), _("What"), _("Goods"), _("Delivery*"), _("Fees"), _("Yours"), _("Balance")],
        [
            (
                timezone.localdate(line.at),
                line.text,
                line.goods,
                line.delivery,
                line.fees,
                line.amount,
                line.balance,
            )
            for line in statement.lines
        ],
        above=[
            f"{statement.seller.name}, {format_month(statement.month)}",
            *(f"{label}: {format_rupiah(amount)}" for label, amount in statement.parts),
            f"{_('Yours at the end')}: {format_rupiah(statement.closing)}",
        ],
        sums=(2, 3, 4, 5),
    )
