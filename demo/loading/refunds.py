"""Refunds of QRIS payments in every state, and an event of a provider that nobody can place.

The demo has no provider's keys: their word is written down as if it had come.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.test import override_settings

from core.users.models import User
from demo.loading.purchases import make_one
from marketplace.gateways.provider.models import ProviderEvent
from marketplace.gateways.provider.protocol import Notice, RefundState
from marketplace.payment.models import Refund
from marketplace.purchases.refunding import apply_word, let_go
from marketplace.purchases.remote import handle, store

# What each refund came to, in turn; "" waits for the operator.
ENDS = ["", RefundState.SENT, RefundState.FAILED, RefundState.SUCCEEDED]


def load_refunds(buyers: list[User], now: datetime) -> int:
    """Make them unless there are some; gives how many there are."""
    by_itself = Refund.objects.filter(target=Refund.Target.ORIGINAL).order_by("pk")
    operator = User.objects.filter(is_staff=True).order_by("pk").first()
    if by_itself.exists() or operator is None:
        return 0
    chance, at = random.Random(607), now - timedelta(hours=9)
    with override_settings(MIDTRANS_SERVER_KEY="contoh"):
        for number in range(len(ENDS)):
            made_at = at + timedelta(minutes=number)
            make_one(buyers[0], "declined", made_at, chance, for_demo_shop=True, method="qris")
        for number, refund in enumerate(by_itself):
            if end := ENDS[number % len(ENDS)]:
                let_go(refund=refund, actor=operator, now=at + timedelta(hours=3))
                apply_word(refund, RefundState(end), "status 412", now=at + timedelta(hours=4))
    _park(now)
    return by_itself.count()


def _park(now: datetime) -> None:
    """A notification about a payment of somebody else's."""
    notice = Notice("CONTOH-1:200:45000.00:settlement", "settlement", "CONTOH-1")
    event = store(provider="midtrans", notice=notice, body=b'{"order_id": "CONTOH-1"}', headers={}, now=now)
    if event is not None and event.state == ProviderEvent.State.STORED:
        handle(event_pk=event.pk, now=now)
