"""Couriers put the cash of their parcels down at the counter."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.organisations.desk import Desk, at_office, frame, refused
from bumdes.organisations.permissions import TAKE_CASH
from bumdes.units.queries import open_shift_of
from core.money import format_rupiah
from core.paging import paged
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest
from core.users.models import User
from marketplace.gateways.cod.services import deposit
from marketplace.hub_desk.forms import DepositForm
from marketplace.hub_desk.queries import deposits as queries


@at_office
def deposits(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """Who carries how much, and the form that takes all of it."""
    if request.method != "POST":
        return _page(request, desk)
    if not desk.holds(TAKE_CASH):
        return refused(request, desk, TAKE_CASH)
    form = DepositForm(request.POST)
    shift = open_shift_of(request.user)
    if shift is None or shift.organisation_id != desk.organisation.pk:
        messages.error(request, _("You have no open drawer here."))
        return redirect("hub:deposits", desk.organisation.code)
    if form.is_valid():
        courier = get_object_or_404(User, pk=form.cleaned_data["courier"])
        try:
            made = deposit(
                shift=shift,
                courier=courier,
                expected=form.cleaned_data["expected"],
                counted=form.cleaned_data["counted"],
                reason=form.cleaned_data["reason"],
                actor=request.user,
                key=form.cleaned_data["key"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            words = {"amount": format_rupiah(made.counted), "courier": courier.name}
            messages.success(request, _("%(amount)s of %(courier)s is in your drawer.") % words)
            return redirect("hub:deposits", desk.organisation.code)
    return _page(request, desk, form)


def _page(request: SignedInRequest, desk: Desk, sent: DepositForm | None = None) -> HttpResponse:
    shift = open_shift_of(request.user)
    rows = []
    for each in queries.carried(desk.organisation):
        is_sent = sent is not None and sent.data.get("courier") == str(each.courier)
        fresh = DepositForm(
            initial={"courier": each.courier, "expected": each.amount}, auto_id=f"id_{each.courier}_%s"
        )
        rows.append({"carried": each, "form": sent if is_sent else fresh})
    context = {
        **frame(request, desk, "deposits"),
        "rows": rows,
        "is_here": shift is not None and shift.organisation_id == desk.organisation.pk,
        "page": paged(queries.deposits_of(desk), number=request.GET.get("page")),
    }
    # The list may have lost the courier meanwhile: then nobody's form shows what is wrong.
    if sent is not None and not any(row["form"] is sent for row in rows):
        context["lost"] = [str(error) for errors in sent.errors.values() for error in errors]
    return render(request, "hub_desk/deposits.html", context, status=422 if sent is not None else 200)
