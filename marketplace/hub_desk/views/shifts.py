"""Drawer shifts: counting in, counting out, looking back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.organisations.desk import Desk, at_office, for_offices, frame
from bumdes.organisations.permissions import TAKE_CASH
from bumdes.units import services
from bumdes.units.forms import CloseShiftForm, OpenShiftForm
from bumdes.units.queries import drawer_of, open_shift_of
from core.moments import format_short
from core.paging import paged
from core.refusals import Refusal
from core.users.decorators import SignedInRequest
from marketplace.hub_desk.queries import counter as queries


@for_offices(TAKE_CASH)
def open_drawer(request: SignedInRequest, desk: Desk) -> HttpResponse:
    counter = reverse("hub:counter", args=[desk.organisation.code])
    if request.method != "POST":
        return redirect(counter)
    form = OpenShiftForm(request.POST)
    if form.is_valid():
        try:
            services.open_shift(
                organisation=desk.organisation,
                cashier=request.user,
                opening_cash=form.cleaned_data["opening_cash"],
                now=timezone.now(),
            )
        except services.ShiftAlreadyOpen:
            # One person, one drawer: a second tap finds the first one's drawer open.
            return redirect(counter)
        messages.success(request, _("Your drawer is open."))
        return redirect(counter)
    context = {**frame(request, desk, "counter"), "open_form": form, "shift": None, "is_here": False}
    return render(request, "hub_desk/counter.html", context, status=422)


@for_offices(TAKE_CASH)
def close_drawer(request: SignedInRequest, desk: Desk) -> HttpResponse:
    shift = open_shift_of(request.user)
    if shift is None or shift.organisation_id != desk.organisation.pk:
        messages.info(request, _("You have no open drawer here."))
        return redirect("hub:counter", desk.organisation.code)
    form = CloseShiftForm(request.POST or None)
    if form.is_valid():
        try:
            services.close_shift(
                shift=shift,
                counted_cash=form.cleaned_data["counted_cash"],
                gap_reason=form.cleaned_data["gap_reason"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            return redirect("hub:shift", desk.organisation.code, shift.pk)
    here = reverse("hub:counter", args=[desk.organisation.code])
    context = {
        **frame(request, desk, "counter", crumbs=[(_("Counter"), here), (_("Close the drawer"), "")]),
        "shift": shift,
        "drawer": drawer_of(shift),
        "form": form,
    }
    return render(request, "hub_desk/close.html", context, status=422 if form.errors else 200)


@at_office
def shifts(request: SignedInRequest, desk: Desk) -> HttpResponse:
    page = paged(queries.shifts_of(desk), number=request.GET.get("page"))
    return render(request, "hub_desk/shifts.html", {**frame(request, desk, "shifts"), "page": page})


@at_office
def shift(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.shifts_of(desk), pk=pk)
    here = reverse("hub:shifts", args=[desk.organisation.code])
    receipts = queries.receipts_of(desk).filter(shift=found).order_by("number")
    context = {
        **frame(
            request, desk, "shifts", crumbs=[(_("Drawer shifts"), here), (format_short(found.opened_at), "")]
        ),
        "shift": found,
        "drawer": drawer_of(found),
        "page": paged(receipts, number=request.GET.get("page")),
    }
    return render(request, "hub_desk/shift.html", context)
