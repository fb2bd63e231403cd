"""One product."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from marketplace.catalogue.models import Product
from marketplace.search.cards import preorder_text
from marketplace.storefront.menu import menu
from marketplace.storefront.public import public_page
from marketplace.storefront.queries import delivery, offers
from marketplace.storefront.queries import products as queries
from marketplace.storefront.variants import wants_text


@public_page
def product_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    today = timezone.localdate()
    product = queries.public_product(pk, today=today)
    if product is None:
        return _of_parent(pk)
    here = product.address
    if request.path != here:
        return HttpResponsePermanentRedirect(here)
    path = menu().path(product.category_id)
    crumbs = [{"label": entry.label, "url": reverse("store:category", args=[entry.slug])} for entry in path]
    photos = [] if wants_text(request) else queries.gallery(product)
    return render(
        request,
        "storefront/product.html",
        {
            "product": product,
            "seller": product.shop,
            "icon": path[-1].icon if path else "",
            "crumbs": [*crumbs, {"label": product.title}],
            "photos": photos,
            "thumbs": photos if len(photos) > 1 else [],
            "offers": offers.offers_of(
                product_id=pk, net_amount=product.net_amount, net_unit=product.net_unit, today=today
            ),
            "preorder": preorder_text(product.preorder_days) if product.preorder_days else "",
            "facts": queries.facts_of(product),
            "ways": _ways(product),
            "reviews": queries.reviews_of(pk),
            "more": queries.more_from(product),
            "chat_url": chat_url(product.shop.phone, _question(product)),
            "address": settings.SITE_URL + here,
            "share_image": _absolute(photos[0].large.src) if photos else "",
            "summary": Truncator(product.description).chars(160),
        },
    )


def _ways(product: queries.ShownProduct) -> list[delivery.Way]:
    if not product.requires_shipping:
        return delivery.no_delivery()
    return delivery.ways_of(hub_id=product.shop.hub_id, district=product.shop.district_code)


def chat_url(phone: str, words: str) -> str:
    """A WhatsApp chat with a shop that opens with these words."""
    return f"https://wa.me/{phone.lstrip('+')}?text={quote(words)}"


def _question(product: queries.ShownProduct) -> str:
    """The first line of a chat, naming the goods."""
    return _("Hello, I would like to ask about %(title)s: %(address)s") % {
        "title": product.title,
        "address": settings.SITE_URL + product.address,
    }


def _absolute(address: str) -> str:
    return address if address.startswith("http") else settings.SITE_URL + address


def _of_parent(pk: int) -> HttpResponse:
    """A variant has no page of its own: its parent's shows it."""
    child = Product.objects.filter(pk=pk, structure=Product.CHILD).select_related("parent").first()
    if child is None or not child.parent.is_public:
        raise Http404
    return HttpResponsePermanentRedirect(child.parent.get_absolute_url())
