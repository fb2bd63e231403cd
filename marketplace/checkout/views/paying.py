"""Paying a purchase: what to do now, another way to pay, the proof, and thinking again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.ids import grouped as in_groups
from core.ids import random_token
from core.money import format_rupiah
from core.refusals import Refusal
from marketplace.basket.services import basket_for_writing, remember
from marketplace.checkout.forms import ProofForm
from marketplace.checkout.queries import counters_near, methods_for
from marketplace.checkout.services import buy_again
from marketplace.checkout.views.access import PurchaseView, buyer, page_key, page_of
from marketplace.gateways.counter.models import CounterCode
from marketplace.gateways.port import GATEWAYS
from marketplace.gateways.provider.services import latest_attempt
from marketplace.gateways.qris.models import QrisRequest
from marketplace.gateways.qris.pictures import as_png, as_svg
from marketplace.gateways.transfer.models import TransferInstruction
from marketplace.gateways.transfer.services import attach_proof
from marketplace.order.models import Order, Purchase
from marketplace.payment.models import Method, Payment
from marketplace.purchases.paying import wanted_of
from marketplace.purchases.remote import look_again, prepare
from marketplace.purchases.services import cancel_unpaid, change_method, payment_of

REMOTE = (Method.QRIS, Method.VA, Method.GOPAY, Method.CARD)


def state_of(payment: Payment, *, now: datetime) -> str:
    """paid, due (at the door), open, late (money may still be on its way), expired or cancelled."""
    if payment.state != Payment.State.PENDING:
        return str(payment.state)
    if payment.expires_at > now:
        return "open"
    return "late" if GATEWAYS[payment.method].grace else "expired"


def orders_of(purchase: Purchase) -> list[Order]:
    shown = ("purchase", "hub", "total_incl_tax", "mode", "delivery_label", "promised_date", "seller__name")
    return list(purchase.orders.select_related("seller").only(*shown).order_by("pk"))


class Pay(PurchaseView):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return pay_page(request, self.purchase, ProofForm())


def pay_page(request: HttpRequest, purchase: Purchase, proof_form: ProofForm) -> HttpResponse:
    """The one page that says what to do now, whatever became of the payment."""
    now = timezone.now()
    payment = payment_of(purchase)
    if payment is None:
        raise Http404
    state, orders = state_of(payment, now=now), orders_of(purchase)
    context: dict[str, Any] = {
        "purchase": purchase,
        "payment": payment,
        "state": state,
        "orders": orders,
        "rows": [
            {"label": _("Goods"), "amount": purchase.goods_total},
            {"label": _("Delivery"), "amount": purchase.delivery_total},
        ],
        "urls": _urls(purchase),
        "accept_hours": settings.ACCEPT_WITHIN_HOURS,
        "complaint_days": settings.COMPLETE_AFTER_DAYS,
        "grace_hours": settings.PAY_TRANSFER_GRACE_HOURS,
        "key": random_token(),
        "nav": "orders",
    }
    if state == "open" and payment.method == Method.COUNTER:
        context |= _counter(purchase, payment, orders)
    if state in ("open", "late") and payment.method == Method.TRANSFER:
        context |= _transfer(payment) | {"proof_form": proof_form}
    if state == "open" and payment.method == Method.QRIS_OWN:
        context |= _own_qris(payment)
    if state == "open" and payment.method in REMOTE:
        context |= _remote(purchase, payment, now)
    if state == "open":
        ways = methods_for(wanted_of(purchase, orders))
        context["other_methods"] = [way for way in ways if way.code != payment.method]
    return render(request, "checkout/pay.html", context)


def _urls(purchase: Purchase) -> dict[str, str]:
    names = ("pay", "method", "proof", "look", "qr", "state", "cancellation", "again", "confirmation")
    return {name: page_of(purchase, name) for name in names}


def _counter(purchase: Purchase, payment: Payment, orders: list[Order]) -> dict[str, Any]:
    code = CounterCode.objects.get(payment=payment).code
    village = purchase.address.village if purchase.address else None
    return {
        "code": in_groups(code),
        "qr": segno.make(code, micro=False, error="m").svg_data_uri(border=2, omitsize=True),
        "counters": counters_near(village, hub_ids=[order.hub_id for order in orders]),
    }


def _transfer(payment: Payment) -> dict[str, Any]:
    instruction = TransferInstruction.objects.select_related("account").get(payment=payment)
    amount = format_rupiah(instruction.amount_due)
    return {"instruction": instruction, "amount_head": amount[:-3], "amount_tail": amount[-3:]}


def _own_qris(payment: Payment) -> dict[str, Any]:
    code = QrisRequest.objects.select_related("source").get(payment=payment)
    return {"merchant": code.source, "qr": as_svg(code.payload)}


def _remote(purchase: Purchase, payment: Payment, now: datetime) -> dict[str, Any]:
    """The provider's QR code, number or page; `attempt` is None while it does not answer."""
    back = f"{settings.SITE_URL}{page_of(purchase, 'look')}"
    attempt = prepare(payment=payment, return_url=back, now=now)
    return {"attempt": attempt, "qr": as_svg(attempt.qr) if attempt and attempt.qr else ""}


