"""The statements of a BUMDes on the screen, down to the postings, and as files."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Unit
from bumdes.ledger.queries import units_of
from bumdes.organisations.desk import Desk, at_office, for_offices, frame, with_book
from bumdes.organisations.permissions import CLOSE_BOOKS
from bumdes.statements.documents import as_pdf, as_workbook
from bumdes.statements.forms import ALL, ReportSettingsForm, ScopeForm
from bumdes.statements.layout import Statement
from bumdes.statements.queries import behind, pack_of, statements_of
from bumdes.statements.queries.behind import NoSuchLine
from bumdes.statements.queries.pack import settings_of
from bumdes.statements.services import change_report_settings
from bumdes.statements.spans import Span
from bumdes.statements.tables import tables_of
from core.spreadsheets import download
from core.users.decorators import SignedInRequest

# Where each statement is, and the word on its tab.
PAGES = {
    Statement.INCOME: ("statements:income", _("Profit and loss")),
    Statement.POSITION: ("statements:position", _("Position")),
    Statement.EQUITY: ("statements:equity", _("Equity")),
    Statement.CASH_FLOW: ("statements:cash_flow", _("Cash flow")),
    Statement.NOTES: ("statements:notes", _("Notes")),
}


@at_office
@with_book
def table(request: HttpRequest, desk: Desk, statement: Statement) -> HttpResponse:
    form, span, unit = _scope(request, desk)
    statements = statements_of(desk.book, span=span, unit=unit)
    shown = next(t for t in tables_of(statements.now, statements.prior) if t.statement == statement)
    context = {
        **_around(request, desk, statement, form=form, span=span, unit=unit),
        "table": shown,
        "columns": [span.end_title, statements.prior_span.end_title],
    }
    return render(request, "statements/table.html", context)


@at_office
@with_book
def notes(request: HttpRequest, desk: Desk) -> HttpResponse:
    form, span, unit = _scope(request, desk)
    pack = pack_of(desk.organisation, span=span, unit=unit)
    context = {
        **_around(request, desk, Statement.NOTES, form=form, span=span, unit=unit),
        "letterhead": pack.letterhead,
        "notes": pack.notes,
        "columns": [span.end_title, pack.statements.prior_span.end_title],
    }
    return render(request, "statements/notes.html", context)


@at_office
@with_book
def figure(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What a figure is made of: its accounts, and their postings."""
    _form, span, unit = _scope(request, desk)
    asked = request.GET.get("lembar", "")
    if not asked:
        return redirect("statements:income", desk.organisation.code)
    account = request.GET.get("akun", "")
    statements = statements_of(desk.book, span=span, unit=unit)
    try:
        found = behind(
            statements,
            statement=asked,
            name=request.GET.get("pos", ""),
            account=int(account) if account.isascii() and account.isdigit() and len(account) < 16 else None,
            page=request.GET.get("page"),
            kept={"lembar": asked, "pos": request.GET.get("pos", ""), **_kept(span, unit)},
        )
    except NoSuchLine as error:
        raise Http404 from error
    here = Statement(found.statement)
    page = f"{reverse(PAGES[here][0], args=[desk.organisation.code])}?{urlencode(_kept(span, unit))}"
    context = {
        **frame(request, desk, "statements", crumbs=[(str(here.label), page), (found.label, "")]),
        "found": found,
        "account": account,
        "span": span,
        "unit": unit,
        "columns": [span.end_title, statements.prior_span.end_title],
        "query": urlencode({"lembar": asked, "pos": found.name, **_kept(span, unit)}),
    }
    return render(request, "statements/figure.html", context)


@at_office
@with_book
def pdf(request: HttpRequest, desk: Desk) -> HttpResponse:
    _form, span, unit = _scope(request, desk)
    content = as_pdf(pack_of(desk.organisation, span=span, unit=unit), printed_at=timezone.localtime())
    return download(content, _file_name(desk, span, unit, "pdf"), content_type="application/pdf")


@at_office
@with_book
def workbook(request: HttpRequest, desk: Desk) -> HttpResponse:
    _form, span, unit = _scope(request, desk)
    content = as_workbook(pack_of(desk.organisation, span=span, unit=unit))
    return download(content, _file_name(desk, span, unit, "xlsx"))


@for_offices(CLOSE_BOOKS)
def settings(request: SignedInRequest, desk: Desk) -> HttpResponse:
    form = ReportSettingsForm(request.POST or None, instance=settings_of(desk.organisation))
    if request.method == "POST" and form.is_valid():
        change_report_settings(
            organisation=desk.organisation, values=form.cleaned_data, actor=request.user, now=timezone.now()
        )
        messages.success(request, _("The settings of the reports are kept."))
        return redirect("statements:notes", desk.organisation.code)
    back = reverse("statements:notes", args=[desk.organisation.code])
    context = {
        **frame(
            request,
            desk,
            "statements",
            crumbs=[(str(Statement.NOTES.label), back), (str(_("Settings of the reports")), "")],
        ),
        "form": form,
    }
    return render(request, "statements/settings.html", context, status=422 if form.errors else 200)


def _scope(request: HttpRequest, desk: Desk) -> tuple[ScopeForm, Span, Unit | None]:
    form = ScopeForm(
        request.GET,
        units=units_of(desk.book).values(),
        opened_on=desk.book.opened_on,
        today=timezone.localdate(),
    )
    return form, *form.scope()


def _kept(span: Span, unit: Unit | None) -> dict[str, str]:
    """The scope as it stands in an address."""
    return {
        "tahun": str(span.year),
        "dari": str(span.first),
        "sampai": str(span.last),
        "unit": unit.code if unit else ALL,
    }


def _file_name(desk: Desk, span: Span, unit: Unit | None, ending: str) -> str:
    months = "" if span.is_year else f"-{span.first:02d}-{span.last:02d}"
    of = f"-{unit.code.lower()}" if unit else ""
    return f"laporan-{desk.organisation.code}-{span.year}{months}{of}.{ending}"


def _around(
    request: HttpRequest,
    desk: Desk,
    current: Statement,
    *,
    form: ScopeForm,
    span: Span,
    unit: Unit | None,
) -> dict[str, Any]:
    """The tabs of the five statements, the choice of months, and the files of the same scope."""
    code = desk.organisation.code
    query = urlencode(_kept(span, unit))
    spans = [
        (_("Whole year"), Span(span.year)),
        (_("Half 1"), Span.half(span.year, 1)),
        (_("Half 2"), Span.half(span.year, 2)),
        *((_("Quarter %(n)s") % {"n": n}, Span.quarter(span.year, n)) for n in (1, 2, 3, 4)),
    ]
    return {
        **frame(request, desk, "statements"),
        "title": str(current.label),
        "span": span,
        "unit": unit,
        "form": form,
        "query": query,
        "may_set": desk.holds(CLOSE_BOOKS),
        "tabs": [
            {
                "url": f"{reverse(name, args=[code])}?{query}",
                "label": label,
                "current": statement == current,
            }
            for statement, (name, label) in PAGES.items()
        ],
        "spans": [
            {"url": f"?{urlencode(_kept(each, unit))}", "label": label, "current": each == span}
            for label, each in spans
        ],
    }
