"""The first checkout page: who receives the goods, and where."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.address.models import UserAddress
from marketplace.basket.queries import BasketView, grouped
from marketplace.basket.services import current_basket
from marketplace.checkout import drafts
from marketplace.checkout.forms import RecipientForm, initial_of
from marketplace.checkout.views.access import PrivateView, buyer


def goods_or_redirect(request: HttpRequest, view: BasketView) -> HttpResponse | None:
    """Back to the basket when it holds nothing that could be ordered as it is; None when it does."""
    if not view.groups:
        messages.info(request, _("Your basket is empty."))
    elif view.has_problem:
        messages.warning(request, _("Please look at the marked goods before you go on."))
    else:
        return None
    return redirect("basket:summary")


class Recipient(PrivateView):
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        today = timezone.localdate(timezone.now())
        self.view = grouped(current_basket(request), today=today)
        self.travels = any(group.requires_delivery for group in self.view.groups)

    def get(self, request: HttpRequest) -> HttpResponse:
        if away := goods_or_redirect(request, self.view):
            return away
        return self._page(request, self._form(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        if away := goods_or_redirect(request, self.view):
            return away
        form = self._form(request, data=request.POST)
        if not form.is_valid():
            return self._page(request, form)
        response = redirect("checkout:delivery")
        drafts.remember(response, form.draft())
        return response

    def _form(self, request: HttpRequest, data: Any = None) -> RecipientForm:
        user = buyer(request)
        saved: list[UserAddress] = []
        if user and self.travels:
            addresses = UserAddress.objects.for_user(user).select_related("village__district")
            saved = list(addresses.order_by("-is_default", "-pk"))
        initial: dict[str, Any] = {"where": drafts.NEW_ADDRESS if self.travels else drafts.PICKUP}
        if user:
            initial |= {"name": user.name, "phone": user.phone or ""}
        if draft := drafts.remembered(request):
            initial |= initial_of(draft)
        elif saved:
            initial["where"] = f"saved-{saved[0].pk}"
        return RecipientForm(data, initial=initial, user=user, saved=saved, travels=self.travels)

    def _page(self, request: HttpRequest, form: RecipientForm) -> HttpResponse:
        context = {"form": form, "view": self.view, "nav": "basket"}
        return render(request, "checkout/recipient.html", context)
