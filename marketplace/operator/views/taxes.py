"""The tax that this marketplace withholds: the designation, the month's return, sellers' letters."""

from __future__ import annotations

from pathlib import PurePath

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.fields import DayField
from core.moments import format_month
from core.paging import paged
from core.refusals import Refusal, say_no
from core.spreadsheets import as_xlsx, download
from core.users.decorators import SignedInRequest
from marketplace.operator.access import frame, operators_only
from marketplace.operator.forms.fields import LineField
from marketplace.settlement.models import TurnoverLetter
from marketplace.settlement.queries.statements import month_named
from marketplace.settlement.queries.taxing import designation_now, taxed_sellers
from marketplace.settlement.services.taxing import designate, end_designation
from media.private import serve_private


class DesignationForm(forms.Form):
    decree = LineField(
        label=gettext_lazy("Number of the decree"),
        max_length=60,
        error_messages={"required": gettext_lazy("Write the number of the decree.")},
    )
    decree_date = DayField(label=gettext_lazy("Day of the decree"))
    from_date = DayField(label=gettext_lazy("First day on which tax is withheld"))


@operators_only
def taxes(request: SignedInRequest) -> HttpResponse:
    designation = designation_now()
    form = DesignationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            designate(**form.cleaned_data, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("Entered. Tax is withheld of what is paid from that day on."))
            return redirect("operator:taxes")
    month = month_named(request.GET.get("bulan", ""), today=timezone.localdate())
    rows = taxed_sellers(month=month)
    letters = TurnoverLetter.objects.select_related("seller").order_by("-given_at", "-pk")
    context = {
        **frame("money"),
        "designation": designation,
        "form": None if designation else form,
        "month": month,
        "rows": rows,
        "turnover": sum(row.turnover for row in rows),
        "tax": sum(row.tax for row in rows),
        "page": paged(letters, number=request.GET.get("page")),
    }
    return render(request, "operator/taxes.html", context, status=422 if form.errors else 200)


@operators_only
@require_POST
def end(request: SignedInRequest) -> HttpResponse:
    if designation := designation_now():
        end_designation(designation=designation, actor=request.user, now=timezone.now())
        messages.success(request, _("Ended. What is paid from tomorrow on is free of it."))
    return redirect("operator:taxes")


@operators_only
def xlsx(request: SignedInRequest) -> HttpResponse:
    """The month's tax by seller, for the return to the tax office."""
    month = month_named(request.GET.get("bulan", ""), today=timezone.localdate())
    content = as_xlsx(
        format_month(month),
        [_("Shop"), _("Owner"), _("NPWP or NIK"), _("Turnover"), _("Tax withheld")],
        [
            (row.seller, row.owner, row.tax_number, row.turnover, row.tax)
            for row in taxed_sellers(month=month)
        ],
        above=[f"PPh 22, {format_month(month)}"],
        sums=(3, 4),
    )
    return download(content, f"pph22-{month:%Y-%m}.xlsx")


@operators_only
def letter(request: SignedInRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(TurnoverLetter.objects.select_related("seller"), pk=pk)
    ending = PurePath(found.file.name or "").suffix.lower()
    try:
        return serve_private(found.file, download_name=f"omzet-{found.seller.slug}-{found.year}{ending}")
    except FileNotFoundError as error:
        raise Http404 from error
