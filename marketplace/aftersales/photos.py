"""Showing the photos of a complaint, to whom the view lets in."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase

from marketplace.aftersales.models import ComplaintPhoto
from media.private import serve_private


def serve_photo(photo: ComplaintPhoto) -> HttpResponseBase:
    try:
        return serve_private(photo.file, download_name=photo.download_name)
    except FileNotFoundError as error:
        raise Http404 from error
