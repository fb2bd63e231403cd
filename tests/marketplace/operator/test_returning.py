"""The operator's queue of refunds and of providers' events: what is shown, pressed and refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from core.audit.models import AuditLine
from marketplace.gateways.provider.models import Attempt, ProviderEvent
from marketplace.order.services import decline
from marketplace.payment.models import Refund, UnappliedReceipt
from marketplace.purchases.refunding import ask, let_go
from tests.factories.operator import make_operator
from tests.factories.people import NOON, make_user
from tests.factories.providers import make_attempt, pay_there, send, use_midtrans
from tests.marketplace.gateways.test_inbox import handle_all
from tests.servers.midtrans import midtrans_server

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"operator:{name}", args=args)


@pytest.fixture
def operator(client):
    user = make_operator()
    client.force_login(user)
    return user


@pytest.fixture
def server(settings):
    with midtrans_server() as server:
        use_midtrans(settings, server)
        yield server


def make_refund(server) -> Refund:
    """By QRIS through the provider, declined by the shop."""
    before = set(server.transactions)
    attempt = make_attempt(method="qris")
    (new,) = set(server.transactions) - before
    send(server, server.becomes(server.transactions[new], "settlement"))
    handle_all()
    order = attempt.payment.purchase.orders.get()
    decline(order=order, reason="Habis.", actor=None, now=NOON)
    return order.refunds.get()


def refuse_there(server, refund: Refund) -> None:
    """The provider says no: let go, asked, failed."""
    attempt = Attempt.objects.get(payment=refund.split.payment)
    server.transactions[attempt.key]["transaction_status"] = "refund"
    let_go(refund=refund, actor=make_operator(), now=NOON)
    assert ask(refund_pk=refund.pk, now=NOON) == "failed"


def test_one_press_in_the_queue_sends_the_money_back(client, operator, server):
    refund = make_refund(server)
    assertContains(client.get(at("refunds")), at("refund_send", refund.pk))

    done = client.post(at("refund_send", refund.pk))

    assert done.url == at("refunds")
    assertNotContains(client.get(at("refunds")), refund.order.number)
    assertContains(client.get(at("refunds") + "?tab=jalan"), refund.order.number)
    assertContains(client.get(at("refund", refund.pk)), "We ask again every five minutes")
    assert ask(refund_pk=refund.pk, now=NOON) == "succeeded"
    assertContains(client.get(at("refunds") + "?tab=selesai"), refund.order.number)


def test_a_failed_one_is_shown_with_its_reason_and_turned_to_the_bank(client, operator, server):
    refund = make_refund(server)
    refuse_there(server, refund)

    assertContains(client.get(at("refunds")), "Choose another way")
    assertContains(client.get(at("refund", refund.pk)), "status 412")
    client.post(at("refund_turn", refund.pk), {"target": "bank"})
    client.post(at("refund", refund.pk), {"method": "transfer", "reference": "BRI 77"})

    refund.refresh_from_db()
    assert (refund.state, refund.target, refund.reference) == ("succeeded", "bank", "BRI 77")
    assert client.post(at("refund_turn", refund.pk), {"target": "moon"}).status_code == 404


def test_the_buyer_reads_where_the_money_is(server):
    refund, client = make_refund(server), Client()
    client.force_login(refund.order.user)
    url = f"/akun/belanja/{refund.order.purchase.reference}/"

    def step() -> tuple[str, str]:
        last = client.get(url).context["purchase"].orders[0].steps[-1]
        return last.label, last.note

    assert step() == (
        "Rp15.000 akan dikembalikan",
        "Lewat cara bayar semula. Anda tidak perlu berbuat apa-apa.",
    )
    let_go(refund=refund, actor=make_operator(), now=NOON)
    assert step() == ("Rp15.000 sedang dikembalikan kepada Anda", "")
    ask(refund_pk=refund.pk, now=NOON)
    assert step() == (
        "Rp15.000 sudah dikembalikan",
        "Lewat cara bayar semula; di bank bisa terlihat beberapa hari kemudian.",
    )


def make_event(*, state="parked", note="no such attempt", key="LAIN-1", **kw) -> ProviderEvent:
    stored = state == "stored"
    return ProviderEvent.objects.create(
        provider="midtrans",
        event_id=f"e{ProviderEvent.objects.count()}",
        kind="settlement",
        key=key,
        body=b'{"order_id": "LAIN-1", "note": "<script>"}',
        state=state,
        note="" if stored else note,
        received_at=NOON,
        handled_at=None if stored else NOON,
        **kw,
    )


def test_a_parked_event_is_put_away_with_a_reason(client, operator):
    event = make_event()
    assertContains(client.get(at("home")), "Provider's events to look at")
    assertContains(client.get(at("events")), "It names no payment of ours.")
    page = client.get(at("event", event.pk))
    assertContains(page, "&lt;script&gt;")

    empty = client.post(at("event", event.pk), {"reason": " "})
    done = client.post(at("event", event.pk), {"reason": "Uji coba penyedia"})

    assert (empty.status_code, done.url) == (422, at("events"))
    assertContains(client.get(at("events") + "?tab=selesai"), "Uji coba penyedia")
    line = AuditLine.objects.get(action="event.dismissed")
    assert (line.actor, line.data["was"]) == (operator, "parked")
    late = client.post(at("event", event.pk), {"reason": "lain"})
    assertContains(late, "dealt with already", status_code=422)


def test_a_parked_event_is_tried_again_once_its_payment_is_known(client, operator, server):
    attempt = make_attempt(method="qris")
    event = make_event(key="LAIN-1")
    client.post(at("event_replay", event.pk))
    event.refresh_from_db()
    assert event.state == "parked"

    ProviderEvent.objects.update(key=attempt.key)
    pay_there(server)
    done = client.post(at("event_replay", event.pk))

    event.refresh_from_db()
    assert (event.state, done.url) == ("handled", at("events"))
    attempt.payment.refresh_from_db()
    assert attempt.payment.state == "paid"


def test_money_of_another_amount_leads_to_where_it_is_settled(client, operator, server):
    attempt = make_attempt(method="qris")
    send(server, pay_there(server, gross_amount="14000.00"))
    handle_all()
    event, receipt = ProviderEvent.objects.get(), UnappliedReceipt.objects.get()

    page = client.get(at("event", event.pk))

    assert event.state == "flagged"
    assertContains(page, at("resolve", receipt.pk))
    assertContains(page, attempt.payment.purchase.reference)


def test_an_event_whose_job_failed_is_under_its_own_tab(client, operator, server):
    event = make_event(state="stored")
    ProviderEvent.objects.update(received_at=timezone.now() - timedelta(minutes=2))
    server.faults.coming = ["down"] * 9

    assertContains(client.get(at("events") + "?tab=gagal"), at("event", event.pk))
    assertNotContains(client.get(at("events")), at("event", event.pk))
    client.post(at("event_replay", event.pk))

    event.refresh_from_db()
    assert event.state == "parked"


def test_a_provider_that_does_not_answer_leaves_the_event_as_it_was(client, operator, server):
    event = make_event(state="stored", key=make_attempt(method="qris").key)
    server.faults.coming = ["down"] * 9

    answer = client.post(at("event_replay", event.pk), follow=True)

    assertContains(answer, "The provider does not answer now.")
    event.refresh_from_db()
    assert event.state == "stored"


@pytest.mark.parametrize("name", ["refund_send", "refund_turn", "event", "event_replay"])
def test_for_everybody_else_it_does_not_exist(client, name):
    client.force_login(make_user())

    assert client.post(at(name, 1)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_with_more_rows(client, operator, server, rows, django_assert_num_queries):
    for _ in range(rows):
        failed, gone = make_refund(server), make_refund(server)
        refuse_there(server, failed)
        let_go(refund=gone, actor=operator, now=NOON)
        attempt = make_attempt(method="qris")
        make_event(state="flagged", note="flagged", attempt=attempt)
        make_event(state="stored")
        make_event(state="dismissed", note="x")
    ProviderEvent.objects.filter(state="stored").update(received_at=NOON)
    flagged = ProviderEvent.objects.filter(state="flagged").first()

    for url, queries in (
        (at("refunds"), 3),
        (at("refunds") + "?tab=jalan", 3),
        (at("refund", failed.pk), 3),
        (at("events"), 3),
        (at("events") + "?tab=gagal", 3),
        (at("events") + "?tab=selesai", 3),
        (at("event", flagged.pk), 4),
    ):
        with django_assert_num_queries(queries, info=url):
            client.get(url)
