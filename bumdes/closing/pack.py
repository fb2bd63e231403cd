"""The report (LPJ) as a document: a cover, the five statements, who looked it over, the minutes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bumdes.closing.calculations import span_of
from bumdes.closing.models import Report
from bumdes.organisations.models import Office
from bumdes.statements.documents import as_data, as_pdf
from bumdes.statements.queries import pack_of
from core.moments import format_date
from core.refusals import Refusal


class NoLongerTheBooks(Refusal):
    message = gettext_lazy(
        "The books have changed since this report was handed in: its figures stand,"
        " but no new copy can be made."
    )


def report_pdf(report: Report, *, printed_at: datetime) -> bytes:
    """The pack of a report. Raises NoLongerTheBooks when the books say other figures than were frozen."""
    pack = pack_of(report.organisation, span=span_of(report.year, report.kind))
    now, frozen = as_data(pack), report.content
    if any(now[name] != frozen[name] for name in now if name != "calk"):
        raise NoLongerTheBooks
    return as_pdf(pack, printed_at=printed_at, around=around_of(report))


def around_of(report: Report) -> dict[str, Any]:
    """What stands before and after the statements."""
    village = report.organisation.village
    offices = {Office.Role.ADVISER: _("Adviser"), Office.Role.SUPERVISOR: _("Supervisor")}
    steps = [
        [_("Handed in"), report.submitted_by.name, format_date(report.submitted_at.date()), ""],
        *(
            [
                offices[Office.Role(sign.office)],
                sign.signed_by.name,
                format_date(sign.signed_at.date()),
                sign.note,
            ]
            for sign in report.sign_offs.select_related("signed_by").order_by("signed_at", "pk")
        ),
    ]
    minutes = ""
    if report.minutes_number and report.assembly_date:
        minutes = _("Accepted by the village assembly of %(day)s, minutes number %(number)s.") % {
            "day": format_date(report.assembly_date),
            "number": report.minutes_number,
        }
    elif report.accepted_at:
        minutes = _("Accepted on %(day)s.") % {"day": format_date(report.accepted_at.date())}
    return {
        "title": _("Accountability report"),
        "period": f"{Report.Kind(report.kind).label} {report.year}",
        "of": _("%(village)s village, %(district)s district")
        % {"village": village.name, "district": village.district.name},
        "summary_title": _("Summary by the management"),
        "summary": report.summary,
        "signed_title": _("Who looked this report over"),
        "heads": [_("Step"), _("Name"), _("Day"), _("Remark")],
        "steps": steps,
        "minutes": minutes or _("Not accepted yet."),
        "proof": _("Proof of the book: %(link)s") % {"link": report.head} if report.head else "",
    }
