"""What a changed allocation posts, and what it moves of a loan's holdings in the books. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bumdes.lending.calculations.allocation import Component
from bumdes.lending.calculations.life import Fact, Paid, Reversed, State
from bumdes.lending.templates import Event

DEPOSIT = "deposit"
# Whose money (a payment, or None for the deposit), of which instalment (None: the deposit), which part.
Shares = Counter[tuple[int | None, int | None, str]]


@dataclass(frozen=True, slots=True)
class Step:
    """One entry to be: through the deposit, or through the account of the money."""

    event: Event
    amounts: dict[str, int]
    movement: dict[str, int]
    mirrored: bool = False
    through_deposit: bool = False
    is_main: bool = False


@dataclass(slots=True)
class _Loan:
    is_murabahah: bool
    is_accruing: bool
    accrued: int
    steps: list[Step] = field(default_factory=list)

    def settle(self, parts: Mapping[str, int], deposit: int, *, sign: int, through_deposit: bool) -> None:
        """Parts and what goes to the deposit, all not negative; the sign -1 takes them back."""
        fee, interest, principal = parts.get("fee", 0), parts.get("interest", 0), parts.get("principal", 0)
        penalty = parts.get("penalty", 0)
        paid = fee + interest + principal + penalty + deposit
        movement = {"principal": -principal, "deposit": deposit - (paid if through_deposit else 0)}
        if self.is_murabahah:
            if penalty:
                tazir = {"deposit": -penalty if through_deposit else 0}
                self._add(Event.TAZIR_RECEIVED, {"paid": penalty}, tazir, sign, through_deposit)
                paid, movement["deposit"] = paid - penalty, movement["deposit"] - tazir["deposit"]
            amounts = {"paid": paid, "price": principal + interest, "margin": interest, "fee": fee}
            movement["margin"] = -interest
            if paid:
                amounts["excess"] = deposit
                self._add(Event.MURABAHAH_REPAID, amounts, movement, sign, through_deposit)
            return
        accrued = min(interest, self.accrued) if sign > 0 else interest if self.is_accruing else 0
        self.accrued -= sign * accrued
        movement |= {"accrued": -accrued, "penalty": -penalty}
        amounts = {
            "paid": paid,
            "principal": principal,
            "accrued_interest": accrued,
            "interest": interest - accrued,
            "fee": fee,
            "penalty": penalty,
        }
        if not through_deposit:
            amounts["excess"] = deposit
        event = Event.DEPOSIT_USED if through_deposit else Event.REPAID
        self._add(event, amounts, movement, sign, through_deposit)

    def _add(
        self, event: Event, amounts: dict[str, int], movement: dict[str, int], sign: int, through: bool
    ) -> None:
        moved = {name: sign * amount for name, amount in movement.items() if amount}
        self.steps.append(Step(event, amounts, moved, sign < 0, through, not through))


def steps_of(
    changes: Mapping[str, int], *, money: int, accrued: int, is_accruing: bool, is_murabahah: bool
) -> list[Step]:
    """The entries that a change of allocation needs, in their order.

    `changes` are rupiah by component and "deposit" and sum to `money`, which came in (or went out,
    negative). What only changed its place goes through the deposit: first what is put back, then the
    money, then what is used, so that the deposit is never short on the way.
    """
    loan = _Loan(is_murabahah, is_accruing, accrued)
    parts = {component.value: changes.get(component.value, 0) for component in Component}
    deposit = changes.get(DEPOSIT, 0)
    if sum(parts.values()) + deposit != money:
        raise ValueError("the changes are not the money's")
    sign = 1 if money > 0 else -1
    if money and all(sign * amount >= 0 for amount in (*parts.values(), deposit)):
        whole = {name: abs(amount) for name, amount in parts.items()}
        loan.settle(whole, abs(deposit), sign=sign, through_deposit=False)
        return loan.steps
    back = {name: -amount for name, amount in parts.items() if amount < 0}
    used = {name: amount for name, amount in parts.items() if amount > 0}
    if back:
        loan.settle(back, 0, sign=-1, through_deposit=True)
    if money:
        loan.settle({}, abs(money), sign=sign, through_deposit=False)
    if used:
        loan.settle(used, 0, sign=1, through_deposit=True)
    return loan.steps


def shares_of(state: State, facts: Iterable[Fact]) -> Shares:
    """Where all money is by a state: each payment's shares and deposit sum to the payment."""
    facts = list(facts)
    mistaken = {fact.of for fact in facts if isinstance(fact, Reversed)}
    shares: Shares = Counter()
    for fact in facts:
        if isinstance(fact, Paid) and fact.id not in mistaken and fact.on <= state.on:
            shares[fact.id, None, DEPOSIT] = fact.amount
    for given in state.given:
        shares[given.by, given.share.n, given.share.component.value] += given.share.amount
        shares[given.by, None, DEPOSIT] -= given.share.amount
    return Counter({place: amount for place, amount in shares.items() if amount})


def difference(before: Shares, after: Shares) -> Shares:
    """What must be added to the one to have the other; nothing of zero."""
    changes: Shares = Counter(after)
    changes.subtract(before)
    return Counter({place: amount for place, amount in changes.items() if amount})


def by_component(shares: Shares) -> dict[str, int]:
    summed: dict[str, int] = {}
    for (_by, _n, component), amount in shares.items():
        summed[component] = summed.get(component, 0) + amount
    return summed
