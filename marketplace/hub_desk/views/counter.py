"""The counter: a payment code, its purchase, the cash, the receipt."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.organisations.desk import Desk, at_office, for_offices, frame
from bumdes.organisations.permissions import TAKE_CASH
from bumdes.units.forms import OpenShiftForm
from bumdes.units.queries import drawer_of, open_shift_of
from core.refusals import Refusal
from core.users.decorators import SignedInRequest
from marketplace.hub_desk import services
from marketplace.hub_desk.forms import CodeForm, CollectForm
from marketplace.hub_desk.queries import counter as queries

LAST_RECEIPTS = 10
WIDTHS = ("58", "80")


@at_office
def counter(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """The drawer, and what the code in ?kode= stands for."""
    if "kode" not in request.GET:
        return _page(request, desk)
    return _looked_up(request, desk, CodeForm(request.GET))


def _looked_up(request: SignedInRequest, desk: Desk, form: CodeForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, desk, code_form=form, status=422)
    try:
        found = services.payable(typed=form.cleaned_data["kode"], now=timezone.now())
    except Refusal as refusal:
        form.add_error(refusal.field, refusal.message)
        return _page(request, desk, code_form=form, status=422)
    collect_form = CollectForm(initial={"code": found.code})
    return _page(request, desk, code_form=form, due=queries.due(found), collect_form=collect_form)


@for_offices(TAKE_CASH)
def take(request: SignedInRequest, desk: Desk) -> HttpResponse:
    if request.method != "POST":
        return redirect("hub:counter", desk.organisation.code)
    shift = open_shift_of(request.user)
    if shift is None or shift.organisation_id != desk.organisation.pk:
        messages.error(request, _("Open your drawer before you take cash."))
        return redirect("hub:counter", desk.organisation.code)
    form = CollectForm(request.POST)
    if not form.is_valid():
        return _again(request, desk, form)
    try:
        receipt = services.collect(
            shift=shift,
            code=form.cleaned_data["code"],
            tendered=form.cleaned_data["tendered"],
            key=form.cleaned_data["key"],
            actor=request.user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _again(request, desk, form)
    return redirect("hub:receipt", desk.organisation.code, receipt.number)


def _again(request: SignedInRequest, desk: Desk, form: CollectForm) -> HttpResponse:
    """The counter with what was typed. A code that can no longer be paid shows why."""
    code_form = CodeForm({"kode": request.POST.get("code", "")})
    due = None
    if code_form.is_valid():
        try:
            due = queries.due(services.payable(typed=code_form.cleaned_data["kode"], now=timezone.now()))
        except Refusal as refusal:
            code_form.add_error(refusal.field, refusal.message)
    return _page(request, desk, code_form=code_form, due=due, collect_form=form, status=422)


def _page(
    request: SignedInRequest,
    desk: Desk,
    *,
    code_form: CodeForm | None = None,
    due: queries.Due | None = None,
    collect_form: CollectForm | None = None,
    status: int = 200,
) -> HttpResponse:
    shift = open_shift_of(request.user)
    is_here = shift is not None and shift.organisation_id == desk.organisation.pk
    context: dict[str, Any] = {
        **frame(request, desk, "counter"),
        "shift": shift,
        "is_here": is_here,
        "code_form": code_form or CodeForm(),
        "due": due,
        "collect_form": collect_form,
        "open_form": OpenShiftForm(),
    }
    if shift is not None and is_here:
        context["drawer"] = drawer_of(shift)
        mine = queries.receipts_of(desk).filter(shift=shift)
        context["receipts"] = mine.order_by("-number")[:LAST_RECEIPTS]
    return render(request, "hub_desk/counter.html", context, status=status)


@at_office
def receipt(request: SignedInRequest, desk: Desk, number: int) -> HttpResponse:
    found = get_object_or_404(queries.receipts_of(desk), number=number)
    width = request.GET.get("lebar", "")
    here = reverse("hub:counter", args=[desk.organisation.code])
    crumbs = [(_("Counter"), here), (str(found), "")]
    return render(
        request,
        "hub_desk/receipt.html",
        {
            **frame(request, desk, "counter", crumbs=crumbs),
            "receipt": queries.receipt_view(found),
            "width": width if width in WIDTHS else WIDTHS[0],
        },
    )
