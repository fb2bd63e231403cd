"""The books beside the approved plan."""

from __future__ import annotations

import calendar
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.organisations.desk import Desk, at_office, frame, with_book
from bumdes.units.queries.budgets import (
    AgainstPlan,
    against_plan,
)
from bumdes.units.views.budgets import (
    budget_crumbs,
    chosen_unit,
    open_units,
)
from core.moments import month_name
from core.spreadsheets import as_xlsx, download
from core.users.decorators import SignedInRequest


@at_office
@with_book
def against(request: SignedInRequest, desk: Desk, year: int) -> HttpResponse:
    """The books beside the approved plan, for the year so far or some of its months."""
    if not 2000 <= year <= 2100:
        raise Http404
    today = timezone.localdate()
    units = open_units(desk)
    chosen = chosen_unit(request, units)
    since = _month(request.GET.get("dari"), 1)
    through = max(since, _month(request.GET.get("sampai"), today.month if year == today.year else 12))
    found = against_plan(desk.organisation, year=year, since=since, through=through, unit=chosen)
    title = _("Budget and books, %(since)s to %(through)s %(year)d") % {
        "since": month_name(since),
        "through": month_name(through),
        "year": year,
    }
    if request.GET.get("unduh") == "xlsx":
        return _against_file(desk, found, title, year)
    last_day = calendar.monthrange(year, through)[1]
    context = {
        **frame(request, desk, "units", crumbs=budget_crumbs(desk, (str(year), ""))),
        "found": found,
        "title": title,
        "year": year,
        "since": since,
        "through": through,
        "units": units,
        "chosen": chosen,
        "months": [(month, month_name(month)) for month in range(1, 13)],
        "first_day": date(year, since, 1).isoformat(),
        "last_day": date(year, through, last_day).isoformat(),
    }
    return render(request, "units/against.html", context)


def _month(asked: str | None, usual: int) -> int:
    is_number = asked and len(asked) < 3 and asked.isascii() and asked.isdigit()
    return int(asked) if asked and is_number and 1 <= int(asked) <= 12 else usual


def _against_file(desk: Desk, found: AgainstPlan, title: str, year: int) -> HttpResponse:
    header = (_("Unit"), _("Account"), _("Name"), _("Plan"), _("Actual"), _("Difference"), _("Percent"))
    rows = [
        (
            *(unit.name, row.code, row.name, row.planned, row.actual, row.difference),
            "" if row.percent is None else f"{row.percent} %",
        )
        for unit in found.units
        for row in unit.rows
    ]
    content = as_xlsx(_("Budget and books"), header, rows, above=[desk.organisation.name, title])
    return download(content, f"realisasi-{desk.organisation.code}-{year}.xlsx")
