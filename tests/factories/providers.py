"""Payments that wait at a provider's local server, and its events as they reach us."""

from __future__ import annotations

from django.test import Client

from marketplace.gateways.provider.models import Attempt
from marketplace.order.models import Purchase
from marketplace.purchases.remote import prepare
from marketplace.purchases.services import payment_of
from tests.factories.goods import make_product
from tests.factories.people import NOON
from tests.factories.purchases import make_purchase
from tests.servers import midtrans, stripe

Server = stripe.StripeServer | midtrans.MidtransServer
RETURN = "https://pasar.test/checkout/x/bayar/"


def use_stripe(settings, server: stripe.StripeServer) -> None:
    settings.STRIPE_API, settings.STRIPE_KEY = server.url, stripe.KEY
    settings.STRIPE_WEBHOOK_SECRETS = [stripe.SECRET]


def use_midtrans(settings, server: midtrans.MidtransServer) -> None:
    settings.MIDTRANS_API, settings.MIDTRANS_SERVER_KEY = server.url, midtrans.KEY


def make_attempt(*, method: str, price: int = 15_000, now=NOON) -> Attempt:
    """A purchase whose payment is open at the provider."""
    purchase: Purchase = make_purchase(
        (make_product(price=price).stockrecords.get(), 1), method=method, now=now
    )
    attempt = prepare(payment=payment_of(purchase), return_url=RETURN, now=now)
    assert attempt is not None
    return attempt


def pay_there(server: Server, **instead: object) -> dict:
    """The buyer pays the only payment at the provider; gives the event. `instead` changes what it says."""
    if isinstance(server, stripe.StripeServer):
        return server.pay(server.only, **instead)
    return server.becomes(server.only, "settlement", **instead)


def send(server: Server, event: dict, **changed: object) -> int:
    """An event over HTTP as the provider sends it; gives the status of our answer."""
    body, headers = server.signed(event)
    name = "stripe" if isinstance(server, stripe.StripeServer) else "midtrans"
    answer = Client().post(
        f"/pembayaran/{name}/", changed.get("body", body), content_type="application/json", headers=headers
    )
    return answer.status_code
