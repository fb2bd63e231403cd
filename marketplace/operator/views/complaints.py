"""Complaints: what waits for a decision, what is on its way, what is over."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.paging import paged
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest
from core.users.phones import display_phone, whatsapp_link
from marketplace.aftersales import queries, services
from marketplace.aftersales.forms import DecisionForm, RefusalForm
from marketplace.aftersales.models import Complaint, ComplaintPhoto
from marketplace.aftersales.photos import serve_photo
from marketplace.operator.access import frame, operators_only
from marketplace.payment.models import Payment
from marketplace.settlement.queries.reversing import left_of


@operators_only
def complaints(request: SignedInRequest) -> HttpResponse:
    lists = {
        "": (_("To decide"), queries.to_decide()),
        "jalan": (_("On its way"), queries.on_their_way()),
        "selesai": (_("Over"), queries.over()),
    }
    tab = request.GET.get("tab", "")
    tab = tab if tab in lists else ""
    here = reverse("operator:complaints")
    tabs = [
        {"url": f"{here}?tab={name}" if name else here, "label": label, "current": name == tab, "count": 0}
        for name, (label, _rows) in lists.items()
    ]
    page = paged(lists[tab][1], number=request.GET.get("page"), tab=tab)
    context = {**frame("complaints"), "tabs": tabs, "page": page, "now": timezone.now()}
    return render(request, "operator/complaints.html", context)


@operators_only
def complaint(request: SignedInRequest, pk: int) -> HttpResponse:
    """One complaint with both sides' words, and the decision."""
    found = get_object_or_404(queries.full(Complaint.objects.all()), pk=pk)
    form, refusing = _forms(request, found)
    sent = refusing if "refuse" in request.POST else form
    if request.method == "POST" and sent is not None and sent.is_valid():
        facts = (
            sent.facts
            if isinstance(sent, DecisionForm)
            else {**sent.cleaned_data, "granted": {}, "delivery": 0, "liable": "", "target": ""}
        )
        try:
            _need_something(facts, sent)
            decided = services.decide(complaint=found, **facts, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            say_no(sent, refusal)
            # The service had begun to write it down: shown is what stands.
            found = get_object_or_404(queries.full(Complaint.objects.all()), pk=pk)
        else:
            # Decided is decided; what a book refuses now, the next round tries again.
            with suppress(Refusal):
                services.carry_out(complaint=decided, now=timezone.now())
            messages.success(request, _("Decided. Both sides have been told."))
            return redirect("operator:complaint", pk)
    phone = found.order.purchase.phone
    crumbs = [(_("Complaints"), reverse("operator:complaints")), (found.order.number, "")]
    context = {
        **frame("complaints", crumbs=crumbs),
        "complaint": found,
        "photos": [reverse("operator:complaint_photo", args=[photo.pk]) for photo in found.photos.all()],
        "phone": display_phone(phone),
        "chat": whatsapp_link(phone),
        "form": form,
        "refusing": refusing,
    }
    is_wrong = any(one is not None and one.errors for one in (form, refusing))
    return render(request, "operator/complaint.html", context, status=422 if is_wrong else 200)


def _need_something(facts: dict[str, object], sent: DecisionForm | RefusalForm) -> None:
    if isinstance(sent, DecisionForm) and not facts["granted"] and not facts["delivery"]:
        raise Refusal(_("Write how much goes back, or say below why nothing does."))


def _forms(request: SignedInRequest, found: Complaint) -> tuple[DecisionForm | None, RefusalForm | None]:
    """The two answers there are, while it waits for one."""
    if found.state not in (Complaint.State.RAISED, Complaint.State.ANSWERED):
        return None, None
    is_no = "refuse" in request.POST
    payment = Payment.objects.filter(purchase=found.order.purchase_id, state=Payment.State.PAID).first()
    form = DecisionForm(
        None if is_no else request.POST or None,
        complaint=found,
        left=left_of(found.order),
        method=payment.method if payment else "",
    )
    return form, RefusalForm(request.POST if is_no else None)


@operators_only
def photo(request: SignedInRequest, pk: int) -> HttpResponseBase:
    return serve_photo(get_object_or_404(ComplaintPhoto, pk=pk))
