"""Guards in front of pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from core.users import kept_forms
from core.users.middleware import mfa_detour
from core.users.models import User

View = Callable[..., HttpResponseBase]


class SignedInRequest(HttpRequest):
    """What a view behind sign_in_required gets; says to the type checker that nobody is anonymous."""

    user: User


def sign_in_required(view: View) -> View:
    """Signed-in people only; a form whose session ran out waits until they are back.

    The answer is for one person: no cache may keep it, and the back button shows nothing
    after signing out.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            if request.method == "POST":
                kept_forms.keep(request)
                return redirect_to_login(reverse("account_kept_form"))
            return redirect_to_login(request.get_full_path())
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return guarded


def staff_mfa_required(view: View) -> View:
    """People with an office must have a second factor, where STAFF_MFA_REQUIRED is on."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return mfa_detour(request) or view(request, *args, **kwargs)

    return guarded
