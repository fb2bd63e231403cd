"""What a shop has coming: held until the goods arrive, and settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.utils.translation import gettext as _

from marketplace.order.enums import Status
from marketplace.order.models import Order
from marketplace.payment.models import Payment
from marketplace.sellers.models import Seller
from marketplace.settlement.models import Booking, Fact, LineFee, PayoutMove, SellerCharge, Settlement

# On its way: the money is there, and not the shop's yet. What is paid at the door is not there.
HELD = (Status.PLACED, Status.ACCEPTED, Status.PACKED, Status.HANDED_OVER, Status.DELIVERED)


@dataclass(frozen=True)
class ShopMoney:
    """Whole rupiah. `held` is what the shop will get of orders under way, after fees."""

    held: int
    held_orders: int
    settled: int
    settled_orders: int
    fees: int


def money_of(seller: Seller) -> ShopMoney:
    """Three queries."""
    under_way = Order.objects.filter(seller=seller, status__in=HELD).exclude(
        Exists(Payment.objects.filter(splits__order=OuterRef("pk"), state=Payment.State.DUE))
    )
    held = under_way.aggregate(total=Sum("total_incl_tax"), delivery=Sum("shipping_incl_tax"), n=Count("pk"))
    fees = LineFee.objects.filter(order__in=under_way).aggregate(total=Sum("amount"))["total"] or 0
    done = Settlement.objects.of_seller(seller).aggregate(
        total=Sum("to_seller"), commission=Sum("commission"), hub_fee=Sum("hub_fee"), n=Count("pk")
    )
    return ShopMoney(
        held=int((held["total"] or 0) - (held["delivery"] or 0)) - fees,
        held_orders=held["n"],
        settled=done["total"] or 0,
        settled_orders=done["n"],
        fees=(done["commission"] or 0) + (done["hub_fee"] or 0),
    )


def settlements_of(seller: Seller) -> QuerySet[Settlement]:
    """Newest first, with the order each is of."""
    return Settlement.objects.of_seller(seller).select_related("order").order_by("-at", "-pk")


@dataclass(frozen=True)
class Step:
    """One thing that happened to an order's money. `amount` is None where none moved."""

    at: datetime
    label: str
    amount: int | None = None


def money_trail(order: Order) -> list[Step]:
    """What happened to the money of an order, oldest first. Six queries."""
    steps = []
    split = order.splits.select_related("payment").filter(payment__state="paid").first()
    if split is not None:
        booked = Booking.objects.filter(fact=Fact.CAPTURED, subject=split.payment_id).first()
        steps.append(Step(split.payment.paid_at, _("Paid by the buyer"), split.amount))
        if booked:
            steps.append(Step(booked.at, _("Held until the goods have arrived"), split.amount))
    settled = Settlement.objects.filter(order=order).first()
    if settled is not None:
        steps += [
            Step(settled.at, _("To the shop"), settled.to_seller),
            Step(settled.at, _("Commission of the marketplace"), settled.commission),
            Step(settled.at, _("To the BUMDes: fee and delivery"), settled.to_hub),
        ]
    taken = SellerCharge.objects.filter(subject=f"order:{order.number}", kind__in=("tax", "loan"))
    steps += [
        Step(
            charge.at, _("%(what)s, taken of the shop") % {"what": charge.get_kind_display()}, -charge.amount
        )
        for charge in taken.order_by("pk")
    ]
    gone = PayoutMove.objects.filter(to_state="paid", payout__lines__settlement__order=order)
    steps += [
        Step(move.at, _("Paid out with %(reference)s") % {"reference": move.payout.reference})
        for move in gone.select_related("payout").order_by("pk")
    ]
    for refund in order.refunds.all():
        steps.append(Step(refund.requested_at, _("Owed back to the buyer"), refund.amount))
        if refund.settled_at:
            steps.append(Step(refund.settled_at, _("Paid back to the buyer"), refund.amount))
    return sorted(steps, key=lambda step: step.at)
