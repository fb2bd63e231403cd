"""The first page of a shop: what to do now, then money, then the rest."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.refusals import Refusal
from core.users.decorators import SignedInRequest
from marketplace.seller_centre import sparkline
from marketplace.seller_centre.access import for_keeper, frame, in_shop
from marketplace.seller_centre.queries import home as queries
from marketplace.seller_centre.queries.ladder import evidence_of
from marketplace.seller_centre.queries.orders import counts
from marketplace.seller_centre.rungs import ladder
from marketplace.seller_centre.services import shops
from marketplace.sellers.calculations import is_closed
from marketplace.sellers.models import Seller


@in_shop
def home(request: SignedInRequest, seller: Seller) -> HttpResponse:
    now = timezone.now()
    waiting = counts(seller, now=now)
    week = queries.week(seller, now=now)
    rungs = ladder(evidence_of(seller, now=now))
    return render(
        request,
        "seller_centre/home.html",
        {
            **frame(request, seller, "home", waiting=waiting),
            "waiting": waiting,
            "is_idle": not any(waiting.values()),
            "money": queries.money(seller, now=now),
            "week": week,
            "week_total": sum(day.amount for day in week),
            "week_orders": sum(day.orders for day in week),
            "week_points": sparkline.points([day.amount for day in week]),
            "spark": sparkline,
            "low": queries.running_out(seller),
            "rungs": rungs,
            "step": next((rung for rung in rungs if rung.number == seller.level + 1), None),
            "notices": queries.notices(request.user),
            "is_closed": is_closed(seller, on=timezone.localdate(now)),
        },
    )


@for_keeper
def climb(request: SignedInRequest, seller: Seller) -> HttpResponse:
    if request.method == "POST":
        try:
            shops.climb(seller=seller, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            level = seller.get_level_display()
            messages.success(request, _("Your shop has gone up a step: %(level)s.") % {"level": level})
    return redirect("seller:home", seller.slug)
