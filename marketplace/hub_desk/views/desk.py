"""The desk itself: where it is and when it is open."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.organisations.desk import Desk, for_offices, frame
from bumdes.organisations.permissions import SPEAK_FOR
from bumdes.organisations.services import set_desk
from core.users.decorators import SignedInRequest
from marketplace.hub_desk.forms import DeskForm


@for_offices(SPEAK_FOR)
def hours(request: SignedInRequest, desk: Desk) -> HttpResponse:
    shown = {"opening_hours": desk.organisation.opening_hours, "address": desk.organisation.address}
    form = DeskForm(request.POST if request.method == "POST" else None, initial=shown)
    if request.method == "POST" and form.is_valid():
        set_desk(organisation=desk.organisation, **form.cleaned_data, actor=request.user, now=timezone.now())
        messages.success(request, _("Saved. Buyers see it within a minute."))
        return redirect("hub:home", desk.organisation.code)
    context = {**frame(request, desk, "home", crumbs=[(_("Opening hours"), "")]), "form": form}
    return render(request, "hub_desk/hours.html", context, status=422 if form.errors else 200)
