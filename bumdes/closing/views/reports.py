"""The half-year and annual reports (LPJ), and the yearly ranking questionnaire."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.closing.calculations import due_on
from bumdes.closing.forms import AcceptForm, SignOffForm, SubmitForm
from bumdes.closing.models import Report
from bumdes.closing.pack import report_pdf
from bumdes.closing.ranking import answers
from bumdes.closing.services.reports import (
    accept_report,
    sign_off,
    submit_report,
    withdraw_report,
)
from bumdes.organisations.desk import Desk, at_office, frame, refused, with_book
from bumdes.organisations.permissions import CLOSE_BOOKS, REVIEW
from core.refusals import Refusal
from core.spreadsheets import as_xlsx, download
from core.users.decorators import SignedInRequest


def _report(desk: Desk, year: int, kind: str) -> Report | None:
    if kind not in Report.Kind.values:
        raise Http404
    known = Report.objects.filter(organisation=desk.organisation, year=year, kind=kind, withdrawn_at=None)
    return known.select_related("submitted_by").prefetch_related("sign_offs__signed_by").first()


@at_office
@with_book
def report(request: SignedInRequest, desk: Desk, year: int, kind: str) -> HttpResponse:
    """The pack: submit it, look it over, accept it."""
    found = _report(desk, year, kind)
    form = SubmitForm(request.POST or None, initial={"year": year, "kind": kind})
    if request.method == "POST" and found is None:
        if not desk.holds(CLOSE_BOOKS):
            return refused(request, desk, CLOSE_BOOKS)
        if form.is_valid():
            try:
                submit_report(
                    organisation=desk.organisation,
                    year=year,
                    kind=kind,
                    summary=form.cleaned_data["summary"],
                    actor=request.user,
                    now=timezone.now(),
                )
            except Refusal as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, _("The report is handed in."))
                return redirect("closing:report", desk.organisation.code, year, kind)
    return _page(request, desk, year, kind, found, form=form)


def _page(
    request: SignedInRequest,
    desk: Desk,
    year: int,
    kind: str,
    found: Report | None,
    *,
    form: SubmitForm | None = None,
    accept_form: AcceptForm | None = None,
) -> HttpResponse:
    code = desk.organisation.code
    label = f"{Report.Kind(kind).label} {year}"
    crumbs = [(_("Close the books"), reverse("closing:home", args=[code])), (label, "")]
    context = {
        **frame(request, desk, "closing", crumbs=crumbs),
        "year": year,
        "kind": kind,
        "label": label,
        "due_on": due_on(year, kind),
        "report": found,
        "form": form if found is None and desk.holds(CLOSE_BOOKS) else None,
        "sign_form": SignOffForm() if found and not found.accepted_at and desk.holds(REVIEW) else None,
        "accept_form": (accept_form or AcceptForm())
        if found and not found.accepted_at and desk.holds(CLOSE_BOOKS)
        else None,
    }
    has_errors = bool(form and form.errors) or bool(accept_form and accept_form.errors)
    return render(request, "closing/report.html", context, status=422 if has_errors else 200)


@at_office
@with_book
def pdf(request: SignedInRequest, desk: Desk, year: int, kind: str) -> HttpResponse:
    """The pack on paper."""
    found = _report(desk, year, kind)
    if found is None:
        raise Http404
    try:
        content = report_pdf(found, printed_at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("closing:report", desk.organisation.code, year, kind)
    return download(
        content, f"lpj-{desk.organisation.code}-{year}-{kind}.pdf", content_type="application/pdf"
    )


@at_office
@with_book
def act(request: SignedInRequest, desk: Desk, year: int, kind: str) -> HttpResponse:
    """Sign, accept or take back a report, as the button says."""
    found = _report(desk, year, kind)
    if found is None:
        raise Http404
    if request.method == "POST":
        now = timezone.now()
        try:
            if "sign" in request.POST:
                form = SignOffForm(request.POST)
                if form.is_valid():
                    sign_off(report=found, actor=request.user, now=now, **form.cleaned_data)
                    messages.success(request, _("Your sign-off is on the report."))
            elif not desk.holds(CLOSE_BOOKS):
                return refused(request, desk, CLOSE_BOOKS)
            elif "withdraw" in request.POST:
                withdraw_report(report=found, actor=request.user, now=now)
                messages.success(request, _("The report is taken back."))
            else:
                accepting = AcceptForm(request.POST)
                if accepting.is_valid():
                    try:
                        accept_report(report=found, actor=request.user, now=now, **accepting.cleaned_data)
                    except Refusal as refusal:
                        accepting.add_error(refusal.field, refusal.message)
                if accepting.errors:
                    return _page(request, desk, year, kind, found, accept_form=accepting)
                messages.success(request, _("The report is accepted and published."))
        except Refusal as refusal:
            messages.error(request, refusal.message)
    return redirect("closing:report", desk.organisation.code, year, kind)


@at_office
@with_book
def ranking(request: SignedInRequest, desk: Desk, year: int) -> HttpResponse:
    rows = answers(desk.organisation, year=year)
    if request.GET.get("unduh") == "xlsx":
        table = [(row.code, row.aspect, row.text, row.answer) for row in rows]
        header = (_("Number"), _("Aspect"), _("Question"), _("Answer"))
        content = as_xlsx(_("Ranking"), header, table, above=[f"{desk.organisation.name} · {year}"])
        return download(content, f"pemeringkatan-{desk.organisation.code}-{year}.xlsx")
    here = reverse("closing:home", args=[desk.organisation.code])
    crumbs = [(_("Close the books"), here), (_("Ranking %(year)d") % {"year": year}, "")]
    context = {**frame(request, desk, "closing", crumbs=crumbs), "year": year, "rows": rows}
    return render(request, "closing/ranking.html", context)
