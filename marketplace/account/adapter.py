"""Signing in, as the shop sees it: the guest's basket comes along, officers' sessions are short."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from bumdes.organisations.models import Office
from core.users.adapter import UserAdapter
from core.users.models import User
from marketplace.basket.services import COOKIE, merge_after_sign_in


class Adapter(UserAdapter):
    def session_age(self, user: User) -> timedelta:
        age = super().session_age(user)
        if age > settings.STAFF_SESSION_AGE and Office.objects.active().filter(user=user).exists():
            return settings.STAFF_SESSION_AGE
        return age

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        merge_after_sign_in(request, user)
        response = super().post_login(request, user, **kwargs)
        if COOKIE in request.COOKIES:
            response.delete_cookie(COOKIE, samesite="Lax")
        return response
