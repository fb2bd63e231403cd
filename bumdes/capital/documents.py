"""The certificate of a contribution as a PDF: the template is typst/certificate.typ, fed with JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bumdes.capital.kinds import State
from bumdes.capital.models import Contribution
from bumdes.capital.queries import signers_of
from bumdes.organisations.models import Organisation
from core.moments import format_date
from core.money import format_rupiah, terbilang

TEMPLATES = Path(__file__).resolve().parent / "typst"
TEMPLATE = TEMPLATES / "certificate.typ"


def as_pdf(
    row: Contribution, *, organisation: Organisation, replaced_by: Contribution | None, printed_at: datetime
) -> bytes:
    """One A4 page to sign; of a void one it says so across the page and names what replaces it."""
    # Loaded here only: the compiler and its fonts are large.
    import typst

    data = facts_of(row, organisation=organisation, replaced_by=replaced_by, printed_at=printed_at)
    return typst.compile(
        TEMPLATE,
        root=TEMPLATES,
        format="pdf",
        # Data only, so that no name can become markup.
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        ignore_system_fonts=True,
        timestamp=int(printed_at.astimezone(UTC).timestamp()),
    )


def facts_of(
    row: Contribution, *, organisation: Organisation, replaced_by: Contribution | None, printed_at: datetime
) -> dict[str, Any]:
    """What stands on the page."""
    village, signers = organisation.village, signers_of(organisation)
    told = (
        _("%(bumdes)s has given capital back to:")
        if row.returns_id
        else _("%(bumdes)s has received capital from:")
    )
    facts = [
        (_("Kind of capital"), row.get_kind_display()),
        (_("Source"), row.get_source_display()),
        (_("As goods"), row.goods),
        (_("Purpose"), row.purpose),
        (_("What it may be spent on"), row.get_restriction_display() if row.is_restricted else ""),
        (_("Decision"), f"{row.decree}, {format_date(row.decided_on)}"),
        (_("Date"), format_date(row.moved_on)),
    ]
    names = {"number": row.corrects.certificate if row.corrects else ""}
    return {
        "language": (get_language() or "id")[:2],
        "letterhead": {
            "name": organisation.name,
            "place": _("%(village)s village, %(district)s district, Banyuasin regency")
            % {"village": village.name, "district": village.district.name},
            "contact": " · ".join(part for part in (organisation.address, organisation.phone) if part),
        },
        "title": _("Receipt of capital given back") if row.returns_id else _("Certificate of capital"),
        "number": f"{_('Number')}: {row.certificate}",
        "in_place_of": _("In place of %(number)s, which is void.") % names if row.corrects else "",
        "told": told % {"bumdes": organisation.name},
        "who": row.contributor.name,
        "address": row.contributor.address,
        "amount": format_rupiah(row.amount),
        "words": f"{terbilang(row.amount)} rupiah",
        "facts": [[name, value] for name, value in facts if value],
        "void": _("No longer valid") if row.state == State.VOID else "",
        "void_text": _("Void, replaced by %(number)s: %(reason)s")
        % {"number": replaced_by.certificate, "reason": replaced_by.correction}
        if replaced_by and row.state == State.VOID
        else "",
        "place": _("%(village)s, date") % {"village": village.name},
        "signers": [
            [_("Director"), signers.director],
            [_("Treasurer"), signers.treasurer],
            [_("Contributor"), row.contributor.name],
        ],
        "printed": _("Printed on %(day)s") % {"day": format_date(printed_at.date())},
    }
