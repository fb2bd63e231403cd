"""Which part of which instalment a payment pays. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any


class Component(StrEnum):
    PENALTY = "penalty"
    FEE = "fee"
    INTEREST = "interest"
    PRINCIPAL = "principal"


class Order(StrEnum):
    VERTICAL = "vertical"  # the oldest instalment whole, then the next: fewest days late for the money
    HORIZONTAL = "horizontal"  # all penalties, then all fees, then all interest, then principal


WITHIN = (Component.PENALTY, Component.FEE, Component.INTEREST, Component.PRINCIPAL)


@dataclass(frozen=True, slots=True)
class Owed:
    """What is still unpaid of one instalment, in rupiah."""

    n: int
    due: date
    principal: int
    interest: int
    fee: int = 0
    penalty: int = 0

    def of(self, component: Component) -> int:
        return int(getattr(self, component.value))

    @property
    def total(self) -> int:
        return self.principal + self.interest + self.fee + self.penalty

    def less(self, share: Share) -> Owed:
        """What is unpaid after a share of this instalment."""
        left: dict[str, Any] = {share.component.value: self.of(share.component) - share.amount}
        return replace(self, **left)


@dataclass(frozen=True, slots=True)
class Share:
    """So much of a payment went to this part of this instalment."""

    n: int
    component: Component
    amount: int


@dataclass(frozen=True, slots=True)
class Allocated:
    shares: tuple[Share, ...]
    excess: int  # waits as the member's deposit for instalments; never taken as principal in silence

    def to(self, component: Component) -> int:
        return sum(share.amount for share in self.shares if share.component == component)


def allocate_payment(
    amount: int,
    owed: Iterable[Owed],
    *,
    on: date,
    order: Order = Order.VERTICAL,
    within: Sequence[Component] = WITHIN,
) -> Allocated:
    """Share a payment among what is due on a day, oldest first; shares and excess sum to the amount.

    What is not yet due is left alone: a payment ahead of its day is the excess. Raises ValueError
    for a negative amount.
    """
    if amount < 0:
        raise ValueError("a payment is not negative")
    due = sorted((each for each in owed if each.due <= on), key=lambda each: (each.due, each.n))
    if order == Order.VERTICAL:
        places = [(each, component) for each in due for component in within]
    else:
        places = [(each, component) for component in within for each in due]
    shares, left = [], amount
    for each, component in places:
        taken = min(left, each.of(component))
        if taken:
            shares.append(Share(each.n, component, taken))
            left -= taken
    return Allocated(tuple(shares), left)


def due_total(owed: Iterable[Owed], *, on: date) -> int:
    """Everything that is due on a day and not paid, in rupiah."""
    return sum(each.total for each in owed if each.due <= on)


def days_late(owed: Iterable[Owed], *, on: date) -> int:
    """Days since the oldest unpaid instalment fell due; 0 on its day and before."""
    unpaid = [each.due for each in owed if each.total and each.due < on]
    return (on - min(unpaid)).days if unpaid else 0
