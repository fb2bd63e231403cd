"""The owner as a member of the shop's BUMDes: asking to be known as one, and ending it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest
from marketplace.seller_centre.access import for_owner, frame
from marketplace.seller_centre.forms.payouts import MembershipForm
from marketplace.sellers.models import Seller
from marketplace.settlement.models import MemberLink
from marketplace.settlement.queries.members import link_of
from marketplace.settlement.services.members import CURRENT_TEXT, TEXTS, ask_link, end_link


@for_owner
def membership(request: SignedInRequest, seller: Seller) -> HttpResponse:
    """What is in force, what waits, or the form that asks."""
    form = MembershipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_link(seller=seller, **form.cleaned_data, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("Asked. Your BUMDes looks you up and answers."))
            return redirect("seller:membership", seller.slug)
    link = link_of(seller)
    crumbs = [(_("Money"), reverse("seller:money", args=[seller.slug])), (_("Membership"), "")]
    context = {
        **frame(request, seller, "money", crumbs=crumbs),
        "form": form,
        "link": link,
        "text": TEXTS[link.text_version if link else CURRENT_TEXT],
    }
    return render(request, "seller_centre/membership.html", context, status=422 if form.errors else 200)


@for_owner
@require_POST
def end(request: SignedInRequest, seller: Seller) -> HttpResponse:
    """End the link, or take back what was asked."""
    link = get_object_or_404(MemberLink.objects.open(), seller=seller)
    end_link(link=link, reason="", actor=request.user, now=timezone.now())
    messages.success(request, _("Ended. Nothing more is taken from your sales for a loan."))
    return redirect("seller:membership", seller.slug)
