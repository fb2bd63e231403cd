"""Paid and completed orders, and rules for what is taken of them."""

from __future__ import annotations

from datetime import timedelta

from marketplace.order import services
from marketplace.order.models import Order
from marketplace.partner.models import StockRecord
from marketplace.settlement.models import FeeKind, FeeRule
from marketplace.settlement.services import set_rule
from tests.factories.goods import make_product
from tests.factories.people import NOON
from tests.factories.purchases import make_purchase


def make_rule(kind: str = FeeKind.COMMISSION, *, place: int = 10, **kw) -> FeeRule:
    kw.setdefault("basis_points", 0 if "per_piece" in kw else 300)
    kw.setdefault("now", NOON - timedelta(days=30))
    return set_rule(kind=kind, place=place, actor=None, **kw)


def make_completed_order(*, price: int = 45_000, pieces: int = 2, offer=None, now=NOON) -> Order:
    """Paid at the counter, sent, received and completed within the minute."""
    offer = offer or goods_at(price, stock=pieces + 5)
    order = make_purchase((offer, pieces), paid=True, now=now).orders.get()
    for move in (services.accept, services.pack, services.hand_over, services.deliver, services.complete):
        move(order=order, actor=None, now=now)
    return order


def goods_at(price: int, *, stock: int = 10, category=None) -> StockRecord:
    """The one offer of a new product."""
    return make_product(price=price, stock=stock, category=category).stockrecords.get()
