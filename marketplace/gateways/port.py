"""The gateway port: what placing a purchase asks of any way to pay, and who answers.

A gateway prepares a payment (a code, an amount, later a hosted page) and is told when the
payment is no longer wanted. What came in is told to purchases.services by the screens and
webhooks above, which is the one completion path.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from marketplace.gateways.counter.services import CounterGateway
from marketplace.gateways.transfer.services import TransferGateway
from marketplace.payment.models import Method, Payment


class Gateway(Protocol):
    method: Method

    @property
    def time_to_pay(self) -> timedelta:
        """How long the buyer is given, as the page says it."""

    @property
    def grace(self) -> timedelta:
        """How much longer money on its way is waited for before the payment expires."""

    def create(self, *, payment: Payment, now: datetime) -> None:
        """Prepare a pending payment, in the caller's transaction."""

    def close(self, *, payment: Payment) -> None:
        """The payment is no longer pending: free what create() took."""


GATEWAYS: dict[str, Gateway] = {gateway.method: gateway for gateway in (CounterGateway(), TransferGateway())}
