"""Which penalties arise on a day, and which would have arisen had all been known. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bumdes.lending.calculations.allocation import Order, Owed
from bumdes.lending.calculations.life import Charged, Fact, Reversed, Version, state_of
from bumdes.lending.calculations.penalties import PenaltyRule, penalty_up_to


@dataclass(frozen=True, slots=True)
class Arisen:
    """What an instalment was charged so far, and until when."""

    charged: int = 0
    charged_on: date | None = None


def arises(owed: Owed, rule: PenaltyRule, arisen: Arisen, *, on: date) -> int:
    """What is charged for an instalment on a day, since it was charged last, in rupiah; within the cap."""
    now = penalty_up_to(owed, rule, days_late=(on - owed.due).days)
    if not now:
        return 0
    if arisen.charged_on is not None:
        now -= penalty_up_to(owed, rule, days_late=(arisen.charged_on - owed.due).days)
    room = now if rule.cap is None else rule.cap - arisen.charged
    return max(0, min(now, room))


def standing_charges(facts: Iterable[Fact]) -> list[Charged]:
    facts = list(facts)
    mistaken = {fact.of for fact in facts if isinstance(fact, Reversed)}
    return [fact for fact in facts if isinstance(fact, Charged) and fact.id not in mistaken]


def arisen_by_instalment(charges: Iterable[Charged]) -> dict[int, Arisen]:
    found: dict[int, Arisen] = {}
    for charge in sorted(charges, key=lambda each: (each.on, each.id)):
        before = found.get(charge.n, Arisen())
        found[charge.n] = Arisen(before.charged + charge.amount, charge.on)
    return found


def charged_anew(
    versions: Sequence[Version], facts: Iterable[Fact], *, since: date, rule: PenaltyRule, order: Order
) -> tuple[list[Charged], list[tuple[date, int, int]]]:
    """The charges dated after a day that are no longer right, and (day, instalment, rupiah) in their place.

    Reckoned for the days that had charges, as the evening runs of those days would have.
    """
    facts = list(facts)
    later = [charge for charge in standing_charges(facts) if charge.on > since]
    if not later:
        return [], []
    dropped = {charge.id for charge in later}
    kept = [fact for fact in facts if fact.id not in dropped]
    anew: list[tuple[date, int, int]] = []
    id = max(fact.id for fact in facts) + 1
    for day in sorted({charge.on for charge in later}):
        arisen = arisen_by_instalment(standing_charges(kept))
        for owed in state_of(versions, kept, on=day, order=order).owed:
            if owed.due < day and (amount := arises(owed, rule, arisen.get(owed.n, Arisen()), on=day)):
                anew.append((day, owed.n, amount))
                kept.append(Charged(id, day, owed.n, amount))
                id += 1
    same = {(charge.on, charge.n, charge.amount): charge.id for charge in later}
    unchanged = {same[each] for each in anew if each in same}
    return (
        [charge for charge in later if charge.id not in unchanged],
        [each for each in anew if each not in same],
    )
