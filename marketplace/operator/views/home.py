"""The queues, any purchase by its number, and letters that did not arrive."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.paging import paged
from core.refusals import Refusal
from core.searching import words_of
from core.users.decorators import SignedInRequest
from marketplace.operator.access import frame, operators_only
from marketplace.operator.queries import trade
from marketplace.operator.queries.home import queues
from marketplace.operator.services.moderation import send_again
from marketplace.order.models import Purchase


@operators_only
def home(request: SignedInRequest) -> HttpResponse:
    return render(request, "operator/home.html", {**frame("home"), "queues": queues()})


@operators_only
def orders(request: SignedInRequest) -> HttpResponse:
    """A box for a purchase's reference or an order's number."""
    typed = words_of(request, name="q", most=40)
    error = ""
    if typed:
        if reference := trade.find_purchase(typed):
            return redirect("operator:purchase", reference)
        error = _("No purchase and no order has this number.")
    context = {**frame("orders"), "typed": typed, "error": error}
    return render(request, "operator/orders.html", context, status=422 if error else 200)


@operators_only
def purchase(request: SignedInRequest, reference: str) -> HttpResponse:
    found = get_object_or_404(Purchase, reference=reference)
    crumbs = [(_("Orders"), reverse("operator:orders")), (found.reference, "")]
    context = {**frame("orders", crumbs=crumbs), "purchase": trade.purchase_view(found)}
    return render(request, "operator/purchase.html", context)


@operators_only
def letters(request: SignedInRequest) -> HttpResponse:
    page = paged(trade.letters(), number=request.GET.get("page"))
    return render(request, "operator/letters.html", {**frame("letters"), "page": page})


@operators_only
def letter_again(request: SignedInRequest, pk: int) -> HttpResponse:
    letter = get_object_or_404(trade.letters(), pk=pk)
    if request.method == "POST":
        try:
            send_again(letter=letter, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("The letter is tried again within a minute."))
    return redirect("operator:letters")
