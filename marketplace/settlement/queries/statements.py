"""A shop's statement of a month: what came, what was taken of it, what went, and what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.sellers.models import Seller
from marketplace.settlement.models import Payout, PayoutMove, SellerCharge, Settlement
from marketplace.settlement.queries.payouts import Held, balance_of
from marketplace.settlement.queries.shops import money_of

State = Payout.State
# Money left with a step to paid, and came back with one from it.
_GONE = Q(to_state=State.PAID) | Q(from_state=State.PAID, to_state=State.FAILED)


@dataclass(frozen=True)
class StatementLine:
    """One thing that changed what is the shop's, and what was the shop's after it. Whole rupiah."""

    at: datetime
    text: str
    order: str  # its number, or ""
    goods: int
    delivery: int  # the BUMDes's, for the shop to know
    fees: int
    amount: int
    balance: int


@dataclass(frozen=True)
class Statement:
    """A month. What was there, sold, taken, charged and paid makes what is left; some is not free."""

    seller: Seller
    month: date
    opening: int
    lines: list[StatementLine]
    goods: int
    delivery: int
    commission: int
    hub_fee: int
    tax: int
    loan: int
    refunds: int
    corrections: int
    taken: int  # money of buyers that the shop took itself
    paid: int
    closing: int
    waiting: int  # of orders under way, today
    held: list[Held]

    @property
    def parts(self) -> list[tuple[str, int]]:
        """The sums from opening to closing, as a person reads them; signs as they count."""
        return [
            (_("Yours at the beginning"), self.opening),
            (_("Goods sold"), self.goods),
            (_("Commission of the marketplace"), -self.commission),
            (_("Fee of the BUMDes"), -self.hub_fee),
            (_("Tax withheld"), self.tax),
            (_("Loan instalments"), self.loan),
            (_("Given back to buyers"), self.refunds),
            (_("Corrections"), self.corrections),
            (_("Money you took yourself"), self.taken),
            (_("Paid out to you"), -self.paid),
        ]


def statement_of(seller: Seller, *, month: date) -> Statement:
    """The month that begins on `month`. Fifteen queries."""
    since = timezone.make_aware(datetime.combine(month, time.min))
    until = timezone.make_aware(datetime.combine(_next(month), time.min))
    opening = _before(seller, since)
    settled = Settlement.objects.of_seller(seller).filter(at__gte=since, at__lt=until).select_related("order")
    charges = list(SellerCharge.objects.filter(seller=seller, at__gte=since, at__lt=until))
    moves = PayoutMove.objects.filter(_GONE, payout__seller=seller, at__gte=since, at__lt=until)
    paid = [_moved(move) for move in moves.select_related("payout")]
    rows = [
        *(_sold(row) for row in settled),
        *(_charged(charge) for charge in charges),
        *paid,
    ]
    lines, held = [], opening
    for row in sorted(rows, key=lambda row: row.at):
        held += row.amount
        lines.append(StatementLine(**{**row.__dict__, "balance": held}))
    by_kind = {kind: sum(c.amount for c in charges if c.kind == kind) for kind in SellerCharge.Kind.values}
    return Statement(
        seller=seller,
        month=month,
        opening=opening,
        lines=lines,
        goods=sum(row.goods for row in settled),
        delivery=sum(row.delivery for row in settled),
        commission=sum(row.commission for row in settled),
        hub_fee=sum(row.hub_fee for row in settled),
        tax=by_kind["tax"],
        loan=by_kind["loan"],
        refunds=by_kind["refund"],
        corrections=by_kind["correction"],
        taken=by_kind["cash"],
        paid=-sum(row.amount for row in paid),
        closing=held,
        waiting=money_of(seller).held,
        held=balance_of(seller).held,
    )


def _before(seller: Seller, since: datetime) -> int:
    settled = Settlement.objects.of_seller(seller).filter(at__lt=since).aggregate(n=Sum("to_seller"))["n"]
    charged = SellerCharge.objects.filter(seller=seller, at__lt=since).aggregate(n=Sum("amount"))["n"]
    moves = PayoutMove.objects.filter(_GONE, payout__seller=seller, at__lt=since)
    gone = moves.aggregate(
        paid=Sum("payout__amount", filter=Q(to_state=State.PAID), default=0),
        back=Sum("payout__amount", filter=Q(to_state=State.FAILED), default=0),
    )
    return (settled or 0) + (charged or 0) + gone["back"] - gone["paid"]


def _sold(row: Settlement) -> StatementLine:
    return StatementLine(
        at=row.at,
        text=_("Order %(number)s") % {"number": row.order.number},
        order=row.order.number,
        goods=row.goods,
        delivery=row.delivery,
        fees=row.commission + row.hub_fee,
        amount=row.to_seller,
        balance=0,
    )


def _charged(charge: SellerCharge) -> StatementLine:
    """A charge in words, with the order it is of where its subject is one."""
    what, *of = charge.subject.split(":")
    order, text = (of[0] if what == "order" else ""), str(charge.get_kind_display())
    if order:
        text = _("%(what)s, order %(number)s") % {"what": text, "number": order}
    return StatementLine(charge.at, text, order, 0, 0, 0, charge.amount, 0)


def _moved(move: PayoutMove) -> StatementLine:
    is_paid = move.to_state == State.PAID
    text = f"{_('Payout')} {move.payout.reference}"
    if not is_paid:
        text = f"{text}, {_('came back')}"
    return StatementLine(
        move.at, text, "", 0, 0, 0, -move.payout.amount if is_paid else move.payout.amount, 0
    )


def _next(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def month_named(typed: str, *, today: date) -> date:
    """The first day of 2026-11, or of this month when it cannot be read."""
    try:
        found = datetime.strptime(typed, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        return today.replace(day=1)
    return found if date(2000, 1, 1) <= found <= today else today.replace(day=1)
