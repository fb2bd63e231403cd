"""Workers at once share the work, double none of it, and stumble over none."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.invariants import violations
from marketplace.settlement.models import Booking, Settlement
from marketplace.settlement.services import book_facts, settle_orders
from tests.factories.people import NOON
from tests.factories.purchases import make_purchase
from tests.factories.settlement import goods_at, make_completed_order, make_rule
from tests.threads import at_once

pytestmark = pytest.mark.race


def test_workers_share_out_every_order_once(committed_db):
    """Batches of one: a look is often older than what another worker has just committed."""
    make_rule()
    make_purchase((goods_at(1_000), 1), paid=True)  # opens the operator's book
    book_facts(now=NOON)
    for _ in range(30):
        make_completed_order()

    def work() -> int:
        now = NOON + timedelta(hours=1)
        return book_facts(now=now, batch=1) + settle_orders(now=now, batch=1)

    outcomes = at_once([work] * 4)

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    work()  # what a worker had in hand when the other looked
    assert (Booking.objects.count(), Settlement.objects.count()) == (31, 30)
    assert list(violations(only="settlement")) == []
