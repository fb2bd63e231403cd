"""What has gone back of an order, and what may go back still."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from marketplace.order.models import Order
from marketplace.settlement.models import Reversal, ReversalLine


def goods_back(order: Order, *, liable: str = "") -> dict[int, int]:
    """Line -> rupiah of its goods that went back, of all or what one party bore. One query."""
    lines = ReversalLine.objects.filter(line__order=order)
    if liable:
        lines = lines.filter(reversal__refund__liable=liable)
    return dict(lines.order_by().values_list("line").annotate(back=Sum("goods")))


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
