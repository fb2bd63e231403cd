"""The basket: by shop, with what stands in the way of ordering beside each line."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from core.refusals import Refusal
from core.same_origin import same_origin_post
from marketplace.basket.models import Line
from marketplace.basket.queries import grouped
from marketplace.basket.services import (
    add_offer,
    basket_for_writing,
    current_basket,
    read_quantity,
    remember,
    remove,
    set_quantity,
)
from marketplace.checkout.queries import hints
from marketplace.checkout.views.access import PrivateView, page_key
from marketplace.partner.models import StockRecord

_LONGEST_TYPED = 20  # what is shown again of a quantity that was none
# What putting in looks at and says; the two products of an offer have seventy columns more.
_OFFER = (
    *("product", "price", "num_in_stock", "num_allocated", "is_tracked", "is_active", "product__is_public"),
    *("product__structure", "product__title", "product__slug", "product__variant_label"),
    *("product__parent__title",),
)


class Summary(PrivateView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return summary(request)


def summary(request: HttpRequest, *, wrong: dict[str, Any] | None = None) -> HttpResponse:
    """The basket page; `wrong` names the line whose new quantity was refused, and why."""
    now = timezone.now()
    view = grouped(current_basket(request), today=timezone.localdate(now))
    back = request.GET.get("dari", "")
    context = {
        "view": view,
        "shops": hints(view, now=now),
        "wrong": wrong,
        "back": back if _is_ours(request, back) else reverse("store:list"),
        "nav": "basket",
    }
    return render(request, "basket/summary.html", context)


@method_decorator(same_origin_post, name="dispatch")
class Lines(PrivateView):
    """Put an offer in the basket: from public pages, which are the same bytes for everyone."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("basket:summary")  # reached by reloading or signing in on the way

    def post(self, request: HttpRequest) -> HttpResponse:
        typed, pk = request.POST.get("quantity", "1"), request.POST.get("offer", "")
        offers = StockRecord.objects.select_related("product__parent").only(*_OFFER)
        offer = get_object_or_404(offers, pk=pk) if pk.isascii() and pk.isdigit() and len(pk) < 19 else None
        if offer is None:
            raise Http404
        try:
            pieces = read_quantity(typed)
            basket = basket_for_writing(request)
            line = add_offer(basket=basket, stockrecord=offer, quantity=pieces, key=page_key(request))
        except Refusal as refusal:
            return self._ask_again(request, offer, typed, refusal)
        if line is not None:
            _say_added(request, offer, line.quantity)
        response = redirect(_after(request))
        remember(response, basket)
        return response

    def _ask_again(
        self, request: HttpRequest, offer: StockRecord, typed: str, refusal: Refusal
    ) -> HttpResponse:
        context = {
            "offer": offer,
            "title": _title(offer),
            "typed": typed[:_LONGEST_TYPED],
            "refusal": refusal,
            "next": request.POST.get("next", ""),
            "nav": "basket",
        }
        return render(request, "basket/add.html", context)


def _is_ours(request: HttpRequest, target: str) -> bool:
    return url_has_allowed_host_and_scheme(
        target, {request.get_host()}, require_https=request.is_secure()
    ) and target.startswith("/")


def _after(request: HttpRequest) -> str:
    """On to the checkout when the page asked for it, else the basket with a way back to the page.

    A page cached for everyone cannot say that something was added; the basket can.
    """
    target, basket, checkout = (
        request.POST.get("next", ""),
        reverse("basket:summary"),
        reverse("checkout:recipient"),
    )
    if target == checkout:
        return checkout
    return f"{basket}?{urlencode({'dari': target})}" if _is_ours(request, target) else basket


def _title(offer: StockRecord) -> str:
    product = offer.product
    return f"{product.parent.title} · {product.variant_label}" if product.is_child else product.title


def _say_added(request: HttpRequest, offer: StockRecord, quantity: int) -> None:
    # The number makes a second press visible, which a cached page cannot tell from a wish.
    words = _("%(goods)s is in your basket: %(count)d.") % {"goods": _title(offer), "count": quantity}
    messages.success(request, words)


class OneLine(PrivateView):
    """Change how many pieces, or take the line out."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("basket:summary")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        basket = current_basket(request)
        if basket is None:
            messages.info(request, _("This basket is not open any more. Please choose your goods again."))
            return redirect("basket:summary")
        line = Line.objects.filter(basket=basket, pk=pk).select_related("stockrecord__product").first()
        if line is None:
            if Line.objects.filter(pk=pk).exists():
                raise Http404
            messages.info(request, _("This was already taken out of the basket."))
            return redirect("basket:summary")
        if request.POST.get("action") == "remove":
            remove(line=line)
            messages.info(request, _("Taken out of your basket."))
            return redirect("basket:summary")
        typed = request.POST.get("quantity", "")
        try:
            set_quantity(line=line, quantity=read_quantity(typed))
        except Refusal as refusal:
            wrong = {"line_id": pk, "typed": typed[:_LONGEST_TYPED], "message": refusal.message}
            return summary(request, wrong=wrong)
        return redirect("basket:summary")
