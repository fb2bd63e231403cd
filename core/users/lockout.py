"""What django-axes asks us: who was tried, and what a locked-out person sees."""

from __future__ import annotations

from typing import Any

from axes.helpers import get_client_ip_address, get_cool_off
from axes.models import AccessAttempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core.users.fields import read_identifier


def tried_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The person that was tried, in one spelling: 0812…, 62812… and +62812… are the same."""
    given = credentials or {}
    typed = next((given[key] for key in ("login", "email", "phone", "username") if given.get(key)), None)
    if typed is None:
        typed = request.POST.get("login") or request.POST.get("username") or ""
    return str(read_identifier(typed) or typed.strip().lower())[:255]


def locked_out(
    request: HttpRequest, original: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The page of one person at one address who tried too often: says until when."""
    now = timezone.now()
    last = (
        AccessAttempt.objects.filter(
            username=tried_name(request, credentials), ip_address=get_client_ip_address(request)
        )
        .order_by("-attempt_time")
        .first()
    )
    cool_off = get_cool_off(request)
    until = (last.attempt_time if last else now) + cool_off if cool_off else None
    response = render(request, "users/locked_out.html", {"until": until}, status=429)
    if until:
        response["Retry-After"] = str(max(int((until - now).total_seconds()), 1))
    response["Cache-Control"] = "private, no-store"
    return response
