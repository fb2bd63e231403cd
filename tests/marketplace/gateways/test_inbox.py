"""What providers tell us: repeated, shuffled, forged, late, at the worst moment. Paid once, or kept."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from itertools import count

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from core.invariants import violations
from marketplace.gateways.provider.models import Attempt, ProviderEvent
from marketplace.gateways.provider.protocol import ProviderDown
from marketplace.order.models import OrderEvent
from marketplace.payment.models import Payment, UnappliedReceipt
from marketplace.purchases import paying, remote
from marketplace.purchases.remote import handle, look_again, missed, sweep
from tests.factories.people import NOON
from tests.factories.providers import make_attempt, pay_there, send, use_midtrans, use_stripe
from tests.servers.midtrans import midtrans_server
from tests.servers.serving import Faults
from tests.servers.stripe import stripe_server

pytestmark = pytest.mark.django_db


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


def handle_all(now=NOON) -> list[str]:
    """The worker: every event that waits, once."""
    waiting = ProviderEvent.objects.filter(state="stored").order_by("pk")
    return [handle(event_pk=pk, now=now) for pk in waiting.values_list("pk", flat=True)]


def paid_once() -> bool:
    return (
        list(Payment.objects.values_list("state", flat=True)) == ["paid"]
        and OrderEvent.objects.filter(to_status="placed").count() == 1
        and UnappliedReceipt.objects.count() == 0
        and list(violations()) == []
    )


def test_an_event_is_stored_as_it_came_and_its_job_with_it(way):
    method, server = way
    make_attempt(method=method)
    event = pay_there(server)

    status = send(server, event)

    stored = ProviderEvent.objects.get()
    assert status == 200
    assert bytes(stored.body) == server.signed(event)[0]
    assert (stored.state, stored.origin) == ("stored", "sent")
    assert Payment.objects.get().state == "pending"
    job = ProcrastinateJob.objects.get(task_name="marketplace.purchases.tasks.handle_event")
    assert job.args == {"event_pk": stored.pk}


def test_an_event_handled_pays(way):
    method, server = way
    attempt = make_attempt(method=method)
    send(server, pay_there(server))

    outcome = handle_all()

    assert outcome == ["handled"]
    assert paid_once()
    stored = ProviderEvent.objects.get()
    assert (stored.attempt, stored.note) == (attempt, "paid")


@pytest.mark.parametrize("seed", range(6))
def test_a_storm_of_events_pays_once(way, seed):
    """Each five times, shuffled with forged ones and what else happened, handled between the sendings."""
    method, server = way
    attempt = make_attempt(method=method)
    storm = [e for e in _story(server, method) for _time in range(5)]
    dice = random.Random(seed)
    dice.shuffle(storm)

    for event in storm:
        assert send(server, event) == 200
        forged = {**event, "signature_key": "0" * 128}
        assert send(server, forged if method == "qris" else event, **_other_body(method, event)) == 400
        if dice.random() < 0.3:
            handle_all()
        if dice.random() < 0.2:
            look_again(payment=attempt.payment, now=NOON)
    handle_all()
    sweep(now=NOON)

    assert paid_once()
    assert ProviderEvent.objects.count() == len(_ids(storm, method))
    assert set(ProviderEvent.objects.values_list("state", flat=True)) == {"handled"}


def _story(server, method: str) -> list[dict]:
    if method == "card":
        early = server.happens("checkout.session.async_payment_failed", server.only)
        paid = server.pay(server.only)
        return [early, paid, server.happens("checkout.session.async_payment_succeeded", server.only)]
    pending = server.notification(server.only)
    return [pending, server.becomes(server.only, "settlement")]


def _ids(storm: list[dict], method: str) -> set[str]:
    return {event["id"] if method == "card" else event["transaction_status"] for event in storm}


def _other_body(method: str, event: dict) -> dict[str, bytes]:
    """Stripe's signature is in a header: the same with another body is the forgery."""
    return {"body": json.dumps({**event, "livemode": True}).encode()} if method == "card" else {}


def test_a_late_pending_never_undoes_paid(way):
    method, server = way
    attempt = make_attempt(method=method)
    before = dict(server.only)
    pay_there(server)
    send(server, _story_start(server, method))
    handle_all()
    server.only.update(before, payment_intent=None)

    outcome = remote.look(attempt=attempt, now=NOON)

    assert outcome == "paid"
    assert paid_once()


def _story_start(server, method: str) -> dict:
    if method == "card":
        return server.happens("checkout.session.completed", server.only)
    return server.notification(server.only)


def test_an_old_notification_with_an_edited_state_pays_nothing(settings):
    with midtrans_server() as server:
        use_midtrans(settings, server)
        make_attempt(method="qris")
        edited = {**server.notification(server.only), "transaction_status": "settlement"}

        status = send(server, edited)  # its signature covers no state, so it is right
        handle_all()

    assert status == 200
    assert Payment.objects.get().state == "pending"
    assert ProviderEvent.objects.get().note == "pending"


def test_edited_notifications_make_few_rows(settings):
    with midtrans_server() as server:
        use_midtrans(settings, server)
        make_attempt(method="qris")
        told = server.notification(server.only)

        statuses = {
            send(server, {**told, "transaction_id": str(n), "transaction_status": state})
            for n, state in zip(range(60), ["pending", "settlement", "gold"] * 20, strict=True)
        }

    assert statuses == {200, 400}
    assert ProviderEvent.objects.count() == 2


