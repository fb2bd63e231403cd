"""Posting from a page that is cached for everyone.

Django's CSRF token is a secret of one visitor: a page that carries it can neither be cached by
a village's proxy nor answered with 304. The forms on public pages (put in the basket, save data,
language) therefore prove in another way that they were sent from our own page: the browser
itself says so, in headers that a page cannot write. Sec-Fetch-Site is the plainest of them,
Origin comes with every POST of a current browser, Referer covers the old ones. A request that
carries none of the three is refused. A basket cookie is SameSite=Lax besides, so that a foreign
page's POST would arrive without it.

Source: OWASP, Cross-Site Request Forgery Prevention, "Fetch metadata" and "Verifying origin".
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")

View = Callable[..., HttpResponseBase]


def is_same_origin(request: HttpRequest) -> bool:
    """True when the browser says that the request came from a page of this very site."""
    if site := request.headers.get("Sec-Fetch-Site"):
        # "none" is the person's own doing, such as sending the form again after a break.
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is None:
        parts = urlsplit(request.headers.get("Referer", ""))
        origin = f"{parts.scheme}://{parts.netloc}"
    return origin == f"{request.scheme}://{request.get_host()}" or origin in settings.CSRF_TRUSTED_ORIGINS


def same_origin_post(view: View) -> View:
    """Take the place of the CSRF token on a view whose form stands on cached pages."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in _SAFE and not is_same_origin(request):
            raise PermissionDenied(_("This form was not sent from our page. Open the page again."))
        return view(request, *args, **kwargs)

    checked.csrf_exempt = True  # type: ignore[attr-defined]
    return checked
