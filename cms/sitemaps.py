"""Every public address, for search engines: pages, products, shops and villages."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.models import Page

from bumdes.villages.models import Village
from marketplace.search.models import ProductCard
from marketplace.sellers.models import Seller


class PublicSitemap(Sitemap):
    """Addresses under SITE_URL, whatever name the request came by."""

    limit = 5000

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme


class PageSitemap(PublicSitemap):
    def items(self) -> QuerySet[Page]:
        return Page.objects.live().public().filter(depth__gt=1).order_by("path")

    def location(self, page: Page) -> str:
        return page.get_url() or "/"

    def lastmod(self, page: Page) -> datetime | None:
        return page.last_published_at


class ProductSitemap(PublicSitemap):
    def items(self) -> QuerySet[ProductCard]:
        return ProductCard.objects.public().only("product_id", "slug", "listed_at").order_by("product_id")

    def location(self, card: ProductCard) -> str:
        return reverse("store:product", kwargs={"slug": card.slug, "pk": card.pk})


class ShopSitemap(PublicSitemap):
    def items(self) -> QuerySet[Seller]:
        return Seller.objects.public().only("slug").order_by("pk")

    def location(self, seller: Seller) -> str:
        return reverse("store:shop", args=[seller.slug])


class VillageSitemap(PublicSitemap):
    def items(self) -> QuerySet[Village]:
        return Village.objects.only("code").order_by("code")

    def location(self, village: Village) -> str:
        return reverse("store:village", args=[village.slug])


SITEMAPS = {
    "pages": PageSitemap,
    "products": ProductSitemap,
    "shops": ShopSitemap,
    "villages": VillageSitemap,
}
