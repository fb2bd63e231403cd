"""Shops of the whole regency: suspending one, and opening it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.paging import paged
from core.refusals import Refusal
from core.searching import words_of
from core.users.decorators import SignedInRequest
from core.users.phones import display_phone
from marketplace.operator.access import frame, operators_only
from marketplace.operator.forms.moderation import ReasonForm
from marketplace.operator.queries import trade
from marketplace.operator.services.moderation import reopen_shop, suspend_shop
from marketplace.sellers.certificates import certificates_of
from marketplace.sellers.models import Certificate, Seller
from media.private import serve_private


@operators_only
def sellers(request: SignedInRequest) -> HttpResponse:
    tab = request.GET.get("tab", "")
    tab = tab if tab in Seller.Status.values else ""
    words = words_of(request, name="q", most=60)
    here = reverse("operator:sellers")
    tabs = [{"url": here, "label": _("All"), "current": not tab}] + [
        {"url": f"{here}?tab={value}", "label": label, "current": value == tab}
        for value, label in Seller.Status.choices
    ]
    page = paged(trade.sellers(status=tab, words=words), number=request.GET.get("page"), tab=tab, q=words)
    context = {**frame("sellers"), "tabs": tabs, "tab": tab, "words": words, "page": page}
    return render(request, "operator/sellers.html", context)


@operators_only
def seller(request: SignedInRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(trade.sellers(), slug=slug)
    is_suspended = found.status == Seller.Status.SUSPENDED
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # The page says which of the two was pressed, so that a second tap does not undo the first.
        service = reopen_shop if request.POST.get("to") == "open" else suspend_shop
        try:
            service(seller=found, reason=form.cleaned_data["reason"], actor=request.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(
                request,
                _("The shop is open again.") if service is reopen_shop else _("The shop is suspended."),
            )
            return redirect("operator:seller", found.slug)
    crumbs = [(_("Sellers"), reverse("operator:sellers")), (found.name, "")]
    context = {
        **frame("sellers", crumbs=crumbs),
        "shop": found,
        "phone": display_phone(found.phone),
        "is_suspended": is_suspended,
        "papers": certificates_of(found),
        "open_orders": trade.open_orders(found),
        "history": trade.history_of(found),
        "form": form,
    }
    return render(request, "operator/seller.html", context, status=422 if form.errors else 200)


@operators_only
def certificate(request: SignedInRequest, slug: str, pk: int) -> HttpResponseBase:
    """A paper of a shop, to be looked at."""
    papers = Certificate.objects.filter(seller__slug=slug).select_related("seller")
    found = get_object_or_404(papers, pk=pk)
    try:
        return serve_private(found.file, download_name=found.download_name)
    except FileNotFoundError as error:
        raise Http404 from error
