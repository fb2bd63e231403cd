"""Giving money of a settled order back: the one place where a refund of it begins.

Which party bears it, how much of which line, and the way it goes are said by the caller; what each
party gives follows from the frozen rates of the sale. What a shop was paid already becomes its
debt, taken from what comes; nothing is ever taken from its bank.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, Line, cr, dr
from bumdes.ledger.models import Entry
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import post
from core.locks import lock
from core.refusals import Refusal, spoken_as
from marketplace.order.models import Line as OrderLine
from marketplace.order.models import Order
from marketplace.payment.models import GIVES_BACK, Payment, PaymentSplit, Refund
from marketplace.payment.refunds import NotThisWay
from marketplace.settlement.calculations import given_back
from marketplace.settlement.models import (
    Booking,
    Fact,
    FeeKind,
    LineFee,
    OperatorBook,
    OrderTax,
    Reversal,
    ReversalLine,
    SellerCharge,
    Settlement,
)
from marketplace.settlement.queries.reversing import NOTHING, borne_by_shop, goods_back
from marketplace.settlement.services.booking import open_day
from marketplace.settlement.services.payouts import charge_seller

Liable = Refund.Liable


class NotSettled(Refusal):
    message = _("The money of this order is not shared out yet. Try again in a minute.")


class MoreThanPaid(Refusal):
    message = _("That is more than the buyer paid for it and has not got back.")


_RULES: dict[str, type[Refusal]] = {
    "refund_within_captured_share": MoreThanPaid,
    "reversal_within_its_settlement": MoreThanPaid,
    "reversal_line_within_its_line": MoreThanPaid,
}


@dataclass(frozen=True)
class _Borne:
    """What goes back and who gives it, in whole rupiah."""

    goods: int
    delivery: int
    commission: int
    hub_fee: int
    tax: int
    liable: str

    @property
    def total(self) -> int:
        return self.goods + self.delivery

    @property
    def from_seller(self) -> int:
        is_theirs = self.liable == Liable.SELLER
        return self.total - self.commission - self.hub_fee - self.tax if is_theirs else 0

    @property
    def from_hub(self) -> int:
        return self.total if self.liable == Liable.HUB else self.hub_fee

    @property
    def from_platform(self) -> int:
        return self.total if self.liable == Liable.PLATFORM else self.commission


def reverse_sale(
    *,
    order: Order,
    goods: Mapping[int, int],
    delivery: int,
    liable: str,
    target: str,
    now: datetime,
) -> Refund:
    """Owe the buyer so much of each line (key of the line: rupiah) and of the delivery back.

    In the caller's transaction, which must make it happen once; it locks the settlement. Gives the
    refund, whose money then goes its way as every refund's. Raises NotSettled, MoreThanPaid,
    NotThisWay.
    """
    settlement = Settlement.objects.filter(order=order).select_related("hub__book", "seller").first()
    operator = OperatorBook.objects.select_related("book").first()
    split = PaymentSplit.objects.filter(order=order, payment__state=Payment.State.PAID).first()
    if settlement is None or operator is None or split is None:
        raise NotSettled
    lock(settlement)
    if target == Refund.Target.ORIGINAL and split.payment.method not in GIVES_BACK:
        raise NotThisWay
    lines = _lines_back(order, {pk: amount for pk, amount in goods.items() if amount}, liable=liable)
    borne = _borne(settlement, lines, delivery=delivery, liable=liable)
    with spoken_as(_RULES):
        refund = Refund.objects.create(
            order=order,
            split=split,
            amount=borne.total,
            reason=Refund.Reason.COMPLAINT,
            liable=liable,
            target=target,
            requested_at=now,
        )
        hub_entry = _tell_hub(settlement, refund, borne, now=now)
        entry = _post(operator, settlement, refund, borne, now=now)
        charge = _charge(settlement, refund, borne, entry, now=now)
        reversal = Reversal.objects.create(
            refund=refund,
            settlement=settlement,
            goods=borne.goods,
            delivery=borne.delivery,
            commission=borne.commission,
            hub_fee=borne.hub_fee,
            tax=borne.tax,
            from_seller=borne.from_seller,
            from_hub=borne.from_hub,
            from_platform=borne.from_platform,
            charge=charge,
            entry=entry,
            hub_entry=hub_entry,
            at=now,
        )
        for line in lines:
            line.reversal = reversal
            line.save(force_insert=True)
        # The buyer is owed from here on; that it was paid follows into the books as always.
        Booking.objects.create(
            fact=Fact.REFUND_DUE, subject=refund.pk, amount=refund.amount, entry=entry, at=now
        )
    return refund


def _lines_back(order: Order, goods: Mapping[int, int], *, liable: str) -> list[ReversalLine]:
    """The rows to be of each line that gives something back. Raises MoreThanPaid."""
    sold = {line.pk: line for line in OrderLine.objects.filter(order=order, pk__in=goods)}
    if sold.keys() != goods.keys():
        raise MoreThanPaid
    fees: dict[tuple[int, str], int] = {
        (line, kind): amount
        for line, kind, amount in LineFee.objects.filter(order=order).values_list("line", "kind", "amount")
    }
    before = goods_back(order)
    at_their_cost = borne_by_shop(order)
    rows = []
    for pk, amount in sorted(goods.items()):
        if not 0 < amount <= sold[pk].total - before.get(pk, 0):
            raise MoreThanPaid
        row = ReversalLine(line_id=pk, goods=amount, commission=0, hub_fee=0)
        if liable == Liable.SELLER:
            done = at_their_cost.get(pk, NOTHING)
            so_far = {"price": sold[pk].total, "back": done.goods + amount}
            row.commission = given_back(
                fees.get((pk, FeeKind.COMMISSION), 0), **so_far, given=done.commission, most=amount
            )
            row.hub_fee = given_back(
                fees.get((pk, FeeKind.HUB), 0), **so_far, given=done.hub_fee, most=amount - row.commission
            )
        rows.append(row)
    return rows


def _borne(settlement: Settlement, lines: list[ReversalLine], *, delivery: int, liable: str) -> _Borne:
    goods = sum(line.goods for line in lines)
    commission, hub_fee = sum(line.commission for line in lines), sum(line.hub_fee for line in lines)
    if goods + delivery <= 0 or delivery < 0:
        raise MoreThanPaid
    tax = 0
    taxed = OrderTax.objects.filter(order=settlement.order_id).first()
    if taxed is not None and goods and liable == Liable.SELLER:
        theirs = settlement.reversals.filter(refund__liable=Liable.SELLER)
        done = theirs.aggregate(goods=Sum("goods", default=0), tax=Sum("tax", default=0))
        tax = given_back(
            taxed.amount,
            price=taxed.basis,
            back=done["goods"] + goods,
            given=done["tax"],
            most=goods - commission - hub_fee,
        )
    return _Borne(
        goods=goods,
        delivery=delivery,
        commission=commission,
        hub_fee=hub_fee,
        tax=tax,
        liable=liable,
    )


def _post(
    operator: OperatorBook, settlement: Settlement, refund: Refund, borne: _Borne, *, now: datetime
) -> Entry:
    number = refund.order.number
    with opened(operator.book):
        accounts = accounts_of(operator.book)
        lines: list[Line] = [
            dr(accounts["seller_payable"], borne.from_seller, memo=number),
            dr(accounts["hub_payable"], borne.from_hub, memo=number),
            # What the marketplace gives up or bears lowers what it earned.
            dr(accounts["commission_income"], borne.from_platform, memo=number),
            dr(accounts["pph22_payable"], borne.tax, memo=number),
            cr(accounts["refund_payable"], borne.total, memo=number),
        ]
        return post(
            Draft(
                book=operator.book,
                date=open_day(operator.book, timezone.localdate(now)),
                description=f"Pengembalian atas keluhan, pesanan {number}",
                lines=lines,
                source="settlement.reversed",
                subject=f"order:{number}",
                key=f"reversed:{refund.pk}",
                made_by=None,
            ),
            now=now,
        )


def _tell_hub(settlement: Settlement, refund: Refund, borne: _Borne, *, now: datetime) -> Entry | None:
    """What the BUMDes gives, in its own book: the fee it does not keep, or a loss."""
    book = settlement.hub.book
    if book is None or not borne.from_hub:
        return None
    with opened(book):
        accounts = accounts_of(book)
        given = "other_expense" if borne.liable == Liable.HUB else "hub_fee_income"
        return post(
            Draft(
                book=book,
                date=open_day(book, timezone.localdate(now)),
                description=f"Pengembalian atas keluhan, pesanan {refund.order.number}",
                lines=[
                    dr(accounts[given], borne.from_hub),
                    cr(accounts["seller_payable"], borne.from_hub),
                ],
                source="settlement.reversed",
                subject=f"order:{refund.order.number}",
                key=f"reversed:{refund.pk}",
                made_by=None,
            ),
            now=now,
        )


def _charge(
    settlement: Settlement, refund: Refund, borne: _Borne, entry: Entry, *, now: datetime
) -> SellerCharge | None:
    if not borne.from_seller:
        return None
    return charge_seller(
        seller=settlement.seller,
        kind=SellerCharge.Kind.REFUND,
        subject=f"order:{refund.order.number}:{refund.pk}",
        amount=-borne.from_seller,
        entry=entry,
        now=now,
    )
