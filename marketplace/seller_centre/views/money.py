"""The shop's money: held, settled, and line by line what was taken of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from core.paging import paged
from core.users.decorators import SignedInRequest
from marketplace.seller_centre.access import frame, in_shop
from marketplace.sellers.models import Seller
from marketplace.settlement.queries.shops import money_of, settlements_of


@in_shop
def money(request: SignedInRequest, seller: Seller) -> HttpResponse:
    context = {
        **frame(request, seller, "money"),
        "money": money_of(seller),
        "page": paged(settlements_of(seller), number=request.GET.get("page")),
    }
    return render(request, "seller_centre/money.html", context)
