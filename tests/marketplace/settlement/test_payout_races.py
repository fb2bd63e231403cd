"""Two workers, two operators and two clicks at once: each payout goes once."""

from __future__ import annotations

import pytest

from core.ids import random_token
from core.invariants import violations
from marketplace.settlement.models import Payout, PayoutBooking, PayoutMove
from marketplace.settlement.services import payouts as services
from marketplace.settlement.services.payout_booking import book_payouts
from marketplace.settlement.services.payout_sending import make_batch, send_payouts, take_answer
from tests.factories.operator import make_operator
from tests.factories.payouts import (
    LATER,
    fill_the_bank,
    make_approved_payout,
    make_draft_payout,
    make_owed_seller,
)
from tests.factories.people import owner_of
from tests.threads import at_once

pytestmark = pytest.mark.race


def failures(outcomes) -> list[Exception]:
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


def test_two_runs_claim_every_shop_once(committed_db):
    sellers = [make_owed_seller() for _ in range(4)]
    operators = [make_operator(), make_operator()]

    outcomes = at_once([lambda by=by: services.run_payouts(actor=by, now=LATER) for by in operators])

    assert failures(outcomes) == []
    assert sorted(payout.seller_id for made in outcomes for payout in made) == [s.pk for s in sellers]
    assert list(violations(only="settlement")) == []


def test_two_requests_of_one_shop_make_one_payout(committed_db):
    seller = make_owed_seller()
    owner = owner_of(seller)

    outcomes = at_once(
        [
            lambda key=key: services.request_payout(
                seller=seller, way="bank", actor=owner, key=key, now=LATER
            )
            for key in (random_token(), random_token())
        ]
    )

    assert [type(failed) for failed in failures(outcomes)] == [services.NothingDue]
    assert Payout.objects.count() == 1


def test_two_workers_send_and_book_each_payout_once(committed_db):
    fill_the_bank()
    for _ in range(3):
        make_approved_payout(way="cash")
    payout = make_approved_payout()
    operator = make_operator()
    batch = make_batch(actor=operator, now=LATER)
    content = f"daftar;referensi;status\n{batch.number};{payout.key};berhasil".encode()

    def work() -> None:
        send_payouts(now=LATER)
        take_answer(content=content, name="x", actor=operator, now=LATER)
        book_payouts(now=LATER)

    outcomes = at_once([work] * 3)
    book_payouts(now=LATER)

    assert failures(outcomes) == []
    assert PayoutMove.objects.filter(to_state="sent").count() == 4
    assert (PayoutMove.objects.filter(to_state="paid").count(), PayoutBooking.objects.count()) == (1, 1)
    assert list(violations(only="settlement")) == []


def test_approving_and_withdrawing_at_once_ends_in_one_of_them(committed_db):
    payout = make_draft_payout()
    one, two = make_operator(), make_operator()

    at_once(
        [
            lambda: services.approve_payout(payout=Payout.objects.get(), actor=one, now=LATER),
            lambda: services.withdraw_payout(payout=Payout.objects.get(), reason="x", actor=two, now=LATER),
        ]
    )

    payout.refresh_from_db()
    assert payout.state in ("approved", "withdrawn")
    assert payout.lines.filter(is_live=True).exists() == (payout.state == "approved")
    assert list(violations(only="settlement")) == []
