"""The statements as a PDF: the template is typst/report.typ, which gets the figures as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bumdes.statements.queries import Pack
from bumdes.statements.tables import Table, tables_of
from core.moments import format_date
from core.money import terbilang

TEMPLATES = Path(__file__).resolve().parent.parent / "typst"
TEMPLATE = TEMPLATES / "report.typ"


def as_pdf(pack: Pack, *, printed_at: datetime) -> bytes:
    """A4 pages: four statements, the notes, the signatures."""
    return printed(document_of(pack), printed_at=printed_at)


def printed(document: dict[str, Any], *, printed_at: datetime, around: dict[str, Any] | None = None) -> bytes:
    """A document as A4 pages, on whatever day; a report has more around it."""
    # Loaded here only: the compiler and its fonts are large.
    import typst

    return typst.compile(
        TEMPLATE,
        root=TEMPLATES,
        format="pdf",
        sys_inputs=inputs(document, printed_at=printed_at, around=around),
        ignore_system_fonts=True,
        timestamp=int(printed_at.astimezone(UTC).timestamp()),
    )


def inputs(
    document: dict[str, Any], *, printed_at: datetime, around: dict[str, Any] | None = None
) -> dict[str, str]:
    """What the template reads: data only, so that no name can become markup."""
    stamp = _("Printed on %(day)s") % {"day": format_date(printed_at.date())}
    data = {**document, "printed": stamp, "around": around}
    return {"data": json.dumps(data, ensure_ascii=False)}


def document_of(pack: Pack) -> dict[str, Any]:
    """All that stands on the pages but the day they are printed, in words and figures: fit to be kept."""
    head, span = pack.letterhead, pack.span
    return {
        "language": (get_language() or "id")[:2],
        "letterhead": {
            "name": head.name,
            "place": _("%(village)s village, %(district)s district, Banyuasin regency")
            % {"village": head.village, "district": head.district},
            "contact": " · ".join(part for part in (head.address, head.phone) if part),
            "legal": " · ".join(part for part in (head.deed, head.legal_number) if part),
        },
        "scope": pack.unit.name if pack.unit else _("All units together"),
        "basis": _("Basis: %(basis)s. All amounts are in whole rupiah.") % {"basis": head.basis_label},
        "columns": [span.end_title, pack.statements.prior_span.end_title],
        "page_of": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        "item": _("Item"),
        "tables": [_table(table, pack) for table in tables_of(pack.statements.now, pack.statements.prior)],
        "notes": _notes(pack),
        "signatures": {
            "place": _("%(village)s, date") % {"village": head.village},
            "prepared": [
                {"role": _("Prepared by the treasurer"), "name": head.treasurer},
                {"role": _("Director"), "name": head.director},
            ],
            "reviewed": [
                {"role": _("Reviewed by the supervisor"), "name": head.supervisor},
                {"role": _("Acknowledged by the adviser (village head)"), "name": head.adviser},
            ],
        },
    }


def _table(table: Table, pack: Pack) -> dict[str, Any]:
    now = pack.statements.now
    words = {
        "laba_rugi": (
            _("Net profit (loss) before profit sharing"),
            now.income["laba_bersih_sebelum_bagi_hasil"],
        ),
        "posisi_keuangan": (_("Total assets"), now.position["total_aset"]),
        "perubahan_ekuitas": (_("Equity, end"), now.equity["ekuitas_akhir"]),
        "arus_kas": (_("Cash at the end"), now.cash_flow.closing),
    }[table.statement]
    period = pack.span.end_title if table.statement == "posisi_keuangan" else pack.span.title
    return {
        "title": table.title,
        "period": (_("As at %(day)s") if table.statement == "posisi_keuangan" else _("For %(day)s"))
        % {"day": period},
        "rows": [asdict(row) for row in table.rows],
        "words": {"label": words[0], "text": f"{terbilang(words[1])} rupiah"},
    }


def _notes(pack: Pack) -> dict[str, Any]:
    head, notes, span = pack.letterhead, pack.notes, pack.span
    facts = [
        (_("Name"), head.name),
        (_("Village"), head.village),
        (_("District"), head.district),
        (_("Address"), head.address),
        (_("Founded on"), format_date(head.founded_on) if head.founded_on else ""),
        (_("Village regulation or deed"), head.deed),
        (_("Legal entity number (AHU)"), head.legal_number),
        (_("Director"), head.director),
        (_("Treasurer"), head.treasurer),
        (_("Adviser"), head.adviser),
        (_("Supervisor"), head.supervisor),
        (_("Business units"), ", ".join(unit.name for unit in pack.statements.sums.units.values())),
    ]
    return {
        "title": _("Notes to the financial statements"),
        "period": _("For %(day)s") % {"day": span.title},
        "heads": [
            _("General"),
            _("Summary of accounting policies"),
            _("Details of each line"),
            _("Profit sharing"),
            _("Loans"),
            _("Other information"),
        ],
        "facts": [[name, value] for name, value in facts if value],
        "policies": [list(policy) for policy in notes.policies],
        "account": _("Account"),
        "lines": [asdict(line) for line in notes.lines],
        "shares": {
            "heads": [_("Share"), _("Owed before"), _("Share set aside"), _("Share paid"), _("Still owed")],
            "rows": [[s.label, s.before, s.added, s.paid, s.after] for s in notes.shares],
            "none": _("No profit share is owed or was paid."),
        },
        "loans": {
            "rows": [
                [_("Principal outstanding"), notes.loans.principal],
                [_("Interest and penalties receivable"), notes.loans.interest],
                [_("Allowance for loans"), -notes.loans.allowance],
                [_("Loans, net"), notes.loans.net],
                [_("Disbursed in the period"), notes.loans.disbursed],
                [_("Principal repaid in the period"), notes.loans.repaid],
            ],
            "none": _("There are no loans."),
            "any": any((notes.loans.principal, notes.loans.disbursed, notes.loans.repaid)),
        },
        "units": {
            "heads": [_("Business unit"), _("Revenue"), _("Result"), _("Result, year before")],
            "rows": [[u.name, u.revenue, u.result, u.prior_result] for u in notes.units],
        },
        "difference": "" if pack.unit else _difference(notes.inter_unit_difference),
        "other": head.other_information,
    }


def _difference(amount: int) -> str:
    if not amount:
        return _("Inter-unit accounts agree: nothing is left of them when all units are put together.")
    return _("Inter-unit accounts differ by Rp%(amount)s, which stands on the line of the claims.") % {
        "amount": f"{amount:,}".replace(",", ".")
    }
