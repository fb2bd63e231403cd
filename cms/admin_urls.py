"""Wagtail's admin under /cms/, behind our own sign-in and a policy its scripts can live with."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import HEADER, NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtail_admin
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.account import EditorAccountView

# Wagtail's admin writes inline styles and a few inline scripts, and shows its preview in a
# frame of its own origin. Buyers' pages keep the strict policy of the settings.
_POLICY = csp_replace(
    {
        "script-src": [SELF, UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:"],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "object-src": [NONE],
    }
)


def _editors_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Wagtail would send such a person to the sign-in, which sends the signed-in back here.
        if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        response = _POLICY(view)(request, *args, **kwargs)
        # A preview has been through the middleware once, as the page a buyer would get.
        response.headers.pop(HEADER, None)
        return response

    return guarded


def _not_here(request: HttpRequest) -> HttpResponseBase:
    raise Http404


_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    # Only one door: our sign-in knows codes, passkeys and limits, Wagtail's does not.
    path("login/", _sign_in),
    path("account/", _editors_only(wagtail_admin.require_admin_access(EditorAccountView.as_view()))),
    # People end with their memberships and orders, which a delete would not ask.
    path("bulk/users/user/delete/", _not_here),
    *decorate_urlpatterns(list(wagtail_admin.urlpatterns), _editors_only),
]
