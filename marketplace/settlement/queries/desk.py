"""The operator's money as one picture: in, held, owed, earned."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet

from bumdes.ledger.access import opened
from bumdes.ledger.enums import AccountType, Side
from marketplace.order.enums import Status
from marketplace.order.models import Order
from marketplace.payment.models import Payment, Refund
from marketplace.settlement.models import Booking, Fact, FeeRule, OperatorBook

_HELD = """
SELECT a.code, a.name, a.role, a.type,
       coalesce(sum(CASE WHEN a.side = %(debit)s THEN 1 ELSE -1 END * (t.debit - t.credit)), 0)::bigint
FROM ledger_account a LEFT JOIN ledger_total t ON t.account_id = a.id
WHERE a.book_id = %(book)s GROUP BY a.id, a.code, a.name, a.role, a.type ORDER BY a.code
"""


@dataclass(frozen=True)
class Held:
    """One account of the operator's book in rupiah, positive on its own side."""

    code: str
    name: str
    role: str
    type: str
    amount: int


@dataclass(frozen=True)
class Picture:
    """Where buyers' money lies, and whose it is. Both sides are equal when income is counted."""

    places: list[Held]
    owed: list[Held]
    earned: list[Held]

    @property
    def received(self) -> int:
        return sum(row.amount for row in self.places)

    @property
    def owed_in_all(self) -> int:
        return sum(row.amount for row in self.owed)

    @property
    def earned_in_all(self) -> int:
        return sum(row.amount for row in self.earned)


def picture() -> Picture:
    """Every account that holds something now. Two queries; empty before the first payment."""
    operator = OperatorBook.objects.select_related("book").first()
    if operator is None:
        return Picture([], [], [])
    with opened(operator.book), connection.cursor() as cursor:
        cursor.execute(_HELD, {"book": operator.book_id, "debit": str(Side.DEBIT)})
        rows = [row for each in cursor.fetchall() if (row := Held(*each)).amount]
    return Picture(
        places=[row for row in rows if row.type == AccountType.ASSET],
        owed=[row for row in rows if row.type == AccountType.LIABILITY],
        earned=[row for row in rows if row.type not in (AccountType.ASSET, AccountType.LIABILITY)],
    )


@dataclass(frozen=True)
class Waiting:
    """Facts that are not in the books yet. They follow within a minute while the worker runs."""

    payments: int
    orders: int
    refunds: int

    @property
    def is_any(self) -> bool:
        return bool(self.payments or self.orders or self.refunds)


def waiting() -> Waiting:
    """Three queries."""

    def booked(fact: Fact) -> Exists:
        return Exists(Booking.objects.filter(fact=fact, subject=OuterRef("pk")))

    return Waiting(
        payments=Payment.objects.exclude(booked(Fact.CAPTURED)).filter(state=Payment.State.PAID).count(),
        orders=Order.objects.filter(status=Status.COMPLETED, settlement=None).count(),
        refunds=Refund.objects.exclude(booked(Fact.REFUNDED)).exclude(settled_at=None).count(),
    )


def rules() -> QuerySet[FeeRule]:
    """Those in force first, each kind by place; then what ended, newest first."""
    return FeeRule.objects.select_related("category", "seller", "hub").order_by(
        F("until_at").desc(nulls_first=True), "kind", "place", "pk"
    )
