"""Wagtail's admin, brought in by the first request that asks for it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase


class EditorUrlsMiddleware:
    """Look up requests under /cms/ in config.editor_urls, all others in the root without the admin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith("/cms/"):
            request.urlconf = "config.editor_urls"
        return self.get_response(request)
