"""Real threads on a real database: last pieces, crossed baskets, repeated requests, late money."""

from collections import Counter
from functools import partial

import pytest

from core.invariants import violations
from marketplace.order import services as moves
from marketplace.order.models import Order, Purchase
from marketplace.order.services import NotPossibleNow
from marketplace.partner.models import StockMovement, StockRecord
from marketplace.partner.stock import StockShort
from marketplace.payment.models import UnappliedReceipt
from marketplace.purchases.paying import expire
from marketplace.purchases.services import BasketHasProblems, confirm_payment, payment_of, place
from tests.factories.goods import make_product
from tests.factories.people import NOON
from tests.factories.purchases import make_basket, make_purchase, only_order, pickup_request
from tests.threads import at_once

pytestmark = pytest.mark.race


def offer(**kw) -> StockRecord:
    return make_product(**kw).stockrecords.select_related("product").get()


def placing(*lines, key: str) -> partial:
    basket = make_basket(*lines)
    return partial(place, basket=basket, request=pickup_request(basket), user=None, key=key, now=NOON)


def outcomes(results: list) -> Counter:
    return Counter(type(result).__name__ for result in results)


def test_twenty_buyers_and_seven_pieces_sell_exactly_seven(committed_db):
    last = offer(stock=7)

    results = at_once([placing((last, 1), key=f"k{n}") for n in range(20)])

    last.refresh_from_db()
    assert outcomes(results)["Purchase"] == 7
    assert all(isinstance(r, Purchase | StockShort | BasketHasProblems) for r in results)
    assert (last.num_in_stock, last.num_allocated) == (7, 7)
    assert list(violations()) == []


def test_baskets_in_crossed_order_do_not_deadlock(committed_db):
    one, two = offer(stock=100), offer(stock=100)

    results = at_once(
        [placing(*((one, 1), (two, 1)) if n % 2 else ((two, 1), (one, 1)), key=f"k{n}") for n in range(16)]
    )

    assert outcomes(results) == {"Purchase": 16}
    assert list(violations()) == []


def test_one_request_sent_three_times_at_once_places_once(committed_db):
    request = placing((offer(stock=5), 1), key="one")

    results = at_once([request] * 3)

    assert len(set(results)) == 1
    assert Purchase.objects.count() == 1
    assert list(violations()) == []


def test_money_at_the_same_instant_as_expiry_ends_one_way(committed_db):
    payment = payment_of(make_purchase((offer(stock=5), 1)))
    pay = partial(
        confirm_payment, payment=payment, amount=payment.amount, reference="receipt:1", now=payment.expires_at
    )

    paid, expired = at_once([pay, partial(expire, payment_pk=payment.pk, now=payment.expires_at)])

    assert paid is not expired
    assert UnappliedReceipt.objects.count() == (1 if expired else 0)


def test_hand_over_and_cancel_at_once_end_one_way(committed_db):
    good = offer(stock=5)
    order = only_order(make_purchase((good, 2), paid=True))
    moves.accept(order=order, actor=None, now=NOON)
    moves.pack(order=order, actor=None, now=NOON)

    results = at_once(
        [
            partial(moves.hand_over, order=Order.objects.get(pk=order.pk), actor=None, now=NOON),
            partial(moves.cancel, order=Order.objects.get(pk=order.pk), reason="x", actor=None, now=NOON),
        ]
    )

    good.refresh_from_db()
    assert sum(isinstance(result, NotPossibleNow) for result in results) == 1
    assert (good.num_in_stock, good.num_allocated) in {(3, 0), (5, 0)}
    assert list(violations()) == []


def test_hand_over_by_two_phones_ships_once(committed_db):
    order = only_order(make_purchase((offer(stock=5), 2), paid=True))
    moves.accept(order=order, actor=None, now=NOON)
    moves.pack(order=order, actor=None, now=NOON)

    at_once(
        [
            partial(moves.hand_over, order=Order.objects.get(pk=order.pk), actor=None, now=NOON)
            for _phone in range(2)
        ]
    )

    assert StockMovement.objects.filter(kind="shipped").count() == 1
    assert list(violations()) == []
