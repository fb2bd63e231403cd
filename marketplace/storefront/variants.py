"""Which of its variants a public page is shown in: language, and with or without photos.

A shared cache knows a page by its address. So an address has one public variant, the one that a
first-time visitor gets: Indonesian, and text only when the phone itself says `Save-Data: on`,
which is a header of its own that pages vary on. Who has chosen otherwise (English, or "save
data" against the phone's setting) is known by a cookie named here; those pages are private, and
a proxy that wants to serve them passes requests with these two cookies through. Varying on
Cookie would have kept one copy per visitor with a basket, and none for the day the link is down.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

DATA_COOKIE = "hemat"
TEXT, PHOTOS = "teks", "foto"


def language_of(request: HttpRequest) -> str:
    """The chosen language, else Indonesian: what the phone is set to says little about its reader."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def wants_text(request: HttpRequest) -> bool:
    """True for pages without photos, styles and script."""
    chosen = request.COOKIES.get(DATA_COOKIE)
    if chosen in (TEXT, PHOTOS):
        return chosen == TEXT
    return says_save_data(request)


def says_save_data(request: HttpRequest) -> bool:
    return request.headers.get("Save-Data", "").strip().lower() == "on"


def is_chosen(request: HttpRequest) -> bool:
    """True when a cookie decides the variant, so that no shared cache may keep the page."""
    return language_of(request) != settings.LANGUAGE_CODE or request.COOKIES.get(DATA_COOKIE) in (
        TEXT,
        PHOTOS,
    )


class VariantMiddleware:
    """In the place of Django's LocaleMiddleware, which would choose by Accept-Language and vary on it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = language_of(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        request.text_mode = wants_text(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or language)
        return response
