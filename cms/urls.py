"""The public site. Its last pattern takes every address that is left, so it is included last."""

from django.contrib.sitemaps import views as sitemap_views
from django.urls import path, re_path
from django.views.decorators.cache import cache_control
from wagtail.urls import serve_pattern

from cms.sitemaps import SITEMAPS
from cms.views import page, robots, sitemap_index

urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path(
        "sitemap-<section>.xml",
        cache_control(public=True, max_age=3600)(sitemap_views.sitemap),
        {"sitemaps": SITEMAPS},
        name="sitemap_section",
    ),
    # Wagtail's own list also brings a second sign-in and a password door, which no page of ours has.
    re_path(serve_pattern, page, name="wagtail_serve"),
]
