"""Cash at the door, tax, an instalment and a refund meet in one shop, and nothing is taken twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from bumdes.ledger.queries import accounts_of, balance
from core.invariants import violations
from marketplace.gateways.cod.services import set_cod
from marketplace.order import services as moves
from marketplace.purchases.at_door import receive_by_shop
from marketplace.settlement.models import OperatorBook, SellerCharge, Withheld
from marketplace.settlement.queries.payouts import balance_of
from marketplace.settlement.services import book_facts, settle_orders
from marketplace.settlement.services.reversing import reverse_sale
from marketplace.settlement.services.shop_money import collect_shop_debts, shop_debts
from tests.factories.cod import make_order_on_its_way, make_service
from tests.factories.links import make_borrower
from tests.factories.people import NOON, owner_of
from tests.factories.settlement import make_completed_order, make_rule
from tests.marketplace.settlement.test_taxing import make_designation

LATER = NOON + timedelta(hours=1)


def held(role: str) -> int:
    return balance(accounts_of(OperatorBook.objects.get().book)[role])


def charges(seller) -> list[tuple[str, int]]:
    return list(SellerCharge.objects.filter(seller=seller).order_by("pk").values_list("kind", "amount"))


@pytest.fixture
def borrower(db):
    """Late with a loan that is repaid out of sales; the market withholds tax and 3 % of commission."""
    make_designation()
    make_rule()
    borrower = make_borrower(cap_percent=50)
    set_cod(seller=borrower.seller, is_on=True, actor=owner_of(borrower.seller), now=NOON)
    return borrower


@pytest.fixture
def served(borrower):
    """Rp40.000 that the shop took at the buyer's itself."""
    order = make_order_on_its_way(make_service(borrower.seller))
    receive_by_shop(
        order=order, seller=borrower.seller, amount=40_000, actor=owner_of(borrower.seller), now=NOON
    )
    moves.complete(order=order, actor=None, now=NOON)
    book_facts(now=LATER)
    settle_orders(now=LATER)
    return order


def test_of_cash_the_shop_has_no_instalment_is_taken(borrower, served):
    assert charges(borrower.seller) == [("tax", -200), ("cash", -(38_800 - 200))]
    assert not Withheld.objects.exists()
    assert balance_of(borrower.seller).free == 0
    # Commission and tax are what it still has to bring.
    assert shop_debts() == {borrower.seller.pk: 1_200 + 200}
    assert (held("seller_payable"), held("pph22_payable"), held("commission_income")) == (0, 200, 1_200)
    assert list(violations()) == []


def test_its_next_money_pays_tax_then_the_instalment_then_the_debt(borrower, served):
    make_completed_order(offer=borrower.offer, pieces=1)
    book_facts(now=LATER)
    settle_orders(now=LATER)
    assert collect_shop_debts(now=LATER) == 1

    net = 45_000 - 1_350 - 225
    taken = net // 2
    assert charges(borrower.seller)[2:] == [("tax", -225), ("loan", -taken), ("cash", -1_400)]
    assert balance_of(borrower.seller).free == net - taken - 1_400
    assert shop_debts() == {}
    assert list(violations()) == []


def test_what_it_gives_back_of_that_cash_is_its_debt(borrower, served):
    line = served.lines.get()
    with transaction.atomic():
        reverse_sale(
            order=served,
            goods={line.pk: 20_000},
            delivery=0,
            liable="seller",
            target="bank",
            now=LATER,
        )
    book_facts(now=LATER)

    assert balance_of(borrower.seller).free == -(20_000 - 600 - 100)
    assert collect_shop_debts(now=LATER) == 0
    assert held("refund_payable") == 20_000
    assert list(violations()) == []
