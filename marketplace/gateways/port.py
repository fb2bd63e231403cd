"""The gateway port: what placing a purchase asks of any way to pay, and who answers.

A gateway prepares a payment (a code, an amount, a wish for a provider's page) and is told when the
payment is no longer wanted. What came in is told to purchases.services by the screens and
webhooks above, which is the one completion path. What a provider is asked over the network stands
in provider.protocol.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings

from marketplace.gateways.cod.services import CodGateway
from marketplace.gateways.counter.services import CounterGateway
from marketplace.gateways.midtrans.client import Midtrans
from marketplace.gateways.provider.protocol import Provider
from marketplace.gateways.provider.services import RemoteGateway
from marketplace.gateways.qris.services import OwnQrisGateway
from marketplace.gateways.stripe.client import Stripe
from marketplace.gateways.transfer.services import TransferGateway
from marketplace.gateways.wanted import Wanted
from marketplace.payment.models import Method, Payment


class Gateway(Protocol):
    @property
    def method(self) -> Method: ...

    @property
    def time_to_pay(self) -> timedelta:
        """How long the buyer is given, as the page says it."""

    @property
    def grace(self) -> timedelta:
        """How much longer money on its way is waited for before the payment expires."""

    def is_offered(self, wanted: Wanted) -> bool:
        """May this purchase be paid this way? At most one query."""

    def create(self, *, payment: Payment, now: datetime) -> None:
        """Prepare a pending payment, in the caller's transaction.

        A way that is paid when the goods come makes it due instead, and its order is placed at once.
        """

    def close(self, *, payment: Payment) -> None:
        """The payment is no longer pending: free what create() took."""


PROVIDERS: dict[str, Provider] = {provider.name: provider for provider in (Stripe(), Midtrans())}


def _midtrans(method: Method, *, minutes: str, most: str) -> RemoteGateway:
    return RemoteGateway(
        method=method,
        provider=PROVIDERS["midtrans"],
        is_wanted=lambda: str(method) in settings.MIDTRANS_METHODS,
        minutes=lambda: getattr(settings, minutes),
        least=lambda: 1,
        most=lambda: getattr(settings, most),
    )


_CARD = RemoteGateway(
    method=Method.CARD,
    provider=PROVIDERS["stripe"],
    is_wanted=lambda: True,
    minutes=lambda: settings.PAY_CARD_WITHIN_MINUTES,
    least=lambda: settings.PAY_CARD_LEAST,
    most=lambda: settings.PAY_CARD_MOST,
)

# In the order in which people are asked (docs/payments.md).
GATEWAYS: dict[str, Gateway] = {
    str(gateway.method): gateway
    for gateway in (
        _midtrans(Method.QRIS, minutes="PAY_QRIS_WITHIN_MINUTES", most="PAY_QRIS_MOST"),
        OwnQrisGateway(),
        CounterGateway(),
        CodGateway(),
        TransferGateway(),
        _midtrans(Method.VA, minutes="PAY_VA_WITHIN_MINUTES", most="PAY_VA_MOST"),
        _midtrans(Method.GOPAY, minutes="PAY_QRIS_WITHIN_MINUTES", most="PAY_GOPAY_MOST"),
        _CARD,
    )
}


def offered(wanted: Wanted) -> list[Gateway]:
    """The ways to pay a purchase, in the order in which people are asked."""
    return [gateway for gateway in GATEWAYS.values() if gateway.is_offered(wanted)]
