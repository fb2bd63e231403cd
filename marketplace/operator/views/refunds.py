"""Money that goes back to buyers, until somebody says how it went, and another agrees."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.paging import paged
from core.refusals import Refusal
from core.users.decorators import SignedInRequest
from core.users.phones import display_phone, whatsapp_link
from marketplace.operator.access import frame, operators_only
from marketplace.operator.forms.returning import ReturnForm
from marketplace.payment import queries
from marketplace.payment import refunds as services
from marketplace.payment.models import GIVES_BACK, Refund
from marketplace.purchases.refunding import let_go


@operators_only
def refunds(request: SignedInRequest) -> HttpResponse:
    """Tabs: what is due, what is on its way, what waits for a second person, what went back."""
    lists = {
        "": (_("To return"), queries.refunds_due()),
        "jalan": (_("On its way"), queries.refunds_on_their_way()),
        "setuju": (_("For a second person"), queries.refunds_unchecked()),
        "selesai": (_("Returned"), queries.refunds_settled()),
    }
    tab = request.GET.get("tab", "")
    tab = tab if tab in lists else ""
    here = reverse("operator:refunds")
    tabs = [
        {"url": f"{here}?tab={name}" if name else here, "label": label, "current": name == tab}
        for name, (label, _rows) in lists.items()
    ]
    page = paged(lists[tab][1], number=request.GET.get("page"), tab=tab)
    return render(
        request, "operator/refunds.html", {**frame("refunds"), "tabs": tabs, "tab": tab, "page": page}
    )


@operators_only
def refund(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Refund.objects.select_related("order__purchase", "order__seller", "split__payment", "made_by"), pk=pk
    )
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.return_money(refund=found, **form.cleaned_data, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            if found.settled_at is None:
                messages.info(request, _("This amount is over the limit: another operator must agree."))
                return redirect(f"{reverse('operator:refunds')}?tab=setuju")
            messages.success(request, _("Settled. The buyer has been told."))
            return redirect("operator:refunds")
    phone = found.order.purchase.phone
    crumbs = [(_("Refunds"), reverse("operator:refunds")), (found.order.number, "")]
    context = {
        **frame("refunds", crumbs=crumbs),
        "refund": found,
        "phone": display_phone(phone),
        "chat": whatsapp_link(phone),
        "form": form,
        "may_go_by_itself": found.split.payment.method in GIVES_BACK,
    }
    return render(request, "operator/refund.html", context, status=422 if form.errors else 200)


@operators_only
@require_POST
def send(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let it go back the way it was paid, for the first time or again."""
    found = get_object_or_404(Refund.objects.select_related("split__payment"), pk=pk)
    try:
        let_go(refund=found, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("operator:refund", pk)
    messages.success(request, _("The provider is asked to return it. The buyer is told when it has."))
    return redirect("operator:refunds")


@operators_only
@require_POST
def turn(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose another way for the money to go back."""
    found = get_object_or_404(Refund.objects.select_related("split__payment"), pk=pk)
    target = request.POST.get("target", "")
    if target not in (Refund.Target.ORIGINAL, Refund.Target.BANK):
        raise Http404
    try:
        services.turn(refund=found, target=target, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("operator:refund", pk)


@operators_only
def second_person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Agree that the money went, or take back that it did."""
    found = get_object_or_404(Refund, pk=pk)
    if request.method == "POST":
        try:
            if request.POST.get("agree") == "1":
                services.approve_refund(refund=found, actor=request.user, now=timezone.now())
                messages.success(request, _("Settled. The buyer has been told."))
            else:
                services.withdraw_refund(refund=found, actor=request.user, now=timezone.now())
                messages.success(request, _("The refund is due again."))
        except Refusal as refusal:
            messages.error(request, refusal.message)
    return redirect("operator:refund", pk)
