"""Where a loan stands on a day: a function of its schedule versions and of what happened. Pure.

Nothing is edited in place. A payment that is found out late is one more fact with an earlier day, a
reversal takes a fact out, and the state is reckoned anew; what differs is posted (`moved`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bumdes.lending.calculations.allocation import (
    Component,
    Order,
    Owed,
    Share,
    allocate_payment,
    days_late,
    due_total,
)
from bumdes.lending.calculations.schedule import Row


@dataclass(frozen=True, slots=True)
class Version:
    """A schedule in force from a day; a later one stands in place of everything unpaid by then.

    Numbers go on from version to version, so that each names one instalment of the loan for ever.
    """

    since: date
    rows: tuple[Row, ...]
    penalties: tuple[tuple[int, int], ...] = ()  # carried over: (number of the instalment, rupiah)


@dataclass(frozen=True, slots=True)
class Paid:
    id: int
    on: date
    amount: int


@dataclass(frozen=True, slots=True)
class Charged:
    """A penalty of an instalment, when it arose."""

    id: int
    on: date
    n: int
    amount: int


@dataclass(frozen=True, slots=True)
class Waived:
    """So much of an instalment's penalty was given up; more than is unpaid is given up as far as it goes."""

    id: int
    on: date
    n: int
    amount: int


@dataclass(frozen=True, slots=True)
class Reversed:
    """A fact was a mistake, and counts as if it had never been, whenever that was found out."""

    id: int
    on: date
    of: int


Fact = Paid | Charged | Waived | Reversed


@dataclass(frozen=True, slots=True)
class Given:
    """A share of a payment (by its id), or of the deposit when an instalment fell due (None)."""

    by: int | None
    share: Share


@dataclass(frozen=True, slots=True)
class State:
    on: date
    owed: tuple[Owed, ...]  # of the version in force, also what is paid and what is not yet due
    given: tuple[Given, ...]
    deposit: int  # paid and not yet due: the member's money, waiting

    @property
    def principal(self) -> int:
        return sum(each.principal for each in self.owed)

    @property
    def due(self) -> int:
        return due_total(self.owed, on=self.on)

    @property
    def days_late(self) -> int:
        return days_late(self.owed, on=self.on)

    @property
    def is_paid_off(self) -> bool:
        return not any(each.total for each in self.owed)

    def paid(self, component: Component) -> int:
        """All that ever went to a component, in rupiah."""
        return sum(each.share.amount for each in self.given if each.share.component == component)


class VersionDoesNotFit(ValueError):
    """A schedule version is not about the principal that was unpaid on its day, or not about a penalty.

    So it is after a payment dated before a reschedule: the version must be made anew first.
    """


# On one day: what falls due, then penalties, what is given up of them, then payments in their order.
_RANK = {Charged: 1, Waived: 2, Paid: 3}


def state_of(
    versions: Sequence[Version], facts: Iterable[Fact], *, on: date, order: Order = Order.VERTICAL
) -> State:
    """The loan at the end of a day. Versions in the order of their days; facts in any order.

    What is known only later counts on the day it is dated: so a past day shows what is true of it
    now. For what was known then, pass the facts known then. Raises VersionDoesNotFit.
    """
    facts = list(facts)
    mistaken = {fact.of for fact in facts if isinstance(fact, Reversed)}
    standing = [
        fact for fact in facts if not isinstance(fact, Reversed) and fact.on <= on and fact.id not in mistaken
    ]
    ledger = _Ledger(order)
    ledger.begin(versions[0])
    steps: list[tuple[date, int, int, Fact | Version | None]] = [
        (fact.on, _RANK[type(fact)], fact.id, fact) for fact in standing
    ]
    # A new version begins the day after what is dated on its own day.
    steps += [(version.since, 4, n, version) for n, version in enumerate(versions[1:]) if version.since <= on]
    dues = {row.due for version in versions for row in version.rows if row.due <= on}
    steps += [(due, 0, 0, None) for due in dues]
    for day, _rank, _id, what in sorted(steps, key=lambda step: step[:3]):
        ledger.take(day, what)
    return State(on, tuple(ledger.owed.values()), tuple(ledger.given), ledger.deposit)


class _Ledger:
    """The loan while it is being reckoned, day by day."""

    def __init__(self, order: Order):
        self.order = order
        self.owed: dict[int, Owed] = {}
        self.given: list[Given] = []
        self.deposit = 0

    def begin(self, version: Version) -> None:
        carried = dict(version.penalties)
        self.owed = {
            row.n: Owed(row.n, row.due, row.principal, row.interest, row.fee, carried.get(row.n, 0))
            for row in version.rows
        }

    def take(self, day: date, what: Fact | Version | None) -> None:
        if what is None:
            # An instalment fell due: the deposit pays first.
            self.deposit = self._allocate(None, self.deposit, day)
        elif isinstance(what, Paid):
            self.deposit += self._allocate(what.id, what.amount, day)
        elif isinstance(what, Charged):
            each = self._row(what.n)
            self.owed[what.n] = replace(each, penalty=each.penalty + what.amount)
            self.deposit = self._allocate(None, self.deposit, day)
        elif isinstance(what, Waived):
            each = self._row(what.n)
            self.owed[what.n] = replace(each, penalty=max(0, each.penalty - what.amount))
        elif isinstance(what, Version):
            unpaid = sum(each.principal for each in self.owed.values())
            if unpaid != sum(row.principal for row in what.rows):
                raise VersionDoesNotFit(f"{unpaid} is unpaid on {what.since}")
            self.begin(what)
            self.deposit = self._allocate(None, self.deposit, day)

    def _row(self, n: int) -> Owed:
        if n not in self.owed:
            raise VersionDoesNotFit(f"instalment {n} is of another version")
        return self.owed[n]

    def _allocate(self, by: int | None, amount: int, day: date) -> int:
        """Share money among what is due; gives back what is left of it."""
        allocated = allocate_payment(amount, self.owed.values(), on=day, order=self.order)
        for share in allocated.shares:
            self.owed[share.n] = self.owed[share.n].less(share)
            self.given.append(Given(by, share))
        return allocated.excess


def moved(before: State, after: State) -> dict[str, int]:
    """What a new fact changed, in rupiah by component and "deposit": this is what must be posted.

    Nothing that did not change is named.
    """
    changes = {component.value: after.paid(component) - before.paid(component) for component in Component} | {
        "deposit": after.deposit - before.deposit
    }
    return {name: change for name, change in changes.items() if change}
