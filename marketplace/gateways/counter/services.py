"""Cash at a counter: a short code that any BUMDes cashier can type."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from core.ids import payment_code, read_code
from marketplace.gateways.counter.models import CounterCode
from marketplace.gateways.wanted import Wanted
from marketplace.payment.models import Method, Payment

_TRIES = 5


class CounterGateway:
    method = Method.COUNTER

    @property
    def time_to_pay(self) -> timedelta:
        return timedelta(hours=settings.PAY_COUNTER_WITHIN_HOURS)

    @property
    def grace(self) -> timedelta:
        return timedelta(0)  # the cashier sees at once that it is too late

    def is_offered(self, wanted: Wanted) -> bool:
        return True

    def create(self, *, payment: Payment, now: datetime) -> None:
        """Give the payment its code; 30^7 codes, so a collision is retried, not feared."""
        for attempt in range(_TRIES):
            try:
                with transaction.atomic():
                    CounterCode.objects.create(payment=payment, code=payment_code())
                return
            except IntegrityError:
                if attempt == _TRIES - 1:
                    raise

    def close(self, *, payment: Payment) -> None:
        """Nothing to free: a code stays with its payment for ever, so that it is never reused."""


def find_by_code(typed: str) -> CounterCode | None:
    """The code a cashier typed, with its payment and purchase; None when it is not one of ours."""
    code = read_code(typed)
    if code is None:
        return None
    return CounterCode.objects.select_related("payment__purchase", "receipt").filter(code=code).first()
