"""Parcels: what comes, what waits, what goes to a door."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.organisations.desk import Desk, at_office, for_offices, frame
from bumdes.organisations.permissions import RUN_PICKUP
from core.paging import paged
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest
from marketplace.hub_desk import services
from marketplace.hub_desk.forms import CashDoorForm, DoorForm, HandOutForm, RefusalForm
from marketplace.hub_desk.queries import parcels as queries
from marketplace.order.models import Order
from marketplace.order.queries import timeline

MAX_CODE = 16


@at_office
def parcels(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """The tabs; a pickup code in ?kode= opens its parcel."""
    now = timezone.now()
    typed = request.GET.get("kode", "")[:MAX_CODE]
    code_error = ""
    if typed:
        if found := queries.by_pickup_code(desk, typed):
            here = reverse("hub:parcel", args=[desk.organisation.code, found.number])
            return redirect(f"{here}?kode={found.shipment.pickup_code}")
        code_error = _("No parcel waits here under this code. Compare it with the buyer's phone.")
    waiting = queries.counts(desk.organisation, now=now)
    tab = request.GET.get("tab", "")
    if tab not in queries.TABS:
        tab = next((name for name in ("lama", "siap", "datang", "antar") if getattr(waiting, name)), "siap")
    page = paged(queries.parcels(desk, tab, now=now), number=request.GET.get("page"), tab=tab)
    here = reverse("hub:parcels", args=[desk.organisation.code])
    tabs = [
        {
            "url": f"{here}?tab={name}",
            "label": label,
            "current": name == tab,
            "count": getattr(waiting, name, 0),
        }
        for name, label in queries.TABS.items()
    ]
    context = {
        **frame(request, desk, "parcels"),
        "tabs": tabs,
        "tab": tab,
        "page": page,
        "parcels": [queries.seen(order, now=now) for order in page.rows],
        "typed": typed,
        "code_error": code_error,
    }
    return render(request, "hub_desk/parcels.html", context, status=422 if code_error else 200)


@at_office
def parcel(request: SignedInRequest, desk: Desk, number: str) -> HttpResponse:
    order = get_object_or_404(queries.reachable(desk), number=number)
    return _page(request, desk, order)


def _page(
    request: SignedInRequest,
    desk: Desk,
    order: Order,
    form: forms.Form | None = None,
    refusal_form: RefusalForm | None = None,
) -> HttpResponse:
    seen = queries.seen(order, now=timezone.now())
    if form is None and seen.is_open:
        code = request.GET.get("kode", "")[:MAX_CODE]
        at_door = CashDoorForm() if seen.cash else DoorForm()
        form = HandOutForm(initial={"code": code}) if seen.is_pickup else at_door
    here = reverse("hub:parcels", args=[desk.organisation.code])
    context: dict[str, Any] = {
        **frame(request, desk, "parcels", crumbs=[(_("Parcels"), here), (order.number, "")]),
        "parcel": seen,
        "lines": queries.lines_of(order),
        "steps": timeline(order, is_at_door=_is_paid_at_door(order)),
        "form": form,
        "refusal_form": refusal_form or RefusalForm(),
    }
    status = 422 if any(each is not None and each.errors for each in (form, refusal_form)) else 200
    return render(request, "hub_desk/parcel.html", context, status=status)


@for_offices(RUN_PICKUP)
def arrive(request: SignedInRequest, desk: Desk, number: str) -> HttpResponse:
    order = get_object_or_404(queries.reachable(desk), number=number)
    if request.method == "POST":
        try:
            services.mark_arrived(
                order=order, organisation=desk.organisation, actor=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(
                request, _("Parcel %(number)s is here; the buyer has been told.") % {"number": number}
            )
        return redirect(f"{reverse('hub:parcels', args=[desk.organisation.code])}?tab=datang")
    return redirect("hub:parcel", desk.organisation.code, number)


@for_offices(RUN_PICKUP)
def hand_out(request: SignedInRequest, desk: Desk, number: str) -> HttpResponse:
    order = get_object_or_404(queries.reachable(desk), number=number)
    if request.method != "POST":
        return redirect("hub:parcel", desk.organisation.code, number)
    form = HandOutForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.hand_out(
                order=order,
                organisation=desk.organisation,
                code=data["code"],
                recipient=data["recipient"],
                key=data["key"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, _("Parcel %(number)s is handed out.") % {"number": number})
            return redirect("hub:parcels", desk.organisation.code)
    return _page(request, desk, order, form)


@for_offices(RUN_PICKUP)
def deliver(request: SignedInRequest, desk: Desk, number: str) -> HttpResponse:
    order = get_object_or_404(queries.reachable(desk), number=number)
    if request.method != "POST":
        return redirect("hub:parcel", desk.organisation.code, number)
    form = CashDoorForm(request.POST) if _is_paid_at_door(order) else DoorForm(request.POST)
    if form.is_valid():
        try:
            services.deliver_to_door(
                order=order,
                organisation=desk.organisation,
                recipient=form.cleaned_data["recipient"],
                cash=form.cleaned_data.get("amount"),
                key=form.cleaned_data["key"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("Parcel %(number)s is delivered.") % {"number": number})
            return redirect(f"{reverse('hub:parcels', args=[desk.organisation.code])}?tab=antar")
    return _page(request, desk, order, form)


@for_offices(RUN_PICKUP)
def refuse(request: SignedInRequest, desk: Desk, number: str) -> HttpResponse:
    """The buyer did not take a parcel that is paid at the door."""
    order = get_object_or_404(queries.reachable(desk), number=number)
    if request.method != "POST":
        return redirect("hub:parcel", desk.organisation.code, number)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _page(request, desk, order, refusal_form=form)
    try:
        services.refuse_at_door(
            order=order,
            organisation=desk.organisation,
            reason=form.cleaned_data["reason"],
            actor=request.user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        text = _("Noted: parcel %(number)s was refused. Bring the goods back to the shop.")
        messages.success(request, text % {"number": number})
    return redirect(f"{reverse('hub:parcels', args=[desk.organisation.code])}?tab=antar")


def _is_paid_at_door(order: Order) -> bool:
    return getattr(order, "door", None) is not None
