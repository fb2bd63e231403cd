"""Bringing sellers on line: opening a shop for somebody, and the consent to act for one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.organisations.desk import Desk, for_offices, frame
from bumdes.organisations.permissions import BRING_SELLERS
from core.refusals import Refusal
from core.users.decorators import SignedInRequest
from marketplace.hub_desk import bringing as services
from marketplace.hub_desk.forms import ConsentForm, NewcomerForm
from marketplace.hub_desk.queries import sellers as queries
from marketplace.hub_desk.views.sellers import shop_page
from marketplace.sellers import assistance

_AGREEMENT = ("how", "note", "agreed", "terms")


@for_offices(BRING_SELLERS)
def register(request: SignedInRequest, desk: Desk) -> HttpResponse:
    form = NewcomerForm(request.POST or None, home=desk.organisation.village_id)
    if request.method == "POST" and form.is_valid():
        try:
            seller = services.bring_seller(
                newcomer=form.newcomer(),
                organisation=desk.organisation,
                actor=request.user,
                key=form.cleaned_data["key"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            text = _("%(shop)s is open. List the first product with the owner.")
            messages.success(request, text % {"shop": seller.name})
            return redirect("seller:home", seller.slug)
    crumbs = [(_("Sellers"), reverse("hub:sellers", args=[desk.organisation.code])), (_("New seller"), "")]
    fields = form.visible_fields()
    context = {
        **frame(request, desk, "sellers", crumbs=crumbs),
        "form": form,
        "person": [field for field in fields if field.name not in _AGREEMENT],
        "agreement": [field for field in fields if field.name in _AGREEMENT],
        "consent_text": assistance.text_of(assistance.CURRENT_TEXT),
    }
    return render(request, "hub_desk/register.html", context, status=422 if form.errors else 200)


@for_offices(BRING_SELLERS)
def consent(request: SignedInRequest, desk: Desk, shop: str) -> HttpResponse:
    """Write down that a shop's owner agrees to be acted for, or that this ends."""
    found = get_object_or_404(queries.sellers(desk), slug=shop)
    form = ConsentForm(request.POST)
    if request.method == "POST" and request.POST.get("consent") == "0":
        assistance.withdraw_consent(seller=found, actor=request.user, now=timezone.now())
        messages.success(request, _("The consent is ended."))
    elif request.method == "POST" and form.is_valid():
        try:
            services.note_consent(
                seller=found,
                organisation=desk.organisation,
                how=form.cleaned_data["how"],
                note=form.cleaned_data["note"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The consent is written down. You can open the shop now."))
    if request.method == "POST" and form.errors and request.POST.get("consent") != "0":
        return shop_page(request, desk, found, consent_form=form)
    return redirect("hub:seller", desk.organisation.code, shop)
