"""Cash at the door: the shop allows it, and takes it where it does the work itself."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bumdes.units.forms import CashField
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest
from marketplace.gateways.cod.services import set_cod
from marketplace.order.models import Order
from marketplace.purchases.at_door import receive_by_shop, refuse_by_shop
from marketplace.seller_centre.access import for_owner, in_shop
from marketplace.seller_centre.forms.fields import plain_line
from marketplace.seller_centre.queries.orders import full
from marketplace.seller_centre.views.orders import order_page, orders_of
from marketplace.sellers.models import Seller


class CashForm(forms.Form):
    amount = CashField(
        label=gettext_lazy("Cash you keep"),
        help_text=gettext_lazy("After giving change. It has to be the whole sum."),
        error_messages={"required": gettext_lazy("Write how much cash you received.")},
    )


class RefusedForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why not?"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write why the buyer refused.")},
    )

    def clean_reason(self) -> str:
        return plain_line(self.cleaned_data["reason"])


def _order(request: SignedInRequest, seller: Seller, number: str) -> Order:
    return get_object_or_404(full(orders_of(request, seller)), number=number)


@in_shop
def receive(request: SignedInRequest, seller: Seller, number: str) -> HttpResponse:
    """The work is done and the cash is in the shop's hand."""
    found = _order(request, seller, number)
    if request.method != "POST":
        return redirect("seller:order", seller.slug, number)
    form = CashForm(request.POST)
    if form.is_valid():
        try:
            receive_by_shop(
                order=found,
                seller=seller,
                amount=form.cleaned_data["amount"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("Noted: order %(number)s is done and paid.") % {"number": number})
            return redirect("seller:order", seller.slug, number)
    return order_page(request, seller, found, status=422, cash_form=form)


@in_shop
def refuse(request: SignedInRequest, seller: Seller, number: str) -> HttpResponse:
    """The buyer does not pay at the door."""
    found = _order(request, seller, number)
    if request.method != "POST":
        return redirect("seller:order", seller.slug, number)
    form = RefusedForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            refuse_by_shop(order=found, seller=seller, reason=reason, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("Noted: order %(number)s was refused.") % {"number": number})
            return redirect("seller:order", seller.slug, number)
    return order_page(request, seller, found, status=422, refused_form=form)


@for_owner
def switch(request: SignedInRequest, seller: Seller) -> HttpResponse:
    """Allow cash at the door, or no more."""
    if request.method == "POST":
        is_on = request.POST.get("on") == "1"
        set_cod(seller=seller, is_on=is_on, actor=request.user, now=timezone.now())
        if is_on:
            messages.success(request, _("Buyers may now pay you at the door."))
        else:
            messages.success(
                request, _("Buyers can no longer pay at the door. Orders under way stay as they are.")
            )
    return redirect("seller:money", seller.slug)
