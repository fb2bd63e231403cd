"""All loans at once: of the last evening or an earlier one, who is late, and by what they differ."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bumdes.lending.models import Loan
from bumdes.lending.queries.portfolio import (
    EveningFigures,
    arrears,
    evening_of,
    first_evening,
    flow,
    overdue_of,
    parts,
    trend,
)
from bumdes.lending.views.applications import crumbs_to
from bumdes.organisations.desk import Desk, at_office, frame, with_book
from core.fields import DayField
from core.moments import format_date
from core.paging import paged
from core.spreadsheets import as_xlsx, download
from core.users.decorators import SignedInRequest

BY = {
    "produk": ("product", gettext_lazy("By product")),
    "petugas": ("officer", gettext_lazy("By officer")),
    "desa": ("village", gettext_lazy("By village")),
}
MOST_ROWS = 20_000


class EveningForm(forms.Form):
    tanggal = DayField(label=gettext_lazy("Evening of"), required=False)


@at_office
@with_book
def portfolio(request: SignedInRequest, desk: Desk) -> HttpResponse:
    today = timezone.localdate()
    form = EveningForm(request.GET if "tanggal" in request.GET else None)
    asked: date | None = form.cleaned_data["tanggal"] if form.is_bound and form.is_valid() else None
    figures = evening_of(desk.book, until=asked or today)
    if request.GET.get("unduh") == "xlsx":
        return _file(desk, figures, today)
    by = request.GET.get("menurut", "")
    context = {
        **frame(request, desk, "lending", crumbs=crumbs_to(desk, (_("Portfolio"), ""))),
        "form": form,
        "asked": asked,
        "figures": figures,
        "groups": [
            {"name": name, "label": label, "current": name == by} for name, (_by, label) in BY.items()
        ],
    }
    if figures is None:
        context["first"] = first_evening(desk.book)
    else:
        context |= {
            "trend": trend(desk.book, until=figures.on),
            "flow": flow(desk.book, until=figures.on),
            "parts": parts(desk.book, by=BY[by][0]) if by in BY else None,
            "by": by if by in BY else "",
        }
        if not asked:
            page = paged(arrears(desk.book), number=request.GET.get("page"))
            owed = overdue_of(page.rows, on=today)
            context |= {"page": page, "late": [(loan, owed.get(loan.pk, 0)) for loan in page.rows]}
    return render(request, "lending/portfolio.html", context, status=422 if form.errors else 200)


def _file(desk: Desk, figures: EveningFigures | None, today: date) -> HttpResponse:
    """Who is late, with the figures of the evening above."""
    above = [desk.organisation.name]
    if figures is not None:
        above += [
            _("Evening of %(day)s") % {"day": format_date(figures.on)},
            f"PAR30 {figures.par30:.2f}% · NPL {figures.npl_gross:.2f}% / {figures.npl_net:.2f}%",
        ]
    loans = list(arrears(desk.book)[:MOST_ROWS])
    owed = overdue_of(loans, on=today)
    header = (
        *(_("Loan"), _("Borrower"), _("Village"), _("Product"), _("Officer")),
        *(_("Class"), _("Days late"), _("Still owed"), _("Overdue")),
    )
    table = [_cells(loan, owed.get(loan.pk, 0)) for loan in loans]
    content = as_xlsx(_("Arrears"), header, table, above=above, sums=(7, 8))
    return download(content, f"tunggakan-{desk.organisation.code}-{today}.xlsx")


def _cells(loan: Loan, owed: int) -> tuple[object, ...]:
    return (
        loan.reference,
        loan.borrower.name,
        loan.borrower.village.name,
        loan.product.name,
        loan.officer.name if loan.officer else "",
        loan.get_collectability_display(),
        loan.days_late,
        loan.principal + loan.margin,
        owed,
    )