def _payload(payment: Payment) -> str:
    """The text of the QR code that a payment shows, "" when it shows none."""
    if payment.method == Method.QRIS_OWN:
        return QrisRequest.objects.get(payment=payment).payload
    attempt = latest_attempt(payment)
    return attempt.qr if attempt is not None else ""


class QrPicture(PurchaseView):
    """The QR code to save: who has only one phone lets the bank's app read it from the gallery."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        payment = payment_of(self.purchase)
        if payment is None or state_of(payment, now=timezone.now()) != "open" or not _payload(payment):
            return redirect(page_of(self.purchase, "pay"))  # which says why
        name = f"QRIS-{self.purchase.reference}.png"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(as_png(_payload(payment)), content_type="image/png", headers=headers)


class _Step(PurchaseView):
    """Something done on the pay page; a reload or a link leads back there."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return redirect(page_of(self.purchase, "pay"))


class PaymentMethod(_Step):
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            change_method(
                purchase=self.purchase, method=request.POST.get("method", "")[:10], now=timezone.now()
            )
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
        return redirect(page_of(self.purchase, "pay"))


class State(PurchaseView):
    """Where the payment stands, for the script that watches for it. Asks no provider."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        payment = payment_of(self.purchase)
        return JsonResponse({"state": state_of(payment, now=timezone.now()) if payment else ""})


class Look(PurchaseView):
    """“Check again”, and where the provider's page sends the buyer back to: asks, then shows."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        payment = payment_of(self.purchase)
        if payment is not None and payment.method in REMOTE:
            look_again(payment=payment, now=timezone.now())
        return redirect(page_of(self.purchase, "pay"))


class Proof(_Step):
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        payment = payment_of(self.purchase)
        if payment is None or payment.state != Payment.State.PENDING or payment.method != Method.TRANSFER:
            messages.info(request, _("This payment needs no proof any more."))
            return redirect(page_of(self.purchase, "pay"))
        form = ProofForm(request.POST, request.FILES)
        if not form.is_valid():
            return pay_page(request, self.purchase, form)
        instruction = TransferInstruction.objects.get(payment=payment)
        attach_proof(instruction=instruction, file=form.cleaned_data["proof"], now=timezone.now())
        messages.success(request, _("Thank you, your proof is with us. We check it against the bank's list."))
        return redirect(page_of(self.purchase, "pay"))


class Cancellation(_Step):
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            cancel_unpaid(purchase=self.purchase, actor=buyer(request), now=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
        return redirect(page_of(self.purchase, "pay"))


class Again(_Step):
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        basket = basket_for_writing(request)
        key = page_key(request) or random_token()
        missing = buy_again(purchase=self.purchase, basket=basket, key=key)
        if missing:
            words = _("Not available just now: %(goods)s.") % {"goods": ", ".join(missing)}
            messages.warning(request, words)
        response = redirect("basket:summary")
        remember(response, basket)
        return response
