"""Paid orders that end: the money that goes back, who says so, and what the database keeps."""

from functools import partial

import pytest
from django.db import IntegrityError, transaction

from core.invariants import violations
from core.messages.models import Message
from marketplace.order import services as orders
from marketplace.order.enums import Status
from marketplace.order.models import Order
from marketplace.payment import refunds
from marketplace.payment.models import Refund
from marketplace.purchases.services import cancel_unpaid
from tests.factories.goods import make_product
from tests.factories.operator import make_operator
from tests.factories.people import NOON
from tests.factories.purchases import make_purchase, only_order

pytestmark = pytest.mark.django_db


def offer(**kw):
    return make_product(**kw).stockrecords.get()


def make_refund(**kw) -> Refund:
    order = only_order(make_purchase((offer(**kw), 1), paid=True))
    orders.decline(order=order, reason="Habis.", actor=None, now=NOON)
    return order.refunds.get()


def returned(refund, actor, **kw):
    values = {"method": "transfer", "reference": "BRI 0077", "now": NOON} | kw
    return refunds.return_money(refund=refund, actor=actor, **values)


@pytest.mark.parametrize(
    ("end", "reason"), [(orders.decline, Refund.Reason.DECLINED), (orders.cancel, Refund.Reason.CANCELLED)]
)
def test_a_paid_order_that_ends_is_to_be_refunded(end, reason):
    purchase = make_purchase((offer(price=20_000), 2), (offer(price=5_000), 1), paid=True)
    first, second = purchase.orders.order_by("pk")

    end(order=first, reason="Tidak bisa.", actor=None, now=NOON)

    refund = Refund.objects.get()
    assert (refund.order, refund.amount, refund.reason) == (first, 40_000, reason)
    assert refund.requested_at == NOON
    assert not second.refunds.exists()
    assert list(violations()) == []


def test_the_clock_asks_the_money_back_too():
    order = only_order(make_purchase((offer(), 1), paid=True))

    orders.run_clock(order_pk=order.pk, now=Order.objects.get(pk=order.pk).due_at)

    assert Refund.objects.get().reason == Refund.Reason.DECLINED


def test_an_unpaid_order_that_ends_owes_nothing():
    purchase = make_purchase((offer(), 1))

    cancel_unpaid(purchase=purchase, actor=None, now=NOON)

    assert not Refund.objects.exists()
    assert list(violations()) == []


def test_money_is_returned_once():
    refund, operator = make_refund(), make_operator()

    first, again = returned(refund, operator), returned(refund, operator)

    assert first == again
    assert (first.made_by, first.settled_at, first.approved_by) == (operator, NOON, None)
    with pytest.raises(refunds.AlreadyReturned):
        returned(refund, operator, reference="lain")
    assert list(Refund.objects.due()) == []


def test_the_buyer_is_told_of_the_return():
    refund = make_refund(price=30_000)

    returned(refund, make_operator())

    told = Message.objects.get(event="refund.settled", channel="inbox")
    assert told.recipient == refund.order.user
    assert "30.000" in told.subject
    assert "BRI 0077" in told.body


def test_a_return_needs_its_reference():
    with pytest.raises(refunds.ReferenceNeeded):
        returned(make_refund(), make_operator(), reference="  ")


def test_over_the_limit_a_second_person_must_agree(settings):
    settings.MANUAL_MATCH_LIMIT = 10_000
    refund, maker, other = make_refund(price=10_001), make_operator(), make_operator()
    approve = partial(refunds.approve_refund, refund=refund, now=NOON)

    with pytest.raises(refunds.NotReturned):
        approve(actor=other)
    returned(refund, maker)

    assert (refund.needs_second, refund.settled_at) == (True, None)
    with pytest.raises(refunds.SecondPersonNeeded):
        approve(actor=maker)
    approve(actor=other)
    assert (refund.settled_at, refund.approved_by) == (NOON, other)
    with pytest.raises(refunds.AlreadySettled):
        refunds.withdraw_refund(refund=refund, actor=maker, now=NOON)


def test_exactly_the_limit_needs_nobody_else(settings):
    settings.MANUAL_MATCH_LIMIT = 10_000

    assert returned(make_refund(price=10_000), make_operator()).settled_at == NOON


def test_a_return_that_was_said_by_mistake_is_due_again(settings):
    settings.MANUAL_MATCH_LIMIT = 0
    refund, operator = make_refund(), make_operator()
    returned(refund, operator)

    refunds.withdraw_refund(refund=refund, actor=operator, now=NOON)

    refund.refresh_from_db()
    assert (refund.made_by, refund.reference) == (None, "")
    assert list(Refund.objects.due()) == [refund]


def refused(constraint: str, **changes) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Refund.objects.update(**changes)


def test_the_database_keeps_the_rules():
    refund, operator = make_refund(price=30_000), make_operator()
    made = {"made_at": NOON, "made_by": operator, "method": "transfer", "reference": "x"}

    refused("refund_within_captured_share", amount=30_001)
    refused("refund_amount_positive", amount=0)
    refused("refund_made_by_somebody_with_reference", made_at=NOON, made_by=operator)
    refused("refund_checked_by_another", **made, approved_by=operator)
    refused("refund_moves", state="succeeded")
    refused("keeps its key", key="other")
    refused("refund_requested_is_untouched", state="sent")
    refused("refund_sent_by_provider_or_hand", state="sent", sent_at=NOON)
    Refund.objects.update(**made, state="sent", needs_second=True, amount=29_999)
    refused("refund_settled_when_made_and_checked", state="succeeded", settled_at=NOON)
    refused("refund_settled_is_succeeded", settled_at=NOON, needs_second=False)
    refused("refund_failed_says_why", state="failed")
    with pytest.raises(IntegrityError, match="refund_one_for_an_end"), transaction.atomic():
        Refund.objects.create(
            order=refund.order, split=refund.split, amount=1, reason="declined", requested_at=NOON
        )


def test_a_settled_refund_stays():
    refund = returned(make_refund(), make_operator())

    with pytest.raises(IntegrityError, match="is settled"), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).update(amount=1)
    with pytest.raises(IntegrityError, match="is settled"), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).delete()


def test_no_way_around_the_service_ends_a_paid_order_without_a_refund():
    order = only_order(make_purchase((offer(), 1), paid=True))

    with pytest.raises(IntegrityError, match="ended without a refund"), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(status=Status.CANCELLED)
        transaction.get_connection().check_constraints()


def test_verify_finds_an_ended_order_whose_refund_is_gone():
    refund = make_refund()
    transaction.get_connection().check_constraints()  # as at the end of the real transaction
    Refund.objects.filter(pk=refund.pk).delete()

    assert [found.invariant for found in violations()] == ["refund.ended_paid_orders_have_their_refund"]


def test_the_timeline_of_the_buyer_shows_the_way_back(client):
    refund = make_refund(price=30_000)
    client.force_login(refund.order.user)
    url = f"/akun/belanja/{refund.order.purchase.reference}/"

    before = client.get(url).context["purchase"].orders[0].steps[-1]
    returned(refund, make_operator())
    after = client.get(url).context["purchase"].orders[0].steps[-1]

    assert (before.label, before.state, before.at) == ("Rp30.000 akan dikembalikan", "todo", None)
    assert (after.label, after.state, after.at) == ("Rp30.000 sudah dikembalikan", "done", NOON)
    assert after.note == "Transfer bank: BRI 0077"
