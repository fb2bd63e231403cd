"""Payouts of a shop: asking for one, following it, and the bank account they go to. The owner's alone."""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest
from marketplace.seller_centre.access import for_owner, frame
from marketplace.seller_centre.forms.payouts import AccountForm, PayoutForm
from marketplace.sellers.models import Seller
from marketplace.settlement.queries import payouts as queries
from marketplace.settlement.services.payout_accounts import set_account
from marketplace.settlement.services.payouts import request_payout


@for_owner
def new(request: SignedInRequest, seller: Seller) -> HttpResponse:
    """Ask for all that is free, to the bank account or in cash."""
    form = PayoutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            payout = request_payout(
                seller=seller, **form.cleaned_data, actor=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("Asked for. Somebody of the marketplace approves it, then it goes."))
            return redirect("seller:payout", seller.slug, payout.reference)
    context = {
        **frame(request, seller, "money", crumbs=_crumbs(seller, _("Payout"))),
        "form": form,
        "balance": queries.balance_of(seller),
        "account": queries.account_of(seller),
    }
    return render(request, "seller_centre/payout_new.html", context, status=422 if form.errors else 200)


@for_owner
def payout(request: SignedInRequest, seller: Seller, reference: str) -> HttpResponse:
    """One payout: where it is, what it is made of, and the code for its cash."""
    found = get_object_or_404(queries.payouts_of(seller), reference=reference)
    context = {
        **frame(request, seller, "money", crumbs=_crumbs(seller, found.reference)),
        "payout": found,
        "lines": found.lines.select_related("settlement__order", "charge").order_by("pk"),
        "moves": found.moves.order_by("pk"),
    }
    return render(request, "seller_centre/payout.html", context)


@for_owner
def account(request: SignedInRequest, seller: Seller) -> HttpResponse:
    """The bank account. Whoever changes it has just typed the password again."""
    if not did_recently_reauthenticate(request):
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = set_account(seller=seller, **form.cleaned_data, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("Payouts go to %(account)s from now on.") % {"account": kept})
            return redirect("seller:money", seller.slug)
    context = {
        **frame(request, seller, "money", crumbs=_crumbs(seller, _("Bank account"))),
        "form": form,
        "account": queries.account_of(seller),
    }
    return render(request, "seller_centre/payout_account.html", context, status=422 if form.errors else 200)


def _crumbs(seller: Seller, here: str) -> list[tuple[str, str]]:
    return [(_("Money"), reverse("seller:money", args=[seller.slug])), (here, "")]
