"""The database's side of a payment at a provider: nothing here asks the network anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal
from marketplace.gateways.provider.models import Attempt
from marketplace.gateways.provider.protocol import Provider
from marketplace.gateways.wanted import Wanted
from marketplace.payment.models import Method, Payment

# The provider's word may come late; until then the sweep asks every five minutes.
GRACE = timedelta(minutes=15)


class NotOffered(Refusal):
    message = _("This way to pay is not offered for this purchase. Please choose another.")
    field = "method"


@dataclass(frozen=True)
class RemoteGateway:
    """A way to pay that a provider carries. create() only notes the wish: a transaction is open then."""

    method: Method
    provider: Provider
    is_wanted: Callable[[], bool]
    minutes: Callable[[], int]
    least: Callable[[], int]
    most: Callable[[], int]

    @property
    def time_to_pay(self) -> timedelta:
        return timedelta(minutes=self.minutes())

    @property
    def grace(self) -> timedelta:
        return GRACE

    def is_offered(self, wanted: Wanted) -> bool:
        return self.provider.is_on and self.is_wanted() and self.least() <= wanted.total <= self.most()

    def create(self, *, payment: Payment, now: datetime) -> None:
        if not self.provider.is_on:
            raise NotOffered
        new_attempt(payment=payment, provider=self.provider.name, now=now)

    def close(self, *, payment: Payment) -> None:
        """Cancelled at the provider by the next sweep, not while rows are locked."""
        live = (Attempt.State.WANTED, Attempt.State.OPEN)
        Attempt.objects.filter(payment=payment, state__in=live).update(is_unwanted=True)


def new_attempt(*, payment: Payment, provider: str, now: datetime) -> Attempt:
    """The next try of a payment, in the caller's transaction with the payment locked (or new)."""
    number = payment.attempts.count() + 1
    return Attempt.objects.create(
        payment=payment,
        provider=provider,
        number=number,
        key=f"{settings.PAYMENT_KEY_PREFIX}{payment.purchase.reference}-{payment.pk}-{number}",
        amount=payment.amount_due,
        created_at=now,
    )


def latest_attempt(payment: Payment) -> Attempt | None:
    return payment.attempts.order_by("-number").first()
