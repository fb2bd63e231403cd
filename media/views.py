"""Serving public pictures from the local disk; a proxy or a bucket does it at scale."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

# Wagtail keeps documents and half-finished uploads beside these; they are not public.
PUBLIC_FOLDERS = ("r/", "originals/", "images/")


@require_safe
def public_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """One picture, for ever: no name is used twice for other bytes."""
    if not path.startswith(PUBLIC_FOLDERS) or ".." in path:
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
