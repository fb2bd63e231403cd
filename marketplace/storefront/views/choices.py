"""What belongs to one visitor: the basket's count, the name, and how pages are shown."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from core.same_origin import same_origin_post
from core.users.models import User
from marketplace.basket.models import Line
from marketplace.basket.services import current_basket
from marketplace.storefront import variants

_A_YEAR = timedelta(days=365)


@require_safe
def me(request: HttpRequest) -> JsonResponse:
    """The private part of every public page, asked for by its script. At most four queries."""
    basket = current_basket(request)
    count = Line.objects.filter(basket=basket).aggregate(n=Sum("quantity"))["n"] if basket else 0
    user = request.user
    response = JsonResponse(
        {
            "basket_count": count or 0,
            "name": user.name if isinstance(user, User) else "",
            "signed_in": user.is_authenticated,
        }
    )
    response["Cache-Control"] = "private, no-store"
    return response


@same_origin_post
@require_POST
def data_saver(request: HttpRequest) -> HttpResponse:
    """Turn pages without photos on or off and go back."""
    response = _back(request)
    if request.POST.get("on") == "1":
        _keep(response, variants.TEXT)
    elif variants.says_save_data(request):
        _keep(response, variants.PHOTOS)
    else:
        response.delete_cookie(variants.DATA_COOKIE, samesite="Lax")
    return response


@same_origin_post
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Django's own view behind another guard: its form stands on cached pages."""
    return set_language(request)


def _keep(response: HttpResponse, choice: str) -> None:
    response.set_cookie(
        variants.DATA_COOKIE,
        choice,
        max_age=_A_YEAR,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _back(request: HttpRequest) -> HttpResponse:
    there = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        there, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        there = reverse("store:list")
    response = HttpResponseRedirect(there)
    response.status_code = 303
    return response
