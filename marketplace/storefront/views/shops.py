"""Shops and villages."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.closing.queries.profits import village_income_by_year
from marketplace.search.enums import Sort
from marketplace.search.queries import Filters, search
from marketplace.sellers.calculations import is_closed
from marketplace.sellers.models import Seller
from marketplace.storefront.menu import menu
from marketplace.storefront.public import public_page
from marketplace.storefront.queries import shops as queries
from marketplace.storefront.variants import wants_text
from marketplace.storefront.views.goods import page_links, page_number
from marketplace.storefront.views.products import chat_url
from media.display import picture_view


@public_page
def shops_page(request: HttpRequest) -> HttpResponse:
    districts = menu().districts
    known = {district.code for district in districts}
    district = request.GET.get("kecamatan", "")
    found = queries.shops(district=district if district in known else "", page=page_number(request))
    return render(
        request,
        "storefront/shops.html",
        {
            "shops": found.rows,
            "districts": districts,
            "district": district,
            "page": page_links(
                request, number=found.number, has_previous=found.has_previous, has_next=found.has_next
            ),
        },
    )


@public_page
def shop_page(request: HttpRequest, slug: str) -> HttpResponse:
    seller = queries.public_shop(slug)
    if seller is None:
        raise Http404
    today = timezone.localdate()
    sort = request.GET.get("urut", "")
    result = search(
        filters=Filters(seller_id=seller.pk),
        sort=sort if sort in Sort.values else Sort.BEST_SOLD,
        page=page_number(request),
    )
    return render(
        request,
        "storefront/shop.html",
        {
            "seller": seller,
            "banner": None if wants_text(request) else picture_view(seller.banner, alt=seller.name),
            "figures": queries.figures_of(seller),
            "is_closed": is_closed(seller, on=today),
            "is_verified": seller.status == Seller.Status.VERIFIED,
            "result": result,
            "page": page_links(
                request, number=result.number, has_previous=result.has_previous, has_next=result.has_next
            ),
            "chat_url": chat_url(seller.phone, _("Hello, I come from your shop on Sedulang.")),
            "address": settings.SITE_URL + request.path,
            "crumbs": [{"label": _("Shops"), "url": reverse("store:shops")}, {"label": seller.name}],
        },
    )


@public_page
def villages_page(request: HttpRequest) -> HttpResponse:
    return render(request, "storefront/villages.html", {"districts": queries.villages_by_district()})


@public_page
def village_page(request: HttpRequest, slug: str) -> HttpResponse:
    village = queries.village_by_slug(slug)
    if village is None:
        raise Http404
    result = search(filters=Filters(village=village.pk), sort=Sort.BEST_SOLD, page=page_number(request))
    organisations = queries.organisations_in(village)
    paid = village_income_by_year(organisations)
    return render(
        request,
        "storefront/village.html",
        {
            "village": village,
            "organisations": [(each, paid.get(each.pk, [])) for each in organisations],
            "shops": queries.shops(village=village).rows,
            "result": result,
            "page": page_links(
                request, number=result.number, has_previous=result.has_previous, has_next=result.has_next
            ),
            "crumbs": [
                {"label": _("Villages"), "url": reverse("store:villages")},
                {"label": f"{village.name}, {village.district.name}"},
            ],
        },
    )
