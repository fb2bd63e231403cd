"""How every page of the site is served: for everyone the same, from a cache where there is one."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.models import Page, PageViewRestriction

from cms.navigation import site_menu
from marketplace.storefront.public import public_page


class PublicPage(Page):
    """What all page types share. Nothing on a page may depend on who is asking."""

    # A page kept from some readers could not be cached for all of them.
    private_page_options: ClassVar[list[str]] = []
    nav = ""

    class Meta:
        abstract = True

    @cached_property
    def canonical_url(self) -> str:
        """The one full address of this page, for search engines and links that are shared."""
        return settings.SITE_URL.rstrip("/") + (self.get_url() or "/")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "nav": self.nav, "now": timezone.now(), "site_menu": site_menu()}

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        # There are none to look for: see private_page_options.
        return PageViewRestriction.objects.none()

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return public_page(self._whole)(request, *args, **kwargs)

    def _whole(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Rendered at once: the page's ETag is made of its bytes.
        return super().serve(request, *args, **kwargs).render()
