"""Districts and BUMDes, on a page and as a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.closing.models import Report
from bumdes.closing.pack import report_pdf
from core.refusals import Refusal
from core.spreadsheets import as_csv, download
from marketplace.regency import accounts, queries
from marketplace.regency.access import frame, officers_only

FIRST_MONTH = date(2024, 1, 1)


def month_of(request: HttpRequest) -> date:
    """The month that ?bulan=2026-11 names, else this one."""
    this = timezone.localdate().replace(day=1)
    match = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", request.GET.get("bulan", ""), re.ASCII)
    asked = date(int(match[1]), int(match[2]), 1) if match else this
    return asked if FIRST_MONTH <= asked <= this else this


@officers_only
def home(request: HttpRequest) -> HttpResponse:
    month = month_of(request)
    rows = queries.districts(month=month)
    context = {**frame("home"), "month": f"{month:%Y-%m}", "rows": rows, "totals": queries.totals(rows)}
    return render(request, "regency/home.html", context)


@officers_only
def hubs(request: HttpRequest) -> HttpResponse:
    month = month_of(request)
    context = {**frame("hubs"), "month": f"{month:%Y-%m}", "rows": queries.hubs(month=month)}
    return render(request, "regency/hubs.html", context)


@officers_only
def districts_csv(request: HttpRequest) -> HttpResponse:
    month = month_of(request)
    header = (_("Code"), _("District"), _("Villages"), _("Villages with shops"), _("Shops"), _("Products"))
    rows = [
        (row.code, row.name, row.villages, row.villages_with_shops, row.shops, row.products, row.sold)
        for row in queries.districts(month=month)
    ]
    return _file((*header, _("Sold in the month (rupiah)")), rows, f"kecamatan-{month:%Y-%m}.csv")


@officers_only
def hubs_csv(request: HttpRequest) -> HttpResponse:
    month = month_of(request)
    header = (_("Code"), "BUMDes", _("Village"), _("District"), _("Shops"), _("Orders"))
    rows = [
        (row.code, row.name, row.village, row.district, row.shops, row.orders, row.sold)
        for row in queries.hubs(month=month)
    ]
    return _file((*header, _("Sold in the month (rupiah)")), rows, f"bumdes-{month:%Y-%m}.csv")


def _year(request: HttpRequest) -> int:
    """The year that ?tahun= names, else the newest whose annual report is due."""
    today = timezone.localdate()
    asked = request.GET.get("tahun", "")
    is_year = len(asked) == 4 and asked.isascii() and asked.isdigit()
    return int(asked) if is_year and FIRST_MONTH.year <= int(asked) <= today.year else today.year - 1


@officers_only
def books(request: HttpRequest) -> HttpResponse:
    """Capital, result, PADes and reports of every BUMDes in a year."""
    year, today = _year(request), timezone.localdate()
    rows = accounts.books_of_all(year=year, today=today)
    context = {
        **frame("books"),
        "year": year,
        "years": range(FIRST_MONTH.year, today.year + 1),
        "rows": rows,
        "totals": accounts.totals_of(rows),
    }
    return render(request, "regency/books.html", context)


@officers_only
def books_csv(request: HttpRequest, year: int) -> HttpResponse:
    header = (_("Code"), "BUMDes", _("Village"), _("District"), _("Capital"), _("Result"), "PADes")
    rows = [
        (
            *(row.code, row.name, row.village, row.district),
            *("" if amount is None else amount for amount in (row.capital, row.result)),
            row.village_income,
            *(_state(state) for state in row.reports),
        )
        for row in accounts.books_of_all(year=year, today=timezone.localdate())
    ]
    return _file((*header, _("Half-year report"), _("Annual report")), rows, f"laporan-bumdes-{year}.csv")


def _state(state: accounts.ReportState) -> str:
    if state.report is None:
        return _("late") if state.is_late else ""
    day = timezone.localtime(state.report.submitted_at).date().isoformat()
    return f"{day} ({_('late')})" if state.is_late else day


@officers_only
def published(request: HttpRequest, code: str, year: int, kind: str) -> HttpResponse:
    """An accepted report as it was frozen."""
    found = Report.objects.published().filter(organisation__code=code, year=year, kind=kind)
    report = get_object_or_404(found.select_related("organisation__village"))
    return render(request, "regency/report.html", {**frame("books"), "report": report})


@officers_only
def published_pdf(request: HttpRequest, code: str, year: int, kind: str) -> HttpResponse:
    """An accepted report as the assembly had it on paper."""
    found = Report.objects.published().filter(organisation__code=code, year=year, kind=kind)
    report = get_object_or_404(
        found.select_related("organisation__book", "organisation__village__district", "submitted_by")
    )
    try:
        content = report_pdf(report, printed_at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("regency:published", code, year, kind)
    return download(content, f"lpj-{code}-{year}-{kind}.pdf", content_type="application/pdf")


def _file(header: tuple[str, ...], rows: Sequence[tuple[object, ...]], name: str) -> HttpResponse:
    return download(as_csv(header, rows), name, content_type="text/csv; charset=utf-8")
