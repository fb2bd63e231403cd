"""Orders: tabs, one order, the packing slip, and the four steps a shop can take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.paging import paged
from core.refusals import Refusal
from core.spreadsheets import download
from core.users.decorators import SignedInRequest
from marketplace.order import services
from marketplace.order.enums import Status
from marketplace.order.models import Order
from marketplace.order.queries import timeline
from marketplace.seller_centre.access import View, frame, in_shop
from marketplace.seller_centre.forms.fields import plain_line
from marketplace.seller_centre.queries import orders as queries
from marketplace.sellers.models import Seller
from marketplace.settlement.invoice_documents import as_pdf
from marketplace.settlement.services.invoicing import invoice_of

PER_PAGE = 20
MAX_REASON = 200


def orders_of(request: SignedInRequest, seller: Seller) -> QuerySet[Order]:
    """The orders of this shop that the reader may see."""
    return Order.objects.for_staff(request.user).filter(seller=seller)


@in_shop
def orders(request: SignedInRequest, seller: Seller) -> HttpResponse:
    now = timezone.now()
    waiting = queries.counts(seller, now=now)
    tab = request.GET.get("tab", "")
    if tab not in queries.TABS:
        tab = _first_tab(waiting)
    found = queries.full(queries.of_tab(orders_of(request, seller), tab, now=now))
    page = paged(found, number=request.GET.get("page"), size=PER_PAGE, tab=tab)
    here = reverse("seller:orders", args=[seller.slug])
    tabs = [
        {"url": f"{here}?tab={name}", "label": label, "current": name == tab, "count": waiting.get(name, 0)}
        for name, (label, _statuses) in queries.TABS.items()
    ]
    return render(
        request,
        "seller_centre/orders.html",
        {
            **frame(request, seller, "orders", waiting=waiting),
            "tabs": tabs,
            "tab": tab,
            "page": page,
            "orders": [queries.seen(order, now=now) for order in page.rows],
        },
    )


def _first_tab(waiting: dict[str, int]) -> str:
    """Where there is work; all orders when there is none."""
    return next((name for name in ("tindakan", "terima", "kemas", "serahkan") if waiting[name]), "semua")


@in_shop
def order(request: SignedInRequest, seller: Seller, number: str) -> HttpResponse:
    found = get_object_or_404(queries.full(orders_of(request, seller)), number=number)
    return order_page(request, seller, found)


def order_page(
    request: SignedInRequest, seller: Seller, found: Order, *, status: int = 200, **more: Any
) -> HttpResponse:
    """One order; `more` are forms that were sent and have something wrong."""
    here = reverse("seller:orders", args=[seller.slug])
    return render(
        request,
        "seller_centre/order.html",
        {
            **frame(request, seller, "orders", crumbs=[(_("Orders"), here), (found.number, "")]),
            "order": queries.seen(found, now=timezone.now()),
            "steps": timeline(found, is_at_door=hasattr(found, "door")),
            "may_decline": found.status == Status.PLACED,
            **more,
        },
        status=status,
    )


@in_shop
def slip(request: SignedInRequest, seller: Seller, number: str) -> HttpResponse:
    found = get_object_or_404(queries.full(orders_of(request, seller)), number=number)
    here = reverse("seller:orders", args=[seller.slug])
    page = reverse("seller:order", args=[seller.slug, number])
    crumbs = [(_("Orders"), here), (number, page), (_("Packing slip"), "")]
    context = {"order": queries.seen(found, now=timezone.now())}
    return render(
        request, "seller_centre/slip.html", {**frame(request, seller, "orders", crumbs=crumbs), **context}
    )


@in_shop
def invoice(request: SignedInRequest, seller: Seller, number: str) -> HttpResponse:
    """The invoice with its credit notes, once the order is paid."""
    found = invoice_of(get_object_or_404(orders_of(request, seller), number=number), now=timezone.now())
    if found is None:
        raise Http404
    content = as_pdf(found, printed_at=timezone.now())
    return download(content, f"faktur-{number}.pdf", content_type="application/pdf")


def _step(service: Callable[..., Order], done: Promise) -> View:
    """A view that moves an order one step and goes back to the list it was pressed in."""

    @in_shop
    def view(request: SignedInRequest, seller: Seller, number: str) -> HttpResponse:
        found = get_object_or_404(orders_of(request, seller), number=number)
        if request.method == "POST":
            try:
                service(order=found, actor=request.user, now=timezone.now())
            except Refusal as refusal:
                messages.error(request, refusal.message)
            else:
                messages.success(request, done % {"number": number})
            tab = request.POST.get("tab", "")
            if tab in queries.TABS:
                return redirect(f"{reverse('seller:orders', args=[seller.slug])}?tab={tab}")
        return redirect("seller:order", seller.slug, number)

    return view


accept = _step(services.accept, gettext_lazy("Order %(number)s is accepted. Pack it now."))
pack = _step(services.pack, gettext_lazy("Order %(number)s is packed. Hand it over next."))
hand_over = _step(
    services.hand_over, gettext_lazy("Order %(number)s is handed over. The buyer has been told.")
)


@in_shop
def decline(request: SignedInRequest, seller: Seller, number: str) -> HttpResponse:
    found = get_object_or_404(queries.full(orders_of(request, seller)), number=number)
    if request.method != "POST":
        return redirect("seller:order", seller.slug, number)
    typed = request.POST.get("reason", "")
    reason = plain_line(typed)
    if len(reason) > MAX_REASON:
        error = _("Write at most %(n)d letters.") % {"n": MAX_REASON}
        return order_page(request, seller, found, status=422, reason=typed, reason_error=error)
    try:
        services.decline(order=found, reason=reason, actor=request.user, now=timezone.now())
    except services.ReasonNeeded as refusal:
        return order_page(request, seller, found, status=422, reason=typed, reason_error=refusal.message)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request, _("Order %(number)s is declined. The buyer has been told.") % {"number": number}
        )
    return redirect("seller:order", seller.slug, number)
