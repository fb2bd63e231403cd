"""What a cashier sees: the purchase behind a code, a receipt, the shifts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, Sum

from bumdes.organisations.desk import Desk
from bumdes.units.models import CashReceipt, DrawerShift
from core.ids import grouped
from core.money import terbilang
from marketplace.gateways.counter.models import CounterCode
from marketplace.order.models import Purchase


@dataclass(frozen=True)
class Part:
    """One shop's part of a purchase. Amounts are whole rupiah."""

    shop: str
    number: str
    mode: str
    amount: int


@dataclass(frozen=True)
class Due:
    """What a payment code stands for."""

    code: str
    reference: str
    buyer: str
    parts: tuple[Part, ...]
    amount: int
    expires_at: datetime


@dataclass(frozen=True)
class ReceiptView:
    """A receipt as it is printed. `parts` is empty for cash that paid no purchase."""

    number: str
    purpose: str
    taken_at: datetime
    cashier: str
    reference: str
    buyer: str
    parts: tuple[Part, ...]
    amount: int
    tendered: int
    change: int
    in_words: str


def _parts(purchase: Purchase) -> tuple[Part, ...]:
    orders = purchase.orders.select_related("seller").order_by("pk")
    return tuple(
        Part(order.seller.name, order.number, str(order.get_mode_display()), order.total) for order in orders
    )


def due(found: CounterCode) -> Due:
    """The purchase behind a code, with its shops. One query."""
    payment = found.payment
    return Due(
        code=grouped(found.code),
        reference=payment.purchase.reference,
        buyer=payment.purchase.name,
        parts=_parts(payment.purchase),
        amount=payment.amount_due,
        expires_at=payment.expires_at,
    )


def receipts_of(desk: Desk) -> QuerySet[CashReceipt]:
    """The receipts of this hub that the reader may see."""
    receipts = CashReceipt.objects.for_user(desk.user).filter(organisation=desk.organisation)
    return receipts.select_related("organisation", "shift__cashier")


def receipt_view(receipt: CashReceipt) -> ReceiptView:
    """Everything that is printed. Two queries."""
    found = CounterCode.objects.select_related("payment__purchase").filter(receipt=receipt).first()
    purchase = found.payment.purchase if found else None
    return ReceiptView(
        number=str(receipt),
        purpose=receipt.purpose,
        taken_at=receipt.taken_at,
        cashier=receipt.shift.cashier.name,
        reference=purchase.reference if purchase else "",
        buyer=purchase.name if purchase else "",
        parts=_parts(purchase) if purchase else (),
        amount=receipt.amount,
        tendered=receipt.tendered,
        change=receipt.change,
        # A receipt is an Indonesian paper, in whatever language its page is read.
        in_words=f"{terbilang(receipt.amount)} rupiah",
    )


def shifts_of(desk: Desk) -> QuerySet[Any]:
    """The shifts the reader may see, newest first: a cashier's own, or all of the hub.

    Each carries `taken`, the cash that was taken in it, and `gap`, None while it is open.
    """
    shifts = DrawerShift.objects.for_user(desk.user).filter(organisation=desk.organisation)
    if not desk.sees_all_shifts:
        shifts = shifts.filter(cashier=desk.user)
    return (
        shifts.select_related("cashier")
        .annotate(taken=Sum("receipts__amount", default=0), gap=F("counted_cash") - F("expected_cash"))
        .order_by("-opened_at", "-pk")
    )
