"""Buyers' money: where it lies, whose it is, and the rules by which it is shared."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.paging import paged
from core.refusals import Refusal
from core.users.decorators import SignedInRequest
from marketplace.operator.access import frame, operators_only
from marketplace.operator.forms.money import FeeRuleForm
from marketplace.order.models import Order
from marketplace.settlement import services
from marketplace.settlement.models import FeeRule
from marketplace.settlement.queries import desk
from marketplace.settlement.queries.shops import money_trail
from marketplace.settlement.queries.trails import trail_of


@operators_only
def money(request: SignedInRequest) -> HttpResponse:
    """In, held, owed and earned, and what has not reached the books."""
    context = {**frame("money"), "picture": desk.picture(), "waiting": desk.waiting()}
    return render(request, "operator/money.html", context)


@operators_only
def rules(request: SignedInRequest) -> HttpResponse:
    """Who takes what of which sales, and a form for one rule more."""
    form = FeeRuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_rule(**form.facts, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, _("The rule holds for what is paid from now on."))
            return redirect("operator:rules")
    page = paged(desk.rules(), number=request.GET.get("page"))
    context = {**frame("money"), "form": form, "page": page}
    return render(request, "operator/rules.html", context, status=422 if form.errors else 200)


@operators_only
@require_POST
def end_rule(request: SignedInRequest, pk: int) -> HttpResponse:
    services.end_rule(rule=get_object_or_404(FeeRule, pk=pk), actor=request.user, now=timezone.now())
    messages.success(request, _("The rule has ended. Earlier sales keep their fees."))
    return redirect("operator:rules")


@operators_only
def trail(request: SignedInRequest, number: str) -> HttpResponse:
    """What happened to the money of one order, and every entry that it caused."""
    order = get_object_or_404(Order.objects.select_related("purchase", "seller", "hub"), number=number)
    context = {**frame("money"), "order": order, "steps": money_trail(order), "trail": trail_of(order)}
    return render(request, "operator/trail.html", context)
