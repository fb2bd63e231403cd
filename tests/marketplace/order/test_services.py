"""Moves of an order: allowed ones, refused ones, quantities, stock and history."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError

from core.invariants import violations
from core.messages.models import Message
from marketplace.order import services
from marketplace.order.enums import MOVES, TERMINAL, Status
from marketplace.order.models import Order, OrderEvent
from marketplace.partner.models import StockMovement
from tests.factories.goods import make_product
from tests.factories.people import NOON
from tests.factories.purchases import make_purchase, only_order

pytestmark = pytest.mark.django_db

WAY = [services.accept, services.pack, services.hand_over, services.deliver, services.complete]


@pytest.fixture
def offer():
    return make_product(stock=10).stockrecords.get()


@pytest.fixture
def order(offer) -> Order:
    return only_order(make_purchase((offer, 3), paid=True))


def walk(order: Order, steps: int) -> Order:
    for move in WAY[:steps]:
        move(order=order, actor=None, now=NOON)
    return order


def test_an_order_walks_to_completion(order, offer):
    walk(order, 5)

    order.refresh_from_db()
    offer.refresh_from_db()
    line = order.lines.get()
    assert order.status == Status.COMPLETED
    assert (line.open, line.packed, line.handed_over, line.delivered) == (0, 0, 0, 3)
    assert (offer.num_in_stock, offer.num_allocated) == (7, 0)
    assert list(order.events.order_by("pk").values_list("to_status", flat=True)) == [
        "awaiting_payment",
        "placed",
        "accepted",
        "packed",
        "handed_over",
        "delivered",
        "completed",
    ]
    assert list(violations()) == []


def test_hand_over_twice_ships_once(order, offer):
    walk(order, 3)

    services.hand_over(order=order, actor=None, now=NOON)

    assert StockMovement.objects.filter(kind="shipped").count() == 1


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_cancel_gives_stock_back(order, offer, steps):
    walk(order, steps)

    services.cancel(order=order, reason="Berubah pikiran", actor=None, now=NOON)

    offer.refresh_from_db()
    assert (offer.num_in_stock, offer.num_allocated) == (10, 0)
    assert order.lines.get().cancelled == 3
    assert list(violations()) == []


def test_cancel_after_hand_over_is_refused(order):
    walk(order, 3)

    with pytest.raises(services.NotPossibleNow) as refused:
        services.cancel(order=order, reason="Terlambat", actor=None, now=NOON)

    assert "On the way" in str(refused.value.message)


def test_decline_needs_a_reason(order):
    with pytest.raises(services.ReasonNeeded):
        services.decline(order=order, reason="  ", actor=None, now=NOON)


def test_terminal_orders_never_revive(order):
    services.decline(order=order, reason="Habis", actor=None, now=NOON)

    with pytest.raises(services.NotPossibleNow):
        services.accept(order=order, actor=None, now=NOON)


def test_database_refuses_a_move_that_is_not_in_the_table(order):
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(status=Status.COMPLETED)


def test_database_table_of_moves_is_the_enums():
    with connection.cursor() as cursor:
        cursor.execute("SELECT from_status, to_status FROM order_status_move")
        held = set(cursor.fetchall())

    assert held == {(one.value, to.value) for one, moves in MOVES.items() for to in moves}
    assert {Status.COMPLETED, Status.EXPIRED, Status.DECLINED, Status.CANCELLED, Status.RETURNED} == TERMINAL


def test_history_cannot_be_rewritten(order):
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        OrderEvent.objects.filter(order=order).delete()


def test_clock_declines_what_the_shop_did_not_answer(order):
    late = NOON + timedelta(hours=24)

    assert services.run_clock(order_pk=order.pk, now=late - timedelta(seconds=1)) is False
    assert services.run_clock(order_pk=order.pk, now=late) is True
    assert services.run_clock(order_pk=order.pk, now=late) is False

    order.refresh_from_db()
    assert order.status == Status.DECLINED


def test_clock_cancels_what_was_not_handed_over(order):
    walk(order, 2)

    services.run_clock(order_pk=order.pk, now=NOON + timedelta(hours=48))

    order.refresh_from_db()
    assert order.status == Status.CANCELLED


def test_clock_completes_a_delivered_order_unless_disputed(order):
    walk(order, 4)
    later = NOON + timedelta(days=3)
    Order.objects.update(is_disputed=True)
    assert services.run_clock(order_pk=order.pk, now=later) is False
    Order.objects.update(is_disputed=False)

    assert services.run_clock(order_pk=order.pk, now=later) is True

    order.refresh_from_db()
    assert order.status == Status.COMPLETED


def test_accepting_a_made_to_order_good_leaves_time_to_make_it():
    offer = make_product(preorder_days=7).stockrecords.get()
    order = only_order(make_purchase((offer, 1), paid=True))

    services.accept(order=order, actor=None, now=NOON)

    assert order.due_at == NOON + timedelta(days=7)


def test_each_move_is_told_once(order):
    walk(order, 5)
    services.complete(order=order, actor=None, now=NOON)

    told = Message.objects.filter(recipient=order.user, channel="inbox").order_by("pk")
    assert list(told.values_list("event", flat=True)) == [
        "order.accepted",
        "order.handed_over",
        "order.delivered",
    ]
