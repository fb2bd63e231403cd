"""Shops of the BUMDes's own members: agreeing to what an owner says, and ending it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bumdes.organisations.desk import Desk, at_office, for_offices, frame
from bumdes.organisations.permissions import SERVE_MEMBERS
from core.paging import paged
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest
from core.users.phones import display_phone
from marketplace.settlement.models import MemberLink
from marketplace.settlement.queries.members import likely_members, links_of
from marketplace.settlement.services.members import agree_link, end_link


class AgreeForm(forms.Form):
    number = forms.CharField(
        label=gettext_lazy("Member number"),
        max_length=12,
        help_text=gettext_lazy("As in the members' list, such as A-0001."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": gettext_lazy("Write the member number.")},
    )


class EndForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=160,
        help_text=gettext_lazy("The owner reads it."),
        error_messages={"required": gettext_lazy("Write the reason.")},
    )


@at_office
def links(request: SignedInRequest, desk: Desk) -> HttpResponse:
    page = paged(links_of(desk.organisation), number=request.GET.get("page"))
    context = {**frame(request, desk, "sellers", crumbs=_crumbs(desk, _("Shops of members"))), "page": page}
    return render(request, "hub_desk/links.html", context)


@for_offices(SERVE_MEMBERS)
def link(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """One shop: who the owner says to be, who it may be, and the answer."""
    found = get_object_or_404(links_of(desk.organisation), pk=pk)
    is_end = "end" in request.POST
    agree = AgreeForm(None if is_end else request.POST or None, initial={"number": found.number})
    ending = EndForm(request.POST if is_end else None)
    sent: forms.Form = ending if is_end else agree
    if request.method == "POST" and sent.is_valid():
        answer = end_link if is_end else agree_link
        try:
            answer(
                link=found,
                organisation=desk.organisation,
                **sent.cleaned_data,
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(sent, refusal)
        else:
            text = _("The link is ended.") if is_end else _("The shop is linked to its member.")
            messages.success(request, text)
            return redirect("hub:links", desk.organisation.code)
    return _page(request, desk, found, agree, ending)


def _page(
    request: SignedInRequest, desk: Desk, found: MemberLink, agree: AgreeForm, ending: EndForm
) -> HttpResponse:
    members = likely_members(found) if found.agreed_at is None else []
    context = {
        **frame(request, desk, "sellers", crumbs=_crumbs(desk, found.seller.name)),
        "link": found,
        "phone": display_phone(found.seller.phone),
        "members": [(member, display_phone(member.phone) if member.phone else "") for member in members],
        "form": agree,
        "ending": ending,
    }
    status = 422 if agree.errors or ending.errors else 200
    return render(request, "hub_desk/link.html", context, status=status)


def _crumbs(desk: Desk, here: str) -> list[tuple[str, str]]:
    code = desk.organisation.code
    crumbs = [(_("Sellers"), reverse("hub:sellers", args=[code]))]
    if here != _("Shops of members"):
        crumbs.append((_("Shops of members"), reverse("hub:links", args=[code])))
    return [*crumbs, (here, "")]
