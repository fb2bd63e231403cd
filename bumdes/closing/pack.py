"""The report (LPJ) as a document: a cover, the five statements, who looked it over, the minutes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from bumdes.closing.calculations import span_of
from bumdes.closing.models import Report
from bumdes.organisations.models import Office, Organisation
from bumdes.statements.documents import as_data, document_of, printed
from bumdes.statements.queries import pack_of
from bumdes.statements.spans import Span
from core.moments import format_date
from core.refusals import Refusal

# Whoever hands a report in or prints it: it goes to the village in its language.
LANGUAGE = "id"


class NoLongerTheBooks(Refusal):
    message = gettext_lazy(
        "The books have changed since this report was handed in: its figures stand,"
        " but no new copy can be made."
    )


def frozen(organisation: Organisation, *, span: Span) -> tuple[dict[str, Any], dict[str, Any]]:
    """The figures as data, and every word of the pages: notes, signers and cover as they are now."""
    with override(LANGUAGE):
        pack = pack_of(organisation, span=span)
        return as_data(pack), {**document_of(pack), "of": place_of(organisation)}


def report_pdf(report: Report, *, printed_at: datetime) -> bytes:
    """The pack of a report in its own words. Raises NoLongerTheBooks."""
    document = document_for(report)
    with override(LANGUAGE):
        return printed(document, printed_at=printed_at, around=around_of(report, of=document["of"]))


def document_for(report: Report) -> dict[str, Any]:
    """The pages as they were handed in or, where only the figures were kept then, made anew.

    Raises NoLongerTheBooks when the books say other figures than were kept.
    """
    if report.document:
        kept: dict[str, Any] = report.document
        return kept
    now, made_anew = frozen(report.organisation, span=span_of(report.year, report.kind))
    if any(now[name] != report.content[name] for name in now if name != "calk"):
        raise NoLongerTheBooks
    return made_anew


def place_of(organisation: Organisation) -> str:
    village = organisation.village
    return _("%(village)s village, %(district)s district") % {
        "village": village.name,
        "district": village.district.name,
    }


def around_of(report: Report, *, of: str) -> dict[str, Any]:
    """What stands before and after the statements; `of` is the place on the cover."""
    offices = {Office.Role.ADVISER: _("Adviser"), Office.Role.SUPERVISOR: _("Supervisor")}
    steps = [
        [_("Handed in"), report.submitter, format_date(report.submitted_at.date()), ""],
        *(
            [
                offices[Office.Role(sign.office)],
                sign.signer,
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
        "of": of,
        "summary_title": _("Summary by the management"),
        "summary": report.summary,
        "signed_title": _("Who looked this report over"),
        "heads": [_("Step of the review"), _("Name"), _("Day"), _("Remark")],
        "steps": steps,
        "minutes": minutes or _("Not accepted yet."),
        "proof": _("Proof of the book: %(link)s") % {"link": report.head} if report.head else "",
        "remark": ""
        if report.document
        else _("Notes and signers were not kept when this report was handed in: they are those of today."),
    }
