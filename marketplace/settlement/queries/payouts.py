"""What is a shop's and free to go, what is held, and payouts as lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from bumdes.organisations.models import Organisation
from marketplace.sellers.models import Seller
from marketplace.settlement.models import (
    Payout,
    PayoutAccount,
    PayoutBatch,
    PayoutLine,
    SellerCharge,
    Settlement,
    SettlementHold,
)

State = Payout.State


def _unclaimed_settlements() -> QuerySet[Settlement]:
    return Settlement.objects.exclude(
        Exists(PayoutLine.objects.filter(settlement=OuterRef("pk"), is_live=True))
    )


def _unclaimed_charges() -> QuerySet[SellerCharge]:
    return SellerCharge.objects.exclude(
        Exists(PayoutLine.objects.filter(charge=OuterRef("pk"), is_live=True))
    )


def _held() -> Q:
    """Held by a person or a complaint, or shared out while a complaint about its order was open."""
    holds = SettlementHold.objects.filter(settlement=OuterRef("pk"), released_at=None)
    return Q(Exists(holds)) | Q(order__is_disputed=True)


def claimable(seller: Seller) -> tuple[list[Settlement], list[SellerCharge]]:
    """What the next payout of a shop would claim. Two queries."""
    settlements = _unclaimed_settlements().exclude(_held()).filter(seller=seller, to_seller__gt=0)
    return list(settlements.order_by("pk")), list(_unclaimed_charges().filter(seller=seller).order_by("pk"))


def owed_sellers(*, least: int) -> list[Seller]:
    """Shops with at least so much free to go, in the order of their keys. Three queries."""
    free: dict[int, int] = {}
    rows: Iterable[tuple[int, int]] = (
        _unclaimed_settlements()
        .exclude(_held())
        .order_by()
        .values_list("seller")
        .annotate(total=Sum("to_seller"))
    )
    for seller, total in rows:
        free[seller] = total
    for seller, total in _unclaimed_charges().order_by().values_list("seller").annotate(total=Sum("amount")):
        free[seller] = free.get(seller, 0) + total
    ids = [seller for seller, total in free.items() if total >= max(least, 1)]
    return list(Seller.objects.filter(pk__in=ids).order_by("pk"))


@dataclass(frozen=True)
class Held:
    """One settled order whose money stays here, why, and until when somebody should have answered."""

    order: str
    amount: int
    reason: str
    until: date | None


@dataclass(frozen=True)
class Balance:
    """A shop's money beside what is still held until the goods arrive. Whole rupiah.

    `free` goes with the next payout; below zero it is carried and netted with what comes.
    """

    free: int
    held: list[Held]
    leaving: int
    paid: int

    @property
    def held_in_all(self) -> int:
        return sum(row.amount for row in self.held)


def balance_of(seller: Seller) -> Balance:
    """Four queries."""
    settled = _unclaimed_settlements().exclude(_held()).filter(seller=seller)
    charged = _unclaimed_charges().filter(seller=seller)
    holds = SettlementHold.objects.filter(settlement__seller=seller, released_at=None).select_related(
        "settlement__order"
    )
    sums = Payout.objects.filter(seller=seller).aggregate(
        paid=Sum("amount", filter=Q(state=State.PAID), default=0),
        leaving=Sum(
            "amount", filter=Q(state__in=[State.DRAFT, State.APPROVED, State.SENT, State.FAILED]), default=0
        ),
    )
    return Balance(
        free=(settled.aggregate(n=Sum("to_seller"))["n"] or 0)
        + (charged.aggregate(n=Sum("amount"))["n"] or 0),
        held=[
            Held(hold.settlement.order.number, hold.settlement.to_seller, hold.reason, hold.until)
            for hold in holds.order_by("pk")
        ],
        leaving=sums["leaving"],
        paid=sums["paid"],
    )


def account_of(seller: Seller) -> PayoutAccount | None:
    """The account payouts go to. One query."""
    return PayoutAccount.objects.filter(seller=seller, ended_at=None).first()


def payouts_of(seller: Seller) -> QuerySet[Payout]:
    """Newest first."""
    return (
        Payout.objects.filter(seller=seller).select_related("account", "hub").order_by("-requested_at", "-pk")
    )


def payouts_to_do(*states: str) -> QuerySet[Payout]:
    """The operator's list of these states, oldest first."""
    return (
        Payout.objects.filter(state__in=states)
        .select_related("seller", "account", "hub", "requested_by")
        .order_by("requested_at", "pk")
    )


def cash_payouts(hub: Organisation) -> QuerySet[Payout]:
    """What a BUMDes is to hand out, oldest first."""
    return (
        Payout.objects.filter(hub=hub, state=State.SENT)
        .select_related("seller")
        .order_by("requested_at", "pk")
    )


def batches() -> QuerySet[PayoutBatch]:
    """Newest first, without their content."""
    return PayoutBatch.objects.defer("content_sealed").select_related("made_by").order_by("-number")
