"""Two operators at the bank with one refund, at the same moment."""

from functools import partial

import pytest

from core.invariants import violations
from core.messages.models import Message
from marketplace.order.services import decline
from marketplace.payment.models import Refund
from marketplace.payment.refunds import return_money
from tests.factories.goods import make_product
from tests.factories.operator import make_operator
from tests.factories.people import NOON
from tests.factories.purchases import make_purchase, only_order
from tests.threads import at_once

pytestmark = pytest.mark.race


def returning(reference: str) -> partial:
    """One press; each thread has a row of its own, as each request has."""
    refund = Refund.objects.get()
    return partial(
        return_money,
        refund=refund,
        method="transfer",
        reference=reference,
        actor=make_operator(),
        now=NOON,
    )


def test_two_operators_at_once_return_once(committed_db):
    order = only_order(make_purchase((make_product().stockrecords.get(), 1), paid=True))
    decline(order=order, reason="Habis.", actor=None, now=NOON)

    answers = at_once([returning("BRI 1"), returning("BRI 2")])

    assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyReturned", "Refund"]
    assert Refund.objects.get().settled_at == NOON
    assert Message.objects.filter(event="refund.settled", channel="inbox").count() == 1
    assert list(violations()) == []
