"""Papers and problems of one order: its invoice; what is wrong with it, and taking that back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.refusals import Refusal, say_no
from core.spreadsheets import download
from core.users.decorators import SignedInRequest, sign_in_required
from core.users.models import User
from marketplace.aftersales import queries, services
from marketplace.aftersales.forms import ComplaintForm
from marketplace.aftersales.models import Complaint, ComplaintPhoto
from marketplace.aftersales.photos import serve_photo
from marketplace.order.models import Order
from marketplace.settlement.invoice_documents import as_pdf
from marketplace.settlement.services.invoicing import invoice_of

View = Callable[..., HttpResponseBase]
_ORDERS = Order.objects.select_related("purchase", "seller", "user")


def _about_order(view: View) -> View:
    """Fetch the order of the address: the signed-in person's, or the guest's named by the link."""

    @wraps(view)
    def by_owner(request: SignedInRequest, reference: str, number: str, **kwargs: int) -> HttpResponseBase:
        mine = _ORDERS.filter(user=request.user, purchase__reference=reference)
        return view(request, get_object_or_404(mine, number=number), token="", **kwargs)

    @wraps(view)
    def guarded(request: HttpRequest, number: str, token: str = "", **kwargs: str) -> HttpResponseBase:
        if token:
            theirs = _ORDERS.filter(purchase__token=token, purchase__user=None)
            response = view(request, get_object_or_404(theirs, number=number), token=token, **kwargs)
        else:
            response = sign_in_required(by_owner)(request, number=number, **kwargs)
        # A guest's address is its key: see account.views.orders.
        response["Referrer-Policy"] = "same-origin"
        add_never_cache_headers(response)
        return response

    return guarded


def _at(order: Order, token: str, name: str, *args: object) -> str:
    if token:
        return reverse(f"account:track_{name}", args=[token, *args])
    return reverse(f"account:{name}", args=[order.purchase.reference, *args])


@require_http_methods(["GET", "POST"])
@_about_order
def complaint(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """What was said and what became of it; the form where nothing waits and there is time."""
    found = queries.latest_of(order)
    form = None
    if not (found and found.is_open) and services.may_raise(order, now=timezone.now()):
        form = ComplaintForm(request.POST or None, request.FILES or None, order=order)
    if request.method == "POST" and form is not None and form.is_valid():
        actor = request.user if isinstance(request.user, User) else None
        try:
            services.raise_complaint(order=order, **form.facts, actor=actor, now=timezone.now())
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("We have it. The shop answers within two days; then we decide."))
            return redirect(_at(order, token, "complaint", order.number))
    photos = found.photos.all() if found else []
    context = {
        "nav": "orders",
        "order": order,
        "complaint": found,
        "photos": [_at(order, token, "complaint_photo", order.number, photo.pk) for photo in photos],
        "form": form,
        "withdraw_url": _at(order, token, "complaint_withdraw", order.number),
        "back": reverse("account:track", args=[token])
        if token
        else reverse("account:purchase", args=[order.purchase.reference]),
    }
    return render(request, "buyer/complaint.html", context, status=422 if form and form.errors else 200)


@require_POST
@_about_order
def withdraw(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    found = get_object_or_404(Complaint.objects.open(), order=order)
    actor = request.user if isinstance(request.user, User) else None
    try:
        services.withdraw(complaint=found, actor=actor, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Taken back. Good that it is settled."))
    return redirect(_at(order, token, "complaint", order.number))


@require_GET
@_about_order
def invoice(request: HttpRequest, order: Order, token: str) -> HttpResponse:
    """The order's invoice with its credit notes, once it is paid."""
    found = invoice_of(order, now=timezone.now())
    if found is None:
        raise Http404
    content = as_pdf(found, printed_at=timezone.now())
    return download(content, f"faktur-{order.number}.pdf", content_type="application/pdf")


@_about_order
def photo(request: HttpRequest, order: Order, token: str, pk: int) -> HttpResponseBase:
    return serve_photo(get_object_or_404(ComplaintPhoto, pk=pk, complaint__order=order))
