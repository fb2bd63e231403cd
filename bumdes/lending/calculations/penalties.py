"""What a late instalment costs. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from bumdes.lending.calculations.allocation import Owed
from bumdes.lending.calculations.rounding import half_up


class Base(StrEnum):
    PRINCIPAL = "principal"
    INSTALMENT = "instalment"  # principal and interest


@dataclass(frozen=True, slots=True)
class PenaltyRule:
    """A product's rule: a share of the base, or so many rupiah, once or for each day after the grace.

    `cap` is the most that one instalment ever costs, in rupiah; None for no cap.
    """

    rate: Fraction = Fraction(0)
    amount: int = 0
    base: Base = Base.INSTALMENT
    grace_days: int = 0
    is_daily: bool = False
    cap: int | None = None


def penalty_up_to(owed: Owed, rule: PenaltyRule, *, days_late: int) -> int:
    """The penalty an instalment has run up after so many days late, in rupiah; never falls with the days.

    Past the grace each day counts that it is late, the days of the grace too: grace forgives who
    comes within it, not who stays away. A murabahah's rule has a ta'zir as its `amount`, not a rate.
    """
    if days_late <= rule.grace_days or days_late <= 0:
        return 0
    base = owed.principal + (owed.interest if rule.base == Base.INSTALMENT else 0)
    if not base:
        return 0
    times = days_late if rule.is_daily else 1
    share = base * rule.rate * times
    whole = half_up(share.numerator, share.denominator) + rule.amount * times
    return whole if rule.cap is None else min(whole, rule.cap)
