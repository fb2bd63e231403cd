"""How a loan is classed, what is set aside for it, and the figures of a portfolio. Pure.

The tables of classes are dated: a reading of an old day uses the rules of that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from bumdes.lending.calculations.rounding import up


class Collectability(StrEnum):
    CURRENT = "current"  # Lancar
    WATCHED = "watched"  # Dalam Perhatian Khusus
    SUBSTANDARD = "substandard"  # Kurang Lancar
    DOUBTFUL = "doubtful"  # Diragukan
    LOSS = "loss"  # Macet


# From here on a loan counts as non-performing, accrues no interest and no penalty.
NON_PERFORMING = frozenset({Collectability.SUBSTANDARD, Collectability.DOUBTFUL, Collectability.LOSS})


@dataclass(frozen=True, slots=True)
class Step:
    """One class: up to so many days late (None: without end), and what is set aside, in percent."""

    collectability: Collectability
    days: int | None
    percent: int


@dataclass(frozen=True, slots=True)
class Scale:
    """A table of classes, in force from a day."""

    code: str
    source: str
    since: date
    steps: tuple[Step, ...]

    def step(self, days_late: int) -> Step:
        """The class of so many days late. Raises ValueError when they are negative."""
        if days_late < 0:
            raise ValueError("days late are not negative")
        return next(step for step in self.steps if step.days is None or days_late <= step.days)


_C = Collectability
POJK_41_2024 = Scale(
    "pojk_41_2024",
    "POJK 41/2024 art. 106",
    date(2025, 1, 1),
    (
        Step(_C.CURRENT, 10, 0),
        Step(_C.WATCHED, 90, 5),
        Step(_C.SUBSTANDARD, 120, 15),
        Step(_C.DOUBTFUL, 180, 50),
        Step(_C.LOSS, None, 100),
    ),
)
# Three classes of 0, 50 and 100 %. The days were not read in the text of the rule: confirm them with OJK
# before a licensed LKM reports an old year by it.
POJK_19_2021 = Scale(
    "pojk_19_2021",
    "POJK 19/2021",
    date(2021, 1, 1),
    (Step(_C.CURRENT, 90, 0), Step(_C.DOUBTFUL, 180, 50), Step(_C.LOSS, None, 100)),
)
# Four classes by the steps of an UPK's score: 30, 180 and 270 days. The percentages are those that
# cooperatives commonly use, no rule for a BUMDes.
KSP = Scale(
    "ksp",
    "KSP/USP and UPK practice",
    date(2000, 1, 1),
    (
        Step(_C.CURRENT, 30, 0),
        Step(_C.SUBSTANDARD, 180, 10),
        Step(_C.DOUBTFUL, 270, 50),
        Step(_C.LOSS, None, 100),
    ),
)
SCALES = {scale.code: scale for scale in (POJK_41_2024, POJK_19_2021, KSP)}


def scale_in_force(scales: Iterable[Scale], *, on: date) -> Scale:
    """The newest scale that was in force on a day. Raises ValueError when there was none."""
    begun = [scale for scale in scales if scale.since <= on]
    if not begun:
        raise ValueError(f"no scale of classes was in force on {on}")
    return max(begun, key=lambda scale: scale.since)


class CollateralKind(StrEnum):
    DEPOSIT = "deposit"
    REGISTERED_LAND = "registered_land"
    OTHER_LAND = "other_land"
    ADAT_LAND = "adat_land"
    VEHICLE = "vehicle"


# Percent of its value that a collateral counts for.
COUNTED = {
    CollateralKind.DEPOSIT: 100,
    CollateralKind.REGISTERED_LAND: 80,
    CollateralKind.OTHER_LAND: 60,
    CollateralKind.ADAT_LAND: 50,
    CollateralKind.VEHICLE: 50,
}


def counted_collateral(values: Iterable[tuple[CollateralKind, int]]) -> int:
    """What collateral counts for in rupiah, each part rounded down."""
    return sum(value * COUNTED[kind] // 100 for kind, value in values)


def provision(*, principal: int, collateral: int, percent: int) -> int:
    """What is set aside at least for a loan: percent of the principal that collateral does not cover.

    Rounded up to the rupiah, since the rule names a minimum; never below zero.
    """
    return up(max(0, principal - collateral) * percent, 100, 1)


@dataclass(frozen=True, slots=True)
class Position:
    """A loan on a day, as a portfolio counts it; a group's loan is one."""

    principal: int
    days_late: int
    collectability: Collectability
    collateral: int
    allowance: int


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Rupiah; the shares are fractions of the principal."""

    principal: int
    late_30: int
    non_performing: int
    non_performing_net: int

    @property
    def par30(self) -> Fraction:
        return Fraction(self.late_30, self.principal) if self.principal else Fraction(0)

    @property
    def npl_gross(self) -> Fraction:
        return Fraction(self.non_performing, self.principal) if self.principal else Fraction(0)

    @property
    def npl_net(self) -> Fraction:
        return Fraction(self.non_performing_net, self.principal) if self.principal else Fraction(0)


def portfolio(positions: Iterable[Position]) -> Portfolio:
    """PAR30 and NPL: all the principal of a loan counts, as soon as any of it is that late."""
    principal = late = bad = net = 0
    for each in positions:
        principal += each.principal
        late += each.principal if each.days_late > 30 else 0
        if each.collectability in NON_PERFORMING:
            bad += each.principal
            net += max(0, each.principal - each.allowance - each.collateral)
    return Portfolio(principal, late, bad, net)
