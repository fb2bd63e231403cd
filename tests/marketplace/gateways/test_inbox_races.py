"""Webhook, the buyer's return, the sweep and the clock at the same instant, on a real database."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from core.invariants import violations
from marketplace.gateways.provider.models import Attempt, ProviderEvent
from marketplace.order.models import OrderEvent
from marketplace.payment.models import Payment, UnappliedReceipt
from marketplace.purchases import paying, remote
from marketplace.purchases.remote import handle, look_again, prepare, sweep
from marketplace.purchases.services import payment_of
from tests.factories.goods import make_product
from tests.factories.people import NOON
from tests.factories.providers import RETURN, make_attempt, pay_there, send, use_midtrans, use_stripe
from tests.factories.purchases import make_purchase
from tests.servers.midtrans import midtrans_server
from tests.servers.stripe import stripe_server
from tests.threads import at_once

pytestmark = pytest.mark.race


@pytest.fixture(params=["card", "qris"])
def way(request, settings):
    """A way to pay with the server that carries it."""
    if request.param == "card":
        with stripe_server() as server:
            use_stripe(settings, server)
            yield "card", server
    else:
        with midtrans_server() as server:
            use_midtrans(settings, server)
            yield "qris", server


def paid_once() -> bool:
    return (
        list(Payment.objects.values_list("state", flat=True)) == ["paid"]
        and OrderEvent.objects.filter(to_status="placed").count() == 1
        and UnappliedReceipt.objects.count() == 0
        and list(violations()) == []
    )


def test_event_return_and_sweep_at_the_same_instant_pay_once(way, committed_db):
    method, server = way
    attempt = make_attempt(method=method)
    event = pay_there(server)

    at_once([partial(send, server, event)] * 5)
    stored = ProviderEvent.objects.get()
    results = at_once(
        [
            *[partial(handle, event_pk=stored.pk, now=NOON)] * 3,
            *[partial(look_again, payment=attempt.payment, now=NOON)] * 3,
            partial(sweep, now=NOON + timedelta(minutes=10)),
        ]
    )

    assert [result for result in results if isinstance(result, Exception)] == []
    assert paid_once()


def test_money_and_the_end_of_the_time_at_the_same_instant_end_one_way(way, committed_db):
    method, server = way
    attempt = make_attempt(method=method)
    pay_there(server)
    over = attempt.payment.expires_at + timedelta(minutes=15)

    outcome, expired = at_once(
        [
            partial(remote.look, attempt=attempt, now=over),
            partial(paying.expire, payment_pk=attempt.payment_id, now=over),
        ]
    )

    assert (outcome, expired) in {("paid", False), ("set aside", True)}
    assert UnappliedReceipt.objects.count() == (1 if expired else 0)
    assert list(violations()) == []


def test_two_pages_opened_at_once_ask_the_provider_once(way, committed_db):
    method, server = way
    purchase = make_purchase((make_product().stockrecords.get(), 1), method=method)
    payment = payment_of(purchase)

    found = at_once([partial(prepare, payment=payment, return_url=RETURN, now=NOON)] * 5)

    assert len(server.asked) == 1
    assert {attempt.key for attempt in found if attempt is not None} == {Attempt.objects.get().key}
    assert Attempt.objects.get().state == "open"
