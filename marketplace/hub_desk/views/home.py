"""Where somebody of a BUMDes arrives: what there is to do today."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.organisations.desk import Desk, at_office, frame
from bumdes.organisations.models import Organisation
from bumdes.units.queries import drawer_of, open_shift_of, taken_on
from core.users.decorators import SignedInRequest, sign_in_required
from marketplace.hub_desk.queries import parcels, sellers


@sign_in_required
def index(request: SignedInRequest) -> HttpResponse:
    """The BUMDes somebody works for; the only one opens by itself."""
    hubs = list(
        Organisation.objects.for_user(request.user).select_related("village__district").order_by("name", "pk")
    )
    if not hubs:
        raise Http404
    if len(hubs) == 1:
        return redirect("hub:home", hubs[0].code)
    context = {"hubs": hubs, "office_name": _("Your BUMDes"), "office_nav": []}
    return render(request, "hub_desk/index.html", context)


@at_office
def home(request: SignedInRequest, desk: Desk) -> HttpResponse:
    now = timezone.now()
    shift = open_shift_of(request.user)
    return render(
        request,
        "hub_desk/home.html",
        {
            **frame(request, desk, "home"),
            "shift": shift,
            "drawer": drawer_of(shift) if shift else None,
            "today": taken_on(desk.organisation, day=timezone.localdate(now)),
            "waiting": parcels.counts(desk.organisation, now=now),
            "shops": sellers.counts(desk),
        },
    )
