"""Vouchers of village internet: sheets, selling, what was sold, using, making void."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.organisations.desk import Desk, at_office, for_offices, frame, refused, with_book
from bumdes.organisations.permissions import KEEP_BOOKS, RECORD
from bumdes.units.forms.internet import SellForm, SheetForm, UseForm, VoidForm
from bumdes.units.models import VoucherBatch
from bumdes.units.queries.vouchers import sales, sheets
from bumdes.units.services.vouchers import print_vouchers, sell_vouchers, use_voucher, void_voucher
from bumdes.units.views.internet import crumbs_within, service_of
from bumdes.units.views.internet_money import drawer_here
from bumdes.units.views.units import RUN_UNITS, name_error
from core.ids import grouped
from core.paging import paged
from core.refusals import Refusal
from core.users.decorators import SignedInRequest

SHOWN_SALES = 12
WHO_MAY = {"print": RUN_UNITS, "use": RECORD, "void": KEEP_BOOKS}


@at_office
@with_book
def vouchers(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """The sheets and the last sales; a new sheet, a code put to use, a code made void."""
    service = service_of(desk, pk)
    sent = request.POST.get("act", "") if request.method == "POST" else ""
    print_form = SheetForm(request.POST if sent == "print" else None, service=service)
    use_form = UseForm(request.POST if sent == "use" else None)
    void_form = VoidForm(request.POST if sent == "void" else None)
    kinds: dict[str, tuple[forms.Form, Callable[..., Any], str]] = {
        "print": (print_form, print_vouchers, _("The sheet is made. Print it and cut it up.")),
        "use": (use_form, use_voucher, _("The voucher is used. Put it on.")),
        "void": (void_form, void_voucher, _("The voucher is void.")),
    }
    if sent in kinds:
        if not desk.holds(WHO_MAY[sent]):
            return refused(request, desk, WHO_MAY[sent])
        form, do, said = kinds[sent]
        if form.is_valid():
            try:
                done = do(service=service, actor=request.user, now=timezone.now(), **form.cleaned_data)
            except Refusal as refusal:
                name_error(form, refusal)
            else:
                messages.success(request, said)
                if isinstance(done, VoucherBatch):
                    return redirect("units:internet_sheet", desk.organisation.code, pk, done.pk)
                return redirect("units:internet_vouchers", desk.organisation.code, pk)
    context = {
        **frame(request, desk, "units", crumbs=crumbs_within(desk, service, (_("Vouchers"), ""))),
        "business": service.business,
        "page": paged(sheets(service), number=request.GET.get("page")),
        "sales": list(sales(service)[:SHOWN_SALES]),
        "print_form": print_form if desk.holds(RUN_UNITS) else None,
        "use_form": use_form if desk.holds(RECORD) else None,
        "void_form": void_form if desk.holds(KEEP_BOOKS) else None,
        "may_record": desk.holds(RECORD),
    }
    status = 422 if any(form.errors for form, _do, _said in kinds.values()) else 200
    return render(request, "units/internet/vouchers.html", context, status=status)


@for_offices(RECORD)
@with_book
def sheet(request: SignedInRequest, desk: Desk, pk: int, batch: int) -> HttpResponse:
    """The codes of a sheet, to print; the next ones sold. Only for those who hand them out."""
    service = service_of(desk, pk)
    found = get_object_or_404(sheets(service), pk=batch)
    found.service = service
    drawer = drawer_here(desk)
    form = SellForm(request.POST or None, book=desk.book, has_drawer=drawer is not None)
    if request.method == "POST" and form.is_valid():
        try:
            made = sell_vouchers(batch=found, actor=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            name_error(form, refusal, date="sold_on")
        else:
            return redirect("units:internet_sale", desk.organisation.code, pk, made.pk)
    all_sheets = reverse("units:internet_vouchers", args=[desk.organisation.code, pk])
    crumbs = crumbs_within(desk, service, (_("Vouchers"), all_sheets), (_("Sheet"), ""))
    context = {
        **frame(request, desk, "units", crumbs=crumbs),
        "business": service.business,
        "batch": found,
        "fresh": found.fresh,
        "codes": [(grouped(code.code, 5), code) for code in found.vouchers.order_by("pk")],
        "drawer": drawer,
        "form": form,
    }
    return render(request, "units/internet/sheet.html", context, status=422 if form.errors else 200)


@for_offices(RECORD)
@with_book
def sale(request: SignedInRequest, desk: Desk, pk: int, sale: int) -> HttpResponse:
    """The codes that one buyer took and what was paid, to print."""
    service = service_of(desk, pk)
    found = get_object_or_404(sales(service), pk=sale)
    all_sheets = reverse("units:internet_vouchers", args=[desk.organisation.code, pk])
    crumbs = crumbs_within(desk, service, (_("Vouchers"), all_sheets), (_("Sale"), ""))
    context = {
        **frame(request, desk, "units", crumbs=crumbs),
        "business": service.business,
        "sale": found,
        "codes": [grouped(code, 5) for code in found.vouchers.order_by("pk").values_list("code", flat=True)],
    }
    return render(request, "units/internet/sale.html", context)
