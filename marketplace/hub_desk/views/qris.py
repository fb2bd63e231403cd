"""The hub's own QRIS: the code itself, and saying that a buyer's money is in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bumdes.organisations.desk import Desk, for_offices, frame, refused
from bumdes.organisations.permissions import SPEAK_FOR, TAKE_CASH
from core.refusals import Refusal
from core.users.decorators import SignedInRequest
from marketplace.gateways.qris.pictures import as_svg
from marketplace.gateways.qris.services import save_static
from marketplace.hub_desk.forms import QrisForm
from marketplace.hub_desk.queries import qris as queries
from marketplace.purchases.own_qris import confirm_own_qris


@for_offices(TAKE_CASH)
def qris(request: SignedInRequest, desk: Desk) -> HttpResponse:
    form, now = QrisForm(), timezone.now()
    if request.method == "POST":
        if not desk.may_speak_for_it:
            return refused(request, desk, SPEAK_FOR)
        form = QrisForm(request.POST, request.FILES)
        if form.is_valid() and _saved(request, desk, form):
            messages.success(request, _("Buyers can pay to this code now. Compare the name once more."))
            return redirect("hub:qris", desk.organisation.code)
    code = queries.own_code(desk)
    context = {
        **frame(request, desk, "qris"),
        "form": form,
        "code": code,
        "picture": as_svg(code.payload) if code else "",
        "waiting": queries.unconfirmed(desk, now=now),
    }
    return render(request, "hub_desk/qris.html", context, status=422 if form.errors else 200)


def _saved(request: SignedInRequest, desk: Desk, form: QrisForm) -> bool:
    try:
        save_static(
            hub=desk.organisation,
            seller=None,
            payload=form.cleaned_data["payload"],
            actor=request.user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(refusal.field, refusal.message)
        return False
    return True


@require_POST
@for_offices(TAKE_CASH)
def money_is_in(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    found = queries.requests_of(desk).filter(payment__purchase__reference=reference).order_by("-pk")
    asked = get_object_or_404(found[:1])
    if confirm_own_qris(request=asked, actor=request.user, now=timezone.now()):
        messages.success(request, _("%(reference)s is paid; the shops are told.") % {"reference": reference})
    else:
        messages.warning(request, _("It came too late for this purchase. The operator returns the money."))
    return redirect("hub:qris", desk.organisation.code)
