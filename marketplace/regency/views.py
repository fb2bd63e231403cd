"""Districts and BUMDes, on a page and as a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.spreadsheets import as_csv, download
from marketplace.regency import queries
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


def _file(header: tuple[str, ...], rows: Sequence[tuple[object, ...]], name: str) -> HttpResponse:
    return download(as_csv(header, rows), name, content_type="text/csv; charset=utf-8")
