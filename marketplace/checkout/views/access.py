"""Pages of one visitor: never stored on the way, and only of one's own basket or purchase."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.generic import View

from core.users.models import User
from marketplace.order.models import Purchase


@method_decorator(cache_control(private=True, no_store=True), name="dispatch")
class PrivateView(View):
    """A page that no cache may keep."""


class PurchaseView(PrivateView):
    """A page of one purchase: of the person signed in, or of the guest who holds its token."""

    purchase: Purchase

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        purchases = Purchase.objects.select_related("address__village")
        if token := kwargs.get("token"):
            # A purchase made while signed in is followed by signing in, whoever has its token.
            self.purchase = get_object_or_404(purchases, token=token, user=None)
        elif request.user.is_authenticated:
            mine = purchases.for_user(request.user)
            self.purchase = get_object_or_404(mine, reference=kwargs["reference"])
        else:
            return redirect_to_login(request.get_full_path())
        return super().dispatch(request, *args, **kwargs)


_KEY = re.compile(r"[\w-]{16,40}", re.ASCII)


def page_key(request: HttpRequest) -> str:
    """The idempotency key that the page made, "" when the form came without one of ours."""
    key = request.POST.get("key", "")
    return key if _KEY.fullmatch(key) else ""


def page_of(purchase: Purchase, name: str) -> str:
    """The address of a purchase's page for the person whose purchase it is."""
    if purchase.user_id:
        return reverse(f"checkout:{name}", args=[purchase.reference])
    return reverse(f"checkout:{name}_token", args=[purchase.token])


def buyer(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) and request.user.is_authenticated else None
