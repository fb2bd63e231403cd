"""By-laws: the versions on file, and writing down a new one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.closing.forms import BylawsForm
from bumdes.organisations.desk import Desk, at_office, frame, refused
from bumdes.organisations.models import ByLaws
from bumdes.organisations.permissions import MANAGE
from bumdes.organisations.services import adopt_bylaws
from core.refusals import Refusal
from core.users.decorators import SignedInRequest


@at_office
def bylaws(request: SignedInRequest, desk: Desk) -> HttpResponse:
    form = BylawsForm(request.POST or None)
    if request.method == "POST":
        if not desk.holds(MANAGE):
            return refused(request, desk, MANAGE)
        if form.is_valid():
            try:
                adopt_bylaws(
                    organisation=desk.organisation,
                    adopted_on=form.cleaned_data["adopted_on"],
                    minutes_number=form.cleaned_data["minutes_number"],
                    shares=form.shares_bps(),
                    actor=request.user,
                    now=timezone.now(),
                )
            except Refusal as refusal:
                form.add_error(refusal.field, refusal.message)
            else:
                messages.success(request, _("The by-laws are on file."))
                return redirect("closing:bylaws", desk.organisation.code)
    versions = ByLaws.objects.filter(organisation=desk.organisation).prefetch_related("shares")
    here = reverse("closing:home", args=[desk.organisation.code])
    context = {
        **frame(request, desk, "closing", crumbs=[(_("Close the books"), here), (_("By-laws"), "")]),
        "versions": versions.order_by("-adopted_on", "-pk"),
        "form": form if desk.holds(MANAGE) else None,
    }
    return render(request, "closing/bylaws.html", context, status=422 if form.errors else 200)
