"""Editors' pages, and what machines ask a site for."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page

from cms.sitemaps import SITEMAPS


def page(request: HttpRequest, path: str) -> HttpResponseBase:
    """An editor's page, or 404.

    Wagtail's own view asks its hooks first, and to know them loads all of its admin. The only ones
    there are keep private pages closed, of which this site has none (cms.serving.PublicPage).
    """
    route = Page.route_for_request(request, path)
    if route is None:
        raise Http404
    return route.page.serve(request, *route.args, **route.kwargs)


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines should leave alone, and where the list of addresses is."""
    context = {"site_url": settings.SITE_URL.rstrip("/")}
    return render(request, "cms/robots.txt", context, content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The list of lists, under SITE_URL; Django's own would name the row of django.contrib.sites."""
    addresses = []
    for name, sitemap in SITEMAPS.items():
        address = settings.SITE_URL.rstrip("/") + reverse("sitemap_section", args=[name])
        pages = sitemap().paginator.num_pages
        addresses += [address, *(f"{address}?p={page}" for page in range(2, pages + 1))]
    context = {"sitemaps": [{"location": address} for address in addresses]}
    return render(request, "sitemap_index.xml", context, content_type="application/xml")
