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
from marketplace.sellers.calculations import is_closed
from marketplace.storefront.menu import menu
from marketplace.storefront.public import public_page
from marketplace.storefront.queries import products as queries
from marketplace.storefront.variants import wants_text


@public_page
def product_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    product = queries.public_product(pk)
    if product is None:
        return _of_parent(pk)
    here = product.get_absolute_url()
    if request.path != here:
        return HttpResponsePermanentRedirect(here)
    today = timezone.localdate()
    card = getattr(product, "card", None)
    path = menu().path(card.category_id if card else None)
    crumbs = [{"label": entry.label, "url": reverse("store:category", args=[entry.slug])} for entry in path]
    photos = [] if wants_text(request) else queries.gallery(product)
    offers = queries.offers_of(product, today=today)
    return render(
        request,
        "storefront/product.html",
        {
            "product": product,
            "seller": product.seller,
            "card": card,
            "icon": path[-1].icon if path else "",
            "crumbs": [*crumbs, {"label": product.title}],
            "photos": photos,
            "thumbs": photos if len(photos) > 1 else [],
            "offers": offers,
            "preorder": preorder_text(product.preorder_days) if product.preorder_days else "",
            "facts": queries.facts_of(product),
            "ways": queries.ways_of(product),
            "reviews": queries.reviews_of(product),
            "more": queries.more_from(product),
            "is_closed": is_closed(product.seller, on=today),
            "chat_url": chat_url(product.seller.phone, _question(product)),
            "address": settings.SITE_URL + here,
            "share_image": _absolute(photos[0].large.src) if photos else "",
            "summary": Truncator(product.description).chars(160),
        },
    )


def chat_url(phone: str, words: str) -> str:
    """A WhatsApp chat with a shop that opens with these words."""
    return f"https://wa.me/{phone.lstrip('+')}?text={quote(words)}"


def _question(product: Product) -> str:
    """The first line of a chat, naming the goods."""
    return _("Hello, I would like to ask about %(title)s: %(address)s") % {
        "title": product.title,
        "address": settings.SITE_URL + product.get_absolute_url(),
    }


def _absolute(address: str) -> str:
    return address if address.startswith("http") else settings.SITE_URL + address


def _of_parent(pk: int) -> HttpResponse:
    """A variant has no page of its own: its parent's shows it."""
    child = Product.objects.filter(pk=pk, structure=Product.CHILD).select_related("parent").first()
    if child is None or not child.parent.is_public:
        raise Http404
    return HttpResponsePermanentRedirect(child.parent.get_absolute_url())
