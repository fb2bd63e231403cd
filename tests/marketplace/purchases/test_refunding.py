"""Refunds that go back the way they were paid, asked of the providers' local servers over HTTP."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from core.invariants import violations
from core.messages.models import Message
from marketplace.gateways.provider.protocol import ProviderDown, RefundState
from marketplace.order.services import decline
from marketplace.payment import refunds
from marketplace.payment.models import Refund
from marketplace.purchases import refunding
from marketplace.purchases.refunding import ask, let_go, sweep_refunds
from tests.factories.operator import make_operator
from tests.factories.people import NOON
from tests.factories.providers import make_attempt, pay_there, send, use_midtrans, use_stripe
from tests.factories.purchases import make_purchase, only_order
from tests.factories.settlement import goods_at
from tests.marketplace.gateways.test_inbox import handle_all
from tests.servers.midtrans import midtrans_server
from tests.servers.serving import Faults
from tests.servers.stripe import stripe_server
from tests.threads import at_once

LATER = NOON + timedelta(hours=1)


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


def make_refund(way) -> Refund:
    """Of an order that was paid there and declined."""
    method, server = way
    attempt = make_attempt(method=method)
    send(server, pay_there(server))
    handle_all()
    decline(order=attempt.payment.purchase.orders.get(), reason="Habis.", actor=None, now=NOON)
    return Refund.objects.select_related("order").get()


def given_back(server) -> list[int]:
    """Whole rupiah of each refund that the provider made."""
    if hasattr(server, "refunds"):
        return [each["amount"] // 100 for each in server.refunds]
    return [int(float(each["refund_amount"])) for each in server.only.get("refunds", [])]


@pytest.mark.django_db
def test_the_money_goes_back_the_way_it_came_and_the_buyer_knows(way):
    refund = make_refund(way)
    assert (refund.target, refund.state, refund.liable) == ("original", "requested", "seller")
    told = Message.objects.get(event="order.declined", channel="inbox")
    assert "dikembalikan lewat cara bayar semula" in told.body

    let_go(refund=refund, actor=make_operator(), now=NOON)
    assert ProcrastinateJob.objects.filter(task_name__endswith="send_refund").count() == 1
    assert ask(refund_pk=refund.pk, now=NOON) == "succeeded"

    refund.refresh_from_db()
    assert (refund.settled_at, given_back(way[1])) == (NOON, [refund.amount])
    assert Message.objects.filter(event="refund.settled", channel="inbox").count() == 1
    assert list(violations()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [Faults.DOWN, Faults.LOST, Faults.NONSENSE])
def test_without_an_answer_it_is_asked_again_and_goes_once(way, fault):
    refund = make_refund(way)
    let_go(refund=refund, actor=make_operator(), now=NOON)
    server = way[1]

    server.faults.coming = [fault] * 9
    with pytest.raises(ProviderDown):
        ask(refund_pk=refund.pk, now=NOON)
    server.faults.coming = []

    refund.refresh_from_db()
    assert (refund.state, refund.problem, refund.claimed_until) == ("sent", "", None)
    assert sweep_refunds(now=NOON + timedelta(minutes=3)) == 0
    assert sweep_refunds(now=NOON + timedelta(minutes=5)) == 1
    refund.refresh_from_db()
    assert (refund.state, given_back(server)) == ("succeeded", [refund.amount])


@pytest.mark.django_db
def test_an_answer_that_was_lost_is_found_under_the_key(way):
    refund = make_refund(way)
    let_go(refund=refund, actor=make_operator(), now=NOON)
    server = way[1]
    provider = refunding.PROVIDERS["stripe" if way[0] == "card" else "midtrans"]
    attempt = refunding.paid_attempt(refund)
    provider.refund(attempt, amount=refund.amount, key=refund.key)  # done, and the worker was killed
    if hasattr(server, "_answers"):
        server._answers.clear()  # a day later: the provider has forgotten the idempotency key

    assert ask(refund_pk=refund.pk, now=LATER) == "succeeded"

    assert given_back(server) == [refund.amount]


@pytest.mark.django_db
def test_a_worker_killed_between_request_and_effect_leaves_a_refund_that_ends(way, monkeypatch):
    refund = make_refund(way)
    let_go(refund=refund, actor=make_operator(), now=NOON)

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(refunding, "apply_word", killed)
        ask(refund_pk=refund.pk, now=NOON)

    assert given_back(way[1]) == [refund.amount]
    assert ask(refund_pk=refund.pk, now=NOON + timedelta(minutes=1)) == "sent"  # the claim still holds
    assert sweep_refunds(now=NOON + timedelta(minutes=3)) == 1
    assert given_back(way[1]) == [refund.amount]
    assert Refund.objects.get().state == "succeeded"


@pytest.mark.django_db
def test_a_no_is_shown_and_tried_again_under_the_same_key_or_turned_to_the_bank(way):
    refund = make_refund(way)
    operator, key, attempt = make_operator(), refund.key, refunding.paid_attempt(refund)
    provider = refunding.PROVIDERS[attempt.provider]
    provider.refund(attempt, amount=1_000, key="by-hand-in-its-dashboard")

    for _time in range(2):
        let_go(refund=refund, actor=operator, now=NOON)
        assert ask(refund_pk=refund.pk, now=NOON) == "failed"
        refund.refresh_from_db()
        assert (refund.key, given_back(way[1])) == (key, [1_000])
        assert refund.problem
    assert list(Refund.objects.due()) == [refund]
    with pytest.raises(refunds.ByItself):
        refunds.return_money(refund=refund, method="transfer", reference="x", actor=operator, now=NOON)
    refunds.turn(refund=refund, target="bank", actor=operator, now=NOON)
    done = refunds.return_money(
        refund=refund, method="transfer", reference="BRI-9", actor=operator, now=LATER
    )

    assert (done.state, done.target, done.sent_at) == ("succeeded", "bank", None)
    with pytest.raises(refunds.AlreadySettled):
        let_go(refund=refund, actor=operator, now=LATER)
    assert list(violations()) == []


@pytest.mark.django_db
def test_what_is_pending_there_waits_and_then_ends(settings):
    with stripe_server() as server:
        use_stripe(settings, server)
        server.refund_status = "pending"
        refund = make_refund(("card", server))
        let_go(refund=refund, actor=make_operator(), now=NOON)

        assert ask(refund_pk=refund.pk, now=NOON) == "sent"
        server.refunds[0]["status"] = "failed"
        assert ask(refund_pk=refund.pk, now=LATER) == "failed"

    assert Refund.objects.get().problem == "the provider could not return it"


@pytest.mark.django_db
def test_what_was_paid_in_cash_cannot_go_back_by_itself():
    order = only_order(make_purchase((goods_at(10_000), 1), paid=True))
    decline(order=order, reason="Habis.", actor=None, now=NOON)
    refund, operator = Refund.objects.get(), make_operator()

    assert refund.target == "bank"
    with pytest.raises(refunds.NotThisWay):
        let_go(refund=refund, actor=operator, now=NOON)
    with pytest.raises(refunds.NotThisWay):
        refunds.turn(refund=refund, target="original", actor=operator, now=NOON)


@pytest.mark.django_db
def test_a_refund_on_its_way_is_not_turned_nor_taken_back(way):
    refund, operator = make_refund(way), make_operator()
    let_go(refund=refund, actor=operator, now=NOON)

    with pytest.raises(refunds.OnItsWay):
        refunds.turn(refund=refund, target="bank", actor=operator, now=NOON)
    with pytest.raises(IntegrityError, match="refund_moves"), transaction.atomic():
        Refund.objects.update(state="requested", sent_at=None)
    assert refunding.apply_word(refund, RefundState.SENT, "", now=NOON) == "sent"


@pytest.mark.race
def test_two_workers_and_the_sweep_at_once_give_back_once(way, committed_db):
    refund = make_refund(way)
    let_go(refund=refund, actor=make_operator(), now=NOON)

    results = at_once([*[partial(ask, refund_pk=refund.pk, now=NOON)] * 4, partial(sweep_refunds, now=NOON)])

    assert [result for result in results if isinstance(result, Exception)] == []
    assert (Refund.objects.get().state, given_back(way[1])) == ("succeeded", [refund.amount])
    assert Message.objects.filter(event="refund.settled", channel="inbox").count() == 1
    assert list(violations()) == []
