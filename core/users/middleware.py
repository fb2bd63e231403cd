"""Offices need a second factor."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _


def mfa_detour(request: HttpRequest) -> HttpResponse | None:
    """Where to send somebody who has no second factor yet, None when all is well. One query."""
    if not settings.STAFF_MFA_REQUIRED or not request.user.is_authenticated:
        return None
    if Authenticator.objects.filter(user=request.user).exists():
        return None
    messages.warning(request, _("Your office needs a second lock: add a passkey or an authenticator app."))
    return redirect("mfa_index")


class StaffMFAMiddleware:
    """Every page under STAFF_MFA_PATHS asks for a second factor; signing in itself checks it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        guarded = settings.STAFF_MFA_REQUIRED and request.path.startswith(settings.STAFF_MFA_PATHS)
        detour = mfa_detour(request) if guarded else None
        return detour or self.get_response(request)
