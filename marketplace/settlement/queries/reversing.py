"""What has gone back of an order, and what may go back still."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from marketplace.order.models import Order
from marketplace.payment.models import Refund
from marketplace.settlement.models import Reversal, ReversalLine


def goods_back(order: Order) -> dict[int, int]:
    """Line -> rupiah of its goods that went back. One query."""
    lines = ReversalLine.objects.filter(line__order=order)
    return dict(lines.order_by().values_list("line").annotate(back=Sum("goods")))


@dataclass(frozen=True)
class BorneByShop:
    """What went back of a line at the shop's cost, and the fees it got back with it. Whole rupiah."""

    goods: int
    commission: int
    hub_fee: int


NOTHING = BorneByShop(0, 0, 0)


def borne_by_shop(order: Order) -> dict[int, BorneByShop]:
    """By the key of the line. One query."""
    lines = ReversalLine.objects.filter(line__order=order, reversal__refund__liable=Refund.Liable.SELLER)
    sums = lines.order_by().values_list("line").annotate(Sum("goods"), Sum("commission"), Sum("hub_fee"))
    return {line: BorneByShop(*amounts) for line, *amounts in sums}


@dataclass(frozen=True)
class Left:
    """What may still go back: by line (its key), and of the delivery. Whole rupiah."""

    lines: dict[int, int]
    delivery: int

    @property
    def total(self) -> int:
        return sum(self.lines.values()) + self.delivery


def left_of(order: Order) -> Left:
    """Three queries."""
    back = goods_back(order)
    delivered = Reversal.objects.filter(settlement__order=order).aggregate(n=Sum("delivery"))["n"] or 0
    lines = {line.pk: line.total - back.get(line.pk, 0) for line in order.lines.order_by("pk")}
    return Left(lines=lines, delivery=order.delivery_fee - delivered)
