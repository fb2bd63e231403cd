"""Who may open a shop's pages, and the frame around them.

Views get a shop from here and from nowhere else, so a shop of somebody else is not found.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.users.decorators import SignedInRequest
from marketplace.seller_centre.queries.orders import counts
from marketplace.sellers.assistance import is_assisted, note_step, opened_by
from marketplace.sellers.models import Seller
from marketplace.sellers.permissions import MANAGE, role_in

View = Callable[..., HttpResponseBase]

KEPT = "typed_while_signed_out"
MAX_KEPT = 60_000  # signs; a longer form than ours can be is not kept


def signed_in(view: View) -> View:
    """Ask for a sign-in, and keep what was typed when it ran out meanwhile."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            if request.method == "POST":
                _keep(request)
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def in_shop(view: View) -> View:
    """Give the view the shop its address names, if the reader may work there; else 404.

    Who acts for the shop with its consent leaves a line in the trail before each step.
    """

    @wraps(view)
    @signed_in
    def guarded(request: SignedInRequest, shop: str, **kwargs: Any) -> HttpResponseBase:
        shops = opened_by(request.user).select_related("village__district", "hub")
        seller = get_object_or_404(shops, slug=shop)
        if is_assisted(seller) and request.method == "POST":
            match = request.resolver_match
            note_step(
                seller=seller,
                consent_pk=seller.consent_pk,
                step=match.url_name if match and match.url_name else "",
                of={name: str(value) for name, value in kwargs.items()},
                actor=request.user,
                now=timezone.now(),
            )
        return view(request, seller, **kwargs)

    return guarded


def for_owner(view: View) -> View:
    """As in_shop, for pages that only the owner may open; staff and helpers get 403."""

    @wraps(view)
    @in_shop
    def guarded(request: SignedInRequest, seller: Seller, **kwargs: Any) -> HttpResponseBase:
        if role_in(request.user, seller.pk) not in MANAGE:
            raise PermissionDenied
        return view(request, seller, **kwargs)

    return guarded


def for_keeper(view: View) -> View:
    """As for_owner, and for who acts in the owner's name; staff gets 403."""

    @wraps(view)
    @in_shop
    def guarded(request: SignedInRequest, seller: Seller, **kwargs: Any) -> HttpResponseBase:
        if not is_assisted(seller) and role_in(request.user, seller.pk) not in MANAGE:
            raise PermissionDenied
        return view(request, seller, **kwargs)

    return guarded


def take_back(request: HttpRequest) -> QueryDict | None:
    """What was typed on this page before the sign-in ran out, once; None when nothing was."""
    kept = request.session.get(KEPT)
    if request.method != "GET" or not kept or kept["path"] != request.path:
        return None
    del request.session[KEPT]
    messages.info(request, _("You had been signed out. What you typed is here; look it over and send it."))
    return QueryDict(kept["data"], mutable=True)


def _keep(request: HttpRequest) -> None:
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    encoded = data.urlencode()
    if len(encoded) <= MAX_KEPT:
        request.session[KEPT] = {"path": request.path, "data": encoded}


def frame(
    request: HttpRequest,
    seller: Seller,
    current: str,
    *,
    waiting: dict[str, int] | None = None,
    crumbs: list[tuple[str, str]] | None = None,
) -> dict[str, Any]:
    """What office.html needs around a shop's page. `waiting` saves the query when it is known."""
    waiting = waiting if waiting is not None else counts(seller, now=timezone.now())
    todo = waiting["terima"] + waiting["kemas"] + waiting["serahkan"]
    items = [
        ("home", _("Home"), "home", 0),
        ("orders", _("Orders"), "orders", todo),
        ("products", _("Products"), "box", 0),
        ("money", _("Money"), "money", 0),
        ("offers", _("Price and stock"), "tag", 0),
        ("profile", _("Shop profile"), "shop", 0),
        ("certificates", _("Certificates"), "book", 0),
        ("holiday", _("Hours and holiday"), "calendar", 0),
        ("staff", _("People"), "people", 0),
    ]
    nav = [
        {
            "url": reverse(f"seller:{name}", args=[seller.slug]),
            "label": label,
            "icon": icon,
            "current": name == current,
            "count": count,
        }
        for name, label, icon, count in items
    ]
    if is_assisted(seller):
        back = reverse("hub:seller", args=[seller.hub.code, seller.slug])
        nav.append({"url": back, "label": seller.hub.name, "icon": "grid", "current": False, "count": 0})
    else:
        # With the question in the address even the owner of one shop gets to the list, to open another.
        every = reverse("seller:index") + "?pilih=1"
        nav.append({"url": every, "label": _("My shops"), "icon": "grid", "current": False, "count": 0})
    return {
        "shop": seller,
        "office_name": seller.name,
        "office_kind": _("Shop"),
        "office_nav": nav,
        "office_view_url": _shop_page(seller),
        "acting_for": seller.owner_name if is_assisted(seller) else "",
        "crumbs": [{"label": label, "url": url} for label, url in crumbs or []],
    }


def _shop_page(seller: Seller) -> str:
    """Where buyers see the shop; nothing while they cannot."""
    if seller.status == Seller.Status.SUSPENDED:
        return ""
    return reverse("store:shop", args=[seller.slug])
