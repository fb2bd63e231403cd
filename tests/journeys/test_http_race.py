"""Races through HTTP against two server processes: last pieces, and one request sent three times."""

from collections import Counter
from functools import partial

import pytest
from django.db import connection

from core.invariants import violations
from marketplace.order.models import Purchase
from marketplace.partner.models import StockRecord
from tests.factories.goods import make_product
from tests.factories.purchases import make_pickup_point
from tests.journeys.http_buyer import (
    Answer,
    Visitor,
    fill_basket,
    is_placed,
    is_refused_kindly,
    place,
    to_delivery,
)
from tests.journeys.web_server import test_environment, web_server
from tests.threads import at_once

pytestmark = pytest.mark.race

BUYERS, PIECES, RUNS = 50, 10, 2


def make_offer(stock: int) -> StockRecord:
    offer = make_product(stock=stock).stockrecords.select_related("partner__seller__hub").get()
    make_pickup_point(offer.partner.seller.hub)
    return offer


def ready_to_place(port: int, offer: StockRecord) -> partial:
    """A guest one press away from the order."""
    visitor = Visitor(port)
    fill_basket(visitor, [offer.pk])
    return partial(place, visitor, to_delivery(visitor))


def outcome(answer: Answer | Exception) -> str:
    if isinstance(answer, Exception):
        return repr(answer)
    if is_placed(answer):
        return "sold"
    return "refused kindly" if is_refused_kindly(answer) else f"{answer.status} at {answer.path}"


def test_fifty_buyers_and_ten_pieces_sell_exactly_ten(committed_db):
    offers = [make_offer(PIECES) for _ in range(RUNS)]
    connection.close()

    with web_server(test_environment(committed_db), workers=2) as server:
        for offer in offers:
            presses = [ready_to_place(server.port, offer) for _ in range(BUYERS)]
            outcomes = Counter(outcome(answer) for answer in at_once(presses))

            offer.refresh_from_db()
            assert outcomes == {"sold": PIECES, "refused kindly": BUYERS - PIECES}
            assert (offer.num_in_stock, offer.num_allocated) == (PIECES, PIECES)
    assert list(violations()) == []


def test_one_press_sent_three_times_places_once(committed_db):
    offer = make_offer(PIECES)
    connection.close()

    with web_server(test_environment(committed_db), workers=2) as server:
        first = Visitor(server.port)
        fill_basket(first, [offer.pk])
        delivery = to_delivery(first)
        twins = [first, first.twin(), first.twin()]
        answers = at_once([partial(place, visitor, delivery) for visitor in twins])

    assert [outcome(answer) for answer in answers] == ["sold"] * 3
    assert len({answer.path for answer in answers}) == 1
    assert Purchase.objects.count() == 1
    assert list(violations()) == []