def test_an_event_signed_long_ago_is_turned_away(settings):
    with stripe_server() as server:
        use_stripe(settings, server)
        make_attempt(method="card")
        event = pay_there(server)
        body, headers = server.signed(event, at=int(timezone.now().timestamp()) - 301)

        answer = Client().post("/pembayaran/stripe/", body, content_type="application/json", headers=headers)

    assert answer.status_code == 400
    assert ProviderEvent.objects.count() == 0


def test_money_of_another_amount_is_set_aside_and_the_event_flagged(way):
    method, server = way
    attempt = make_attempt(method=method)
    other = {"amount_total": 1_400_000} if method == "card" else {"gross_amount": "14000.00"}
    send(server, pay_there(server, **other))

    outcome = handle_all()

    kept = UnappliedReceipt.objects.get()
    assert outcome == ["flagged"]
    assert (kept.amount, kept.reason, kept.payment) == (14_000, "other amount", attempt.payment)
    assert Payment.objects.get().state == "pending"
    assert list(violations()) == []


def test_an_event_three_days_late_keeps_the_money(way):
    method, server = way
    attempt = make_attempt(method=method)
    late = NOON + timedelta(days=3)
    paying.expire(payment_pk=attempt.payment_id, now=late)
    send(server, pay_there(server))

    outcomes = [*handle_all(late), *handle_all(late)]

    assert outcomes == ["flagged"]
    assert UnappliedReceipt.objects.get().reason == "late"
    assert Payment.objects.get().state == "expired"
    assert list(violations()) == []


def test_an_event_of_an_unknown_order_is_parked_and_replayed_when_it_is_known(way, capsys):
    method, server = way
    attempt = make_attempt(method=method)
    send(server, pay_there(server))
    Attempt.objects.update(key="elsewhere")

    parked = handle_all()
    Attempt.objects.update(key=attempt.key)
    call_command("payment_events")
    call_command("payment_events", "--replay")

    listed, replayed = capsys.readouterr().out.splitlines()
    assert parked == ["parked"]
    assert listed.endswith("parked no such attempt")
    assert replayed.endswith("handled")
    assert paid_once()


def test_an_event_that_concerns_no_payment_is_stored_and_left(settings):
    with stripe_server() as server:
        use_stripe(settings, server)
        send(server, server.happens("charge.updated", {"id": "ch_1", "object": "charge"}))

        outcome = handle_all()

    assert outcome == ["handled"]
    assert ProviderEvent.objects.get().note == "not ours to handle"


def test_a_killed_worker_loses_nothing(way, monkeypatch):
    """Killed before the effect, after it, and before the event is marked: the sweep ends it each time."""
    method, server = way
    make_attempt(method=method)
    send(server, pay_there(server))
    steps, killed = count(), {0, 2}

    class Killed(BaseException):
        pass

    real = remote.apply_seen

    def dying(**kw):
        step = next(steps)
        if step == 0:
            raise Killed
        done = real(**kw)
        if step in killed or step == 1:
            raise Killed
        return done

    monkeypatch.setattr(remote, "apply_seen", dying)
    for _time in range(3):
        with pytest.raises(Killed):
            handle_all()
    soon = timezone.now() + timedelta(minutes=2)
    done = sweep(now=soon)

    assert done.handled == 1
    assert ProviderEvent.objects.get().state == "handled"
    assert paid_once()


def test_an_event_while_the_provider_is_silent_stays_and_is_swept(way):
    method, server = way
    make_attempt(method=method)
    send(server, pay_there(server))
    server.faults.coming = [Faults.DOWN] * 2

    with pytest.raises(ProviderDown):
        handle_all()
    server.faults.coming = []
    sweep(now=timezone.now() + timedelta(minutes=2))

    assert paid_once()


def test_events_that_never_came_are_found_in_the_providers_list(settings):
    with stripe_server() as server:
        use_stripe(settings, server)
        make_attempt(method="card")
        send(server, server.happens("checkout.session.async_payment_failed", server.only))
        lost = pay_there(server)

        found = missed(since=NOON - timedelta(days=3000), now=NOON)
        again = missed(since=NOON - timedelta(days=3000), now=NOON)
        handle_all()

    assert [event.event_id for event in found] == [lost["id"]]
    assert found[0].origin == "listed"
    assert again == []
    assert paid_once()


@pytest.mark.parametrize("path", ["/pembayaran/midtrans", "/pembayaran/midtrans/"])
def test_the_address_answers_without_a_redirect(settings, path):
    with midtrans_server() as server:
        use_midtrans(settings, server)
        make_attempt(method="qris")
        body, _headers = server.signed(server.notification(server.only))

        answer = Client(enforce_csrf_checks=True).post(path, body, content_type="application/json")

    assert answer.status_code == 200


def test_the_address_turns_away_what_is_huge_read_or_switched_off(settings):
    url = "/pembayaran/midtrans/"
    off = Client().post(url, b"{}", content_type="application/json").status_code
    settings.MIDTRANS_SERVER_KEY = "x"

    huge = Client().post(url, b"x" * (256 * 1024 + 1), content_type="application/json").status_code
    read = Client().get(url).status_code

    assert (off, huge, read) == (404, 413, 405)
    assert ProviderEvent.objects.count() == 0
