"""Complaints about real orders, at any step."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.users.models import User
from marketplace.aftersales import services
from marketplace.aftersales.models import Complaint
from marketplace.order import services as moves
from marketplace.order.models import Order
from marketplace.partner.models import StockRecord
from marketplace.settlement.services import book_facts, settle_orders
from tests.factories.people import NOON, make_user
from tests.factories.purchases import make_purchase
from tests.factories.settlement import goods_at, make_completed_order

LATER = NOON + timedelta(hours=1)


def make_delivered_order(
    *, offer: StockRecord | None = None, pieces: int = 2, user: User | None = None, now: datetime = NOON
) -> Order:
    order = make_purchase((offer or goods_at(45_000), pieces), user=user, paid=True, now=now).orders.get()
    for move in (moves.accept, moves.pack, moves.hand_over, moves.deliver):
        move(order=order, actor=None, now=now)
    book_facts(now=now)
    return order


def make_settled_order(*, offer: StockRecord | None = None, pieces: int = 2) -> Order:
    order = make_completed_order(offer=offer or goods_at(45_000), pieces=pieces)
    book_facts(now=NOON)
    settle_orders(now=NOON)
    return order


def make_complaint(order: Order, *, pieces: int = 1, now: datetime = LATER, photos=()) -> Complaint:
    return services.raise_complaint(
        order=order,
        kind="damaged",
        story="Kemplang remuk.",
        pieces={order.lines.get().pk: pieces},
        photos=photos,
        actor=order.user,
        now=now,
    )


def decide(
    complaint: Complaint, amount: int, *, by: User | None = None, now: datetime = LATER, **kw
) -> Complaint:
    return services.decide(
        complaint=complaint,
        granted={complaint.order.lines.get().pk: amount} if amount else {},
        delivery=kw.pop("delivery", 0),
        liable=kw.pop("liable", "seller"),
        target=kw.pop("target", "bank"),
        words=kw.pop("words", "Foto menunjukkan kemplang remuk."),
        actor=by or make_user(is_staff=True),
        now=now,
    )
