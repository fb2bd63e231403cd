"""A buyer's orders: the list by tab, one purchase, and what can be done with an order.

A purchase is reached by its owner through its reference, or by whoever holds the link of a
guest's purchase. Every act goes through one of the two.
"""

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
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from core.refusals import Refusal
from core.users.decorators import SignedInRequest, sign_in_required
from core.users.models import User
from marketplace.account import queries, services
from marketplace.account.forms import CancelForm
from marketplace.account.paging import page_number, page_view
from marketplace.account.tabs import Tab
from marketplace.basket.services import basket_for_writing, remember
from marketplace.order import services as order_services
from marketplace.order.models import Order, Purchase
from marketplace.payment.models import Payment
from marketplace.purchases.services import cancel_unpaid

View = Callable[..., HttpResponseBase]


@require_GET
@sign_in_required
def orders(request: SignedInRequest, tab: str = "") -> HttpResponse:
    if tab and tab not in Tab.values:
        raise Http404
    counts = queries.tab_counts(request.user)
    # Without a choice, the first tab in which something waits.
    chosen = Tab(tab) if tab else next((one for one, count in counts.items() if count), Tab.PACKING)
    number = page_number(request)
    cards, has_next = queries.orders_in_tab(request.user, chosen, page=number)
    context = {
        "nav": "orders",
        "cards": cards,
        "tab": chosen,
        "tabs": [
            {
                "url": reverse("account:orders_tab", args=[one.value]),
                "label": one.label,
                "current": one == chosen,
                "count": counts.get(one, 0),
            }
            for one in Tab
        ],
        "page": page_view(number, has_next=has_next),
    }
    return render(request, "buyer/orders.html", context)


_PURCHASES = Purchase.objects.select_related("address__village__district")


def _page(request: HttpRequest, purchase: Purchase, *, token: str) -> HttpResponse:
    context = {
        "nav": "orders",
        "purchase": queries.purchase_page(purchase),
        "token": token,
        "link": request.build_absolute_uri(reverse("account:track", args=[purchase.token])) if token else "",
    }
    response = render(request, "buyer/purchase.html", context)
    add_never_cache_headers(response)
    # A guest's address is its key, so no other site may see it. "no-referrer" would go too far: it
    # makes browsers send "Origin: null" with the page's own forms, which are then refused.
    response["Referrer-Policy"] = "same-origin"
    return response


@require_GET
@sign_in_required
def purchase(request: SignedInRequest, reference: str) -> HttpResponse:
    mine = get_object_or_404(_PURCHASES.for_user(request.user), reference=reference)
    return _page(request, mine, token="")


@require_GET
def track(request: HttpRequest, token: str) -> HttpResponse:
    """A guest's purchase by its unguessable link; a member's asks its owner to sign in."""
    found = get_object_or_404(_PURCHASES, token=token)
    if found.user_id is not None:
        return redirect("account:purchase", found.reference)
    return _page(request, found, token=token)


def _acts_on_purchase(view: View) -> View:
    """Fetch the purchase of an act: the signed-in person's, or the guest's named by the link."""

    def run(request: HttpRequest, found: Purchase, back: str, **kwargs: str) -> HttpResponseBase:
        try:
            return view(request, purchase=found, back=back, **kwargs)
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
            return redirect(back)

    @wraps(view)
    def by_owner(request: SignedInRequest, reference: str, **kwargs: str) -> HttpResponseBase:
        found = get_object_or_404(Purchase.objects.for_user(request.user), reference=reference)
        return run(request, found, reverse("account:purchase", args=[reference]), **kwargs)

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        if token := kwargs.pop("token", ""):
            found = get_object_or_404(Purchase, token=token, user=None)
            return run(request, found, reverse("account:track", args=[token]), **kwargs)
        return sign_in_required(by_owner)(request, **kwargs)

    return require_POST(guarded)


def _order(purchase: Purchase, number: str) -> Order:
    return get_object_or_404(
        Order.objects.select_related("seller", "purchase", "user"), purchase=purchase, number=number
    )


def _actor(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


@_acts_on_purchase
def complete(request: HttpRequest, *, purchase: Purchase, back: str, number: str) -> HttpResponse:
    order_services.complete(order=_order(purchase, number), actor=_actor(request), now=timezone.now())
    messages.success(request, _("Thank you. The order is completed."))
    return redirect(back)


@_acts_on_purchase
def cancel(request: HttpRequest, *, purchase: Purchase, back: str, number: str) -> HttpResponse:
    form = CancelForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["reason"][0]))
        return redirect(back)
    order = _order(purchase, number)
    was_paid = order.splits.filter(payment__state=Payment.State.PAID).exists()
    order_services.cancel(
        order=order,
        reason=form.cleaned_data["reason"],
        actor=_actor(request),
        now=timezone.now(),
    )
    if was_paid:
        messages.success(request, _("The order is cancelled. Your money will be returned."))
    else:
        messages.success(request, _("The order is cancelled. Nothing was charged."))
    return redirect(back)


@_acts_on_purchase
def cancel_purchase(request: HttpRequest, *, purchase: Purchase, back: str) -> HttpResponse:
    cancel_unpaid(purchase=purchase, actor=_actor(request), now=timezone.now())
    messages.success(request, _("The purchase is cancelled. Nothing was charged."))
    return redirect(back)


@_acts_on_purchase
def buy_again(request: HttpRequest, *, purchase: Purchase, back: str, number: str) -> HttpResponse:
    basket = basket_for_writing(request)
    _came, missing = services.buy_again(order=_order(purchase, number), basket=basket)
    if missing:
        text = ngettext(
            "In the basket. %(count)s of the goods is no longer on sale.",
            "In the basket. %(count)s of the goods are no longer on sale.",
            missing,
        )
        messages.warning(request, text % {"count": missing})
    else:
        messages.success(request, _("The same goods are in your basket."))
    response = redirect("basket:summary")
    remember(response, basket)
    return response
