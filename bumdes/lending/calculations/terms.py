"""What a schedule is made from: the method, the rate, the rhythm and the rounding of one loan. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class Method(StrEnum):
    FLAT = "flat"
    EQUAL_PRINCIPAL = "equal_principal"
    ANNUITY = "annuity"
    ANNUITY_DAILY = "annuity_daily"
    FIXED_INSTALMENT = "annuity_fixed_instalment"
    BULLET = "bullet"
    INTEREST_ONLY = "interest_only_then_bullet"
    MURABAHAH = "murabahah"
    QARDH = "qardh"


class Frequency(StrEnum):
    MONTHLY = "monthly"
    WEEKLY = "weekly"
    EVERY_2_WEEKS = "every_2_weeks"
    EVERY_15_DAYS = "every_15_days"


class DayCount(StrEnum):
    THIRTY_360 = "30/360"
    ACTUAL_365 = "actual/365"
    WEEKS_52 = "7/364"
    FORTNIGHTS_26 = "14/364"
    HALF_MONTHS_24 = "15/360"


class RoundingMode(StrEnum):
    HALF_UP = "HALF_UP"
    HALF_EVEN = "HALF_EVEN"
    UP = "UP"


# Nominal days of a period, and how many periods a year has.
DAYS = {
    Frequency.MONTHLY: 30,
    Frequency.WEEKLY: 7,
    Frequency.EVERY_2_WEEKS: 14,
    Frequency.EVERY_15_DAYS: 15,
}
A_YEAR = {
    Frequency.MONTHLY: 12,
    Frequency.WEEKLY: 52,
    Frequency.EVERY_2_WEEKS: 26,
    Frequency.EVERY_15_DAYS: 24,
}
# The share of a year of one period: 7/364 is a week of a year of 52 weeks, whoever counts in them.
YEARS = {
    DayCount.THIRTY_360: 360,
    DayCount.WEEKS_52: 364,
    DayCount.FORTNIGHTS_26: 364,
    DayCount.HALF_MONTHS_24: 360,
}
# A month has no share of a year of 52 weeks, a week none of 24 halves of months.
FITTING = {
    Frequency.MONTHLY: (DayCount.THIRTY_360, DayCount.ACTUAL_365),
    Frequency.WEEKLY: (DayCount.THIRTY_360, DayCount.ACTUAL_365, DayCount.WEEKS_52),
    Frequency.EVERY_2_WEEKS: (
        DayCount.THIRTY_360,
        DayCount.ACTUAL_365,
        DayCount.WEEKS_52,
        DayCount.FORTNIGHTS_26,
    ),
    Frequency.EVERY_15_DAYS: (DayCount.THIRTY_360, DayCount.ACTUAL_365, DayCount.HALF_MONTHS_24),
}
USUAL = {
    Frequency.MONTHLY: DayCount.THIRTY_360,
    Frequency.WEEKLY: DayCount.WEEKS_52,
    Frequency.EVERY_2_WEEKS: DayCount.FORTNIGHTS_26,
    Frequency.EVERY_15_DAYS: DayCount.HALF_MONTHS_24,
}
MAX_PERIODS = 600


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one loan; amounts in whole rupiah, rates as fractions (2 % is 1/50).

    One of `annual_rate` and `period_rate` is given where the method has interest. `rounding_unit`
    is the step of an instalment (of the principal with equal principal); `instalment_multiple`,
    when given, stands in its place. Interest is rounded to the rupiah: with UP to the nearest,
    since UP speaks of instalments. A murabahah has its cost as `principal`.
    """

    principal: int
    method: Method
    periods: int
    disbursed: date
    frequency: Frequency = Frequency.MONTHLY
    annual_rate: Fraction | None = None
    period_rate: Fraction | None = None
    day_count: DayCount = DayCount.THIRTY_360
    rounding_unit: int = 1
    rounding_mode: RoundingMode = RoundingMode.HALF_UP
    instalment_multiple: int | None = None
    grace_principal: int = 0
    grace_interest_payment: int = 0
    instalment: int | None = None
    margin: int = 0
    first_due: date | None = None
    due_dates: tuple[date, ...] | None = None
    fee: int = 0  # of each instalment

    @property
    def step(self) -> int:
        return self.instalment_multiple or self.rounding_unit

    @property
    def by_days(self) -> bool:
        """Does interest follow the days between due dates?"""
        return self.method == Method.ANNUITY_DAILY or self.day_count == DayCount.ACTUAL_365

    def yearly(self) -> Fraction:
        """The rate of a year."""
        if self.period_rate is not None:
            return self.period_rate * A_YEAR[self.frequency]
        return self.annual_rate or Fraction(0)

    def periodic(self) -> Fraction:
        """The rate of one period of the usual length; actual/365 has twelfths, too, where it needs one."""
        if self.period_rate is not None:
            return self.period_rate
        rate = self.annual_rate or Fraction(0)
        if self.day_count == DayCount.ACTUAL_365:
            return rate / A_YEAR[self.frequency]
        return rate * DAYS[self.frequency] / YEARS[self.day_count]
