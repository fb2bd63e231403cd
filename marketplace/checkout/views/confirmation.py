"""The order confirmation: the electronic contract with what the law asks of it.

Source: Government Regulation 80/2019 on e-commerce, article 53: the parties, what the goods are,
that they are lawful, the value, terms and time of payment, and the procedures of delivery,
return, cancellation and dispute; article 69: at least two working days for exchange.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.money import terbilang
from core.users.phones import display_phone
from marketplace.checkout.views.access import PurchaseView, page_of
from marketplace.purchases.services import payment_of


class Confirmation(PurchaseView):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        payment = payment_of(self.purchase)
        if payment is None:
            raise Http404
        orders = (
            self.purchase.orders.select_related("seller__village__district", "hub__village")
            .prefetch_related("lines__product__parent")
            .order_by("pk")
        )
        context = {
            "purchase": self.purchase,
            "phone": display_phone(self.purchase.phone),
            "payment": payment,
            "orders": list(orders),
            "total_in_words": terbilang(payment.amount_due),
            "pay_url": page_of(self.purchase, "pay"),
            "accept_hours": settings.ACCEPT_WITHIN_HOURS,
            "hand_over_hours": settings.HAND_OVER_WITHIN_HOURS,
            "complaint_days": settings.COMPLETE_AFTER_DAYS,
            "nav": "orders",
        }
        return render(request, "checkout/confirmation.html", context)
