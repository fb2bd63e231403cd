"""The shop's money: held, settled, and line by line what was taken of it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from core.paging import paged
from core.users.decorators import SignedInRequest
from marketplace.gateways.cod.services import takes_cash
from marketplace.seller_centre.access import frame, in_shop
from marketplace.sellers.models import Seller
from marketplace.sellers.permissions import MANAGE, role_in
from marketplace.settlement.queries.payouts import balance_of, payouts_of
from marketplace.settlement.queries.shops import money_of, settlements_of
from marketplace.settlement.services.shop_money import shop_debts

LAST_PAYOUTS = 12


@in_shop
def money(request: SignedInRequest, seller: Seller) -> HttpResponse:
    context = {
        **frame(request, seller, "money"),
        "money": money_of(seller),
        "balance": balance_of(seller),
        "payouts": list(payouts_of(seller)[:LAST_PAYOUTS]),
        "owes": shop_debts(seller).get(seller.pk, 0),
        "takes_cash": takes_cash(seller),
        "cod_most": settings.PAY_COD_MOST,
        "is_owner": role_in(request.user, seller.pk) in MANAGE,
        "page": paged(settlements_of(seller), number=request.GET.get("page")),
    }
    return render(request, "seller_centre/money.html", context)
