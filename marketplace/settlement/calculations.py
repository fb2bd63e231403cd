"""Which fee rule holds for a line, what it takes, and how an order's money is shared. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar


class Rule(Protocol):
    """What choosing needs to know of a rule. None means: whatever it is."""

    category_id: int | None
    seller_id: int | None
    hub_id: int | None
    basis_points: int
    per_piece: int
    from_at: datetime
    until_at: datetime | None


AnyRule = TypeVar("AnyRule", bound=Rule)


@dataclass(frozen=True)
class Sold:
    """One order line as a rule sees it. `categories`: its own and those above. `basis`: whole rupiah."""

    categories: frozenset[int]
    seller: int
    hub: int
    pieces: int
    basis: int


def first_match(rules: Iterable[AnyRule], sold: Sold, *, at: datetime) -> AnyRule | None:
    """The first rule, in the order given, that fits the line and was in force when it was sold."""
    for rule in rules:
        if (
            rule.from_at <= at
            and (rule.until_at is None or at < rule.until_at)
            and rule.category_id in (None, *sold.categories)
            and rule.seller_id in (None, sold.seller)
            and rule.hub_id in (None, sold.hub)
        ):
            return rule
    return None


def fee_of(rule: Rule, sold: Sold, *, most: int) -> int:
    """What a rule takes of a line in rupiah: a share rounded half up, or so much a piece; at most `most`."""
    share = (sold.basis * rule.basis_points + 5_000) // 10_000
    return min(share + rule.per_piece * sold.pieces, most)


@dataclass(frozen=True)
class Shares:
    """An order's captured money, shared without a rest. Whole rupiah, none negative.

    Delivery goes to the BUMDes, whose couriers and boats bring the goods.
    """

    goods: int
    delivery: int
    commission: int
    hub_fee: int

    @property
    def to_seller(self) -> int:
        return self.goods - self.commission - self.hub_fee

    @property
    def to_hub(self) -> int:
        return self.hub_fee + self.delivery

    @property
    def total(self) -> int:
        return self.goods + self.delivery


def given_back(fee: int, *, price: int, back: int, given: int, most: int) -> int:
    """The part of a frozen fee that goes back when `back` of a price has gone back in all.

    In proportion, rounded half up, less the `given` that went back of it before: so the parts of a whole
    price are the whole fee. At most `most`, what goes back now and no other party gives: the rest waits
    for the next time. Raises ValueError when more goes back than was paid.
    """
    if not 0 < back <= price:
        raise ValueError("no more goes back than was paid")
    return max(0, min(_part(fee, back, price) - given, most))


def _part(fee: int, back: int, price: int) -> int:
    return (2 * fee * back + price) // (2 * price)
