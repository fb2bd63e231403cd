"""Pages that are the same bytes for everyone, kept by caches near the reader."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from marketplace.storefront import variants

# A minute old is fresh; ten minutes old may be shown while a new one is fetched; a day old is
# better than nothing when the village's link is down.
PUBLIC = "public, s-maxage=60, max-age=0, stale-while-revalidate=600, stale-if-error=86400"
PRIVATE = "private, no-cache"

View = Callable[..., HttpResponse]


def public_page(view: View) -> View:
    """Make a page cacheable: Cache-Control, ETag with 304, Vary, and no cookie.

    The view must not read the session, the user or the messages, and its page must hold no CSRF
    token (core.same_origin serves its forms). What is one visitor's comes from `store:me`.
    Pages in a chosen variant (see variants.py) get an ETag too but stay with their reader.
    """

    @require_safe
    @wraps(view)
    def cached(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        etag = f'W/"{blake2b(response.content, digest_size=12).hexdigest()}"'
        response["ETag"] = etag
        response["Cache-Control"] = PRIVATE if variants.is_chosen(request) else PUBLIC
        patch_vary_headers(response, ["Save-Data"])
        answer = get_conditional_response(request, etag=etag, response=response) or response
        for name in ("ETag", "Cache-Control", "Vary"):
            answer[name] = response[name]
        return answer

    return cached
