"""Signing in and out, and forms that came too late. The rest is django-allauth's."""

from __future__ import annotations

from typing import Any, cast

from allauth.account import views as allauth
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.same_origin import is_same_origin
from core.users import kept_forms, services
from core.users.adapter import PRESENCE_COOKIE
from core.users.codes import phone_codes_available
from core.users.decorators import sign_in_required
from core.users.forms import LOGIN_HINT
from core.users.models import User
from core.users.phones import display_phone


class LoginView(allauth.LoginView):
    def get_initial(self) -> dict[str, Any]:
        hint = self.request.session.pop(LOGIN_HINT, None)
        return {**super().get_initial(), **({"login": display_phone(hint)} if hint else {})}


@method_decorator(never_cache, name="dispatch")
class PasswordResetView(allauth.PasswordResetView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "by_phone": phone_codes_available()}


class LogoutView(allauth.LogoutView):
    """Signing out also empties what the browser kept: pages, drafts and the service worker."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(*args, **kwargs)
        response.delete_cookie(PRESENCE_COOKIE, samesite="Lax")
        response["Clear-Site-Data"] = '"cache", "storage"'
        add_never_cache_headers(response)
        return response


class EmailView(allauth.EmailView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            services.adopt_email(user=request.user)
        return super().dispatch(request, *args, **kwargs)


@require_POST
@sign_in_required
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """Sign out of every phone and computer but this one."""
    count = services.end_other_sessions(user=cast(User, request.user), keep=request.session.session_key or "")
    messages.success(request, _("Signed out on %(count)s other devices.") % {"count": count})
    return redirect("usersessions_list")


@require_GET
@sign_in_required
def kept_form(request: HttpRequest) -> HttpResponse:
    """After signing in again: what was typed before, ready to be sent."""
    kept = kept_forms.take(request)
    if kept is None:
        return redirect("account:home")
    return render(request, "users/kept_form.html", {"kept": kept})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token was too old.

    Offers to send it again only when the browser says that it stood on our own page: else
    another site could have written it, and one tap would do its will.
    """
    kept = kept_forms.read(request) if is_same_origin(request) else None
    if kept is not None and not (kept.is_whole and kept.fields):
        kept = None
    response = render(request, "users/csrf_failure.html", {"kept": kept}, status=403)
    add_never_cache_headers(response)
    return response
