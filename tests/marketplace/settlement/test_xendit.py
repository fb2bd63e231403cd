"""Payouts through Xendit over real HTTP: a time-out is no failure, and nothing is paid twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core.invariants import violations
from marketplace.settlement.models import PayoutMove
from marketplace.settlement.services import payouts as services
from marketplace.settlement.services.payout_booking import book_payouts
from marketplace.settlement.services.payout_sending import look_at, look_for_returns, send_payouts
from tests.factories.operator import make_operator
from tests.factories.payouts import (
    LATER,
    fill_the_bank,
    make_approved_payout,
    make_owed_seller,
    make_payout_account,
)
from tests.servers.serving import Faults
from tests.servers.xendit import KEY, TOKEN, xendit_server

pytestmark = pytest.mark.django_db
SOON = LATER + timedelta(minutes=5)
TWO_DAYS = LATER + timedelta(days=2)


@pytest.fixture
def server(settings):
    with xendit_server() as running:
        settings.XENDIT_API, settings.XENDIT_KEY = running.url, KEY
        settings.XENDIT_CALLBACK_TOKEN = TOKEN
        yield running


def test_an_approved_payout_is_sent_followed_and_paid(server):
    fill_the_bank()
    payout = make_approved_payout()

    send_payouts(now=LATER)

    payout.refresh_from_db()
    assert (payout.rail, payout.state, payout.is_unsure) == ("xendit", "sent", False)
    assert (server.only["source_amount"], server.only["reference_id"]) == (90_000, payout.key)
    assert server.asked[0].headers["idempotency-key"] == payout.key
    server.becomes(server.only, "SUCCEEDED")
    send_payouts(now=SOON)
    book_payouts(now=SOON)
    payout.refresh_from_db()
    assert payout.state == "paid"
    assert list(violations(only="settlement")) == []


@pytest.mark.parametrize("fault", [Faults.LOST, Faults.DOWN, Faults.NONSENSE])
def test_no_answer_is_no_failure_and_asking_again_pays_once(server, fault):
    payout = make_approved_payout()
    server.faults.coming = [fault]

    send_payouts(now=LATER)
    payout.refresh_from_db()
    assert (payout.state, payout.is_unsure) == ("sent", True)
    send_payouts(now=SOON)

    payout.refresh_from_db()
    assert (payout.state, payout.is_unsure, payout.attempt) == ("sent", False, 1)
    assert len(server.payouts) == 1
    assert {asked.headers["idempotency-key"] for asked in server.asked if asked.method == "POST"} == {
        payout.key
    }


def test_a_clear_no_is_a_failure_and_goes_again_to_the_right_account(server):
    seller = make_owed_seller()
    make_payout_account(seller, number="0001112223")
    payout = make_approved_payout(seller)
    send_payouts(now=LATER)
    payout.refresh_from_db()
    assert (payout.state, payout.problem) == ("failed", "INVALID_DESTINATION")

    make_payout_account(seller, number="1234567890", now=LATER)
    services.retry_payout(payout=payout, actor=make_operator(), now=TWO_DAYS)
    send_payouts(now=TWO_DAYS)

    payout.refresh_from_db()
    assert (payout.state, payout.key[-2:]) == ("sent", "-2")
    assert payout.reference == server.only["reference_id"].removesuffix("-2")


def test_a_wrong_key_of_ours_is_no_failure_of_the_payout(server, settings):
    payout = make_approved_payout()
    settings.XENDIT_KEY = "salah"

    send_payouts(now=LATER)

    payout.refresh_from_db()
    assert (payout.state, payout.is_unsure) == ("sent", True)


def test_the_bank_returns_it_two_days_later(server):
    fill_the_bank()
    payout = make_approved_payout()
    send_payouts(now=LATER)
    server.becomes(server.only, "SUCCEEDED")
    look_at(reference=payout.reference, now=SOON)
    book_payouts(now=SOON)
    server.becomes(server.only, "REVERSED", failure_code="INVALID_DESTINATION")

    assert look_for_returns(now=TWO_DAYS) == 1
    assert look_for_returns(now=TWO_DAYS) == 0
    book_payouts(now=TWO_DAYS)

    payout.refresh_from_db()
    assert (payout.state, payout.problem) == ("failed", "INVALID_DESTINATION")
    assert list(violations(only="settlement")) == []


def test_another_amount_there_is_not_believed(server):
    payout = make_approved_payout()
    send_payouts(now=LATER)
    server.becomes(server.only, "SUCCEEDED", source_amount=1)

    look_at(reference=payout.reference, now=SOON)

    payout.refresh_from_db()
    assert payout.state == "sent"


def test_a_notice_makes_us_ask_and_is_not_believed(server, django_capture_on_commit_callbacks):
    payout = make_approved_payout()
    send_payouts(now=LATER)
    notice = server.becomes(dict(server.only), "SUCCEEDED")  # it says so; Xendit itself does not
    url, json = reverse("settlement:xendit"), "application/json"

    assert Client().post(url, notice, json, HTTP_X_CALLBACK_TOKEN="salah").status_code == 400
    assert Client().post(url, b"{}", json, HTTP_X_CALLBACK_TOKEN=TOKEN).status_code == 400
    assert Client().post(url.rstrip("/"), notice, json, HTTP_X_CALLBACK_TOKEN=TOKEN).status_code == 200
    look_at(reference=payout.reference, now=SOON)

    payout.refresh_from_db()
    assert payout.state == "sent"
    assert PayoutMove.objects.filter(to_state="paid").count() == 0


def test_without_keys_there_is_no_address_and_the_file_is_used(settings):
    settings.XENDIT_KEY = ""

    assert Client().post(reverse("settlement:xendit"), b"{}", "application/json").status_code == 404
    assert make_approved_payout().rail == "batch"
