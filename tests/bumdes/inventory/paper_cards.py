"""Stock cards as one would keep them on paper: exact fractions, rounded once, and the books beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import floor

# Kinds of the goods on paper and the account of each.
STOCK = {"merchandise": "inventory_merchandise", "supplies": "supplies"}
USED = {"merchandise": "supplies_other", "supplies": "office_supplies"}


class PaperRefusal(Exception):
    """What paper does not allow, by the name of the refusal that the services owe."""


def rupiah(exact: Fraction) -> int:
    """Half a rupiah is one."""
    return floor(exact + Fraction(1, 2))


def shares(total: int, weights: Sequence[int]) -> list[int]:
    """Whole rupiah in proportion; those that lost most by rounding down get one more."""
    exact = [Fraction(total * weight, sum(weights)) for weight in weights]
    parts = [floor(each) for each in exact]
    by_loss = sorted(range(len(exact)), key=lambda at: parts[at] - exact[at])
    for at in by_loss[: total - sum(parts)]:
        parts[at] += 1
    return parts


@dataclass
class PaperCard:
    unit: str
    kind: str
    milli: int = 0
    value: int = 0
    last_on: date | None = None
    last: tuple[int, int] = (0, 0)  # its newest movement: quantity, value

    def check_day(self, on: date) -> None:
        if self.last_on and on < self.last_on:
            raise PaperRefusal("BackDated")

    def cost_of(self, milli: int) -> int:
        """What leaves with a quantity. The last to leave take the rest."""
        if milli > self.milli:
            raise PaperRefusal("NotEnoughStock")
        return self.value if milli == self.milli else rupiah(Fraction(self.value * milli, self.milli))

    def surplus(self, milli: int) -> int:
        """What was found beyond the card is worth: the average, or the last cost of an empty card."""
        quantity, value = (self.milli, self.value) if self.milli else self.last
        return rupiah(Fraction(abs(value) * milli, abs(quantity))) if quantity else 0

    def move(self, milli: int, value: int, on: date) -> None:
        self.milli += milli
        self.value += value
        self.last_on, self.last = on, (milli, value)


@dataclass
class PaperPart:
    """One line of a sale or purchase, and what of it came back."""

    card: str
    milli: int
    amount: int  # agreed with the other side
    cost: int
    back: int = 0
    amount_back: int = 0
    cost_back: int = 0

    def part(self, milli: int) -> tuple[int, int]:
        """Price and cost of so much of it."""
        left = self.milli - self.back
        if milli > left:
            raise PaperRefusal("ReturnsTooMuch")
        return (
            rupiah(Fraction((self.amount - self.amount_back) * milli, left)),
            rupiah(Fraction((self.cost - self.cost_back) * milli, left)),
        )


@dataclass
class PaperStock:
    """Cards by name, and what the accounts hold, each on the side on which it grows."""

    cards: dict[str, PaperCard]
    books: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def check(self, names: Sequence[str], on: date, today: date) -> None:
        """What every slip asks first."""
        if on > today:
            raise PaperRefusal("InTheFuture")
        for name in names:
            self.cards[name].check_day(on)

    def _move(self, name: str, milli: int, value: int, on: date) -> None:
        card = self.cards[name]
        card.move(milli, value, on)
        self.books[f"{STOCK[card.kind]} {card.unit}"] += value

    def purchase(self, lines: list[tuple[str, int, int]], freight: int, on: date) -> list[PaperPart]:
        amounts = [amount for _name, _milli, amount in lines]
        weights = amounts if any(amounts) else [milli for _name, milli, _amount in lines]
        parts = []
        for (name, milli, amount), share in zip(lines, shares(freight, weights), strict=True):
            self._move(name, milli, amount + share, on)
            self.books["cash"] -= amount + share
            parts.append(PaperPart(name, milli, amount + share, amount + share))
        return parts

    def sell(self, lines: list[tuple[str, int, int]], discount: int, on: date) -> list[PaperPart]:
        amounts = [amount for _name, _milli, amount in lines]
        if discount > sum(amounts):
            raise PaperRefusal("DiscountTooHigh")
        less = shares(discount, amounts) if sum(amounts) else [0] * len(lines)
        costs = []
        for name, milli, _amount in lines:
            costs.append(self.cards[name].cost_of(milli))
            if self.cards[name].kind == "supplies":
                raise PaperRefusal("NotForSale")
        parts = []
        for (name, milli, amount), cost, share in zip(lines, costs, less, strict=True):
            self._move(name, -milli, -cost, on)
            self.books["cost_of_goods"] += cost
            self.books["revenue_goods"] += amount
            self.books["revenue_discounts"] += share
            self.books["cash"] += amount - share
            parts.append(PaperPart(name, milli, amount - share, cost))
        return parts

    def worth(self, name: str, milli: int) -> int:
        """Signed, of a difference or a loss."""
        card = self.cards[name]
        return card.surplus(milli) if milli > 0 else -card.cost_of(-milli)

    def differ(self, gaps: list[tuple[str, int]], on: date) -> None:
        """Found by counting, or spoilt and lost."""
        for name, milli, value in [(name, milli, self.worth(name, milli)) for name, milli in gaps]:
            self._move(name, milli, value, on)
            self.books["inventory_variance"] -= value

    def use(self, name: str, milli: int, on: date) -> None:
        cost = self.cards[name].cost_of(milli)
        self._move(name, -milli, -cost, on)
        self.books[USED[self.cards[name].kind]] += cost

    def transfer(self, name: str, target: str, milli: int, on: date) -> None:
        cost = self.cards[name].cost_of(milli)
        self.cards[target].check_day(on)
        self._move(name, -milli, -cost, on)
        self._move(target, milli, cost, on)

    def give_back(self, part: PaperPart, milli: int, on: date, *, is_sale: bool) -> None:
        amount, cost = part.part(milli)
        if is_sale:
            self._move(part.card, milli, cost, on)
            self.books["cost_of_goods"] -= cost
            self.books["revenue_returns"] += amount
            self.books["cash"] -= amount
        else:
            cost = self.cards[part.card].cost_of(milli)
            self._move(part.card, -milli, -cost, on)
            self.books["cash"] += amount
            self.books["inventory_variance"] += cost - amount
        part.back += milli
        part.amount_back += amount
        part.cost_back += cost
