"""A score that says why: points by factor, each with its reason. It advises, the committee decides. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bumdes.lending.calculations.schedule import Row
from bumdes.lending.calculations.terms import Terms


class Factor(StrEnum):
    REPAYMENT = "repayment"
    CAPACITY = "capacity"
    SALES = "sales"
    SAVINGS = "savings"
    LEVEL = "level"


# The most points of each; they sum to 100.
MOST = {
    Factor.REPAYMENT: 30,
    Factor.CAPACITY: 20,
    Factor.SALES: 20,
    Factor.SAVINGS: 20,
    Factor.LEVEL: 10,
}
# Days late at the worst, and points; later than the last is none.
_LATE = ((0, 30), (10, 24), (30, 15), (90, 6))
# Who never borrowed here gets what says neither yes nor no.
_UNTRIED = 12
_LEVELS = (2, 5, 8, 10)  # by loans paid off: none, one, two, three and more


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of who asks, in rupiah. None: nobody can say, or she did not consent."""

    principal: int
    monthly: int  # what the loan takes from her in a month
    savings: int | None = None
    loans_repaid: int | None = None
    worst_days_late: int = 0
    loans_running: int = 0
    monthly_sales: int | None = None
    free_income: int | None = None  # of a month, after the household and other debts


@dataclass(frozen=True, slots=True)
class Scored:
    """One factor: its points and the reason as a key of words, with the figures these name."""

    factor: Factor
    points: int
    reason: str
    values: dict[str, int]

    @property
    def most(self) -> int:
        return MOST[self.factor]


def monthly_burden(terms: Terms, rows: Sequence[Row]) -> int:
    """What a schedule takes in 30 days on average, in rupiah: so a yarnen compares with weekly rows."""
    days = max(30, (rows[-1].due - terms.disbursed).days)
    return -(-sum(row.total for row in rows) * 30 // days)


def score(evidence: Evidence) -> list[Scored]:
    """The factors in the order of their weight. Higher is better."""
    return [_repayment(evidence), _capacity(evidence), _sales(evidence), _savings(evidence), _level(evidence)]


def _repayment(evidence: Evidence) -> Scored:
    if evidence.loans_repaid is None:
        return Scored(Factor.REPAYMENT, 0, "unknown", {})
    if not evidence.loans_repaid and not evidence.loans_running:
        return Scored(Factor.REPAYMENT, _UNTRIED, "first_loan", {})
    late = evidence.worst_days_late
    points = next((points for days, points in _LATE if late <= days), 0)
    values = {"loans": evidence.loans_repaid + evidence.loans_running, "days": late}
    return Scored(Factor.REPAYMENT, points, "late" if late else "on_time", values)


def _capacity(evidence: Evidence) -> Scored:
    if evidence.free_income is None:
        return Scored(Factor.CAPACITY, 0, "unknown", {})
    free = max(0, evidence.free_income)
    points = min(20, 10 * free // evidence.monthly)
    values = {"free": evidence.free_income, "monthly": evidence.monthly}
    return Scored(Factor.CAPACITY, points, "covers" if free >= evidence.monthly else "covers_not", values)


def _sales(evidence: Evidence) -> Scored:
    if evidence.monthly_sales is None:
        return Scored(Factor.SALES, 0, "unknown", {})
    points = min(20, 4 * evidence.monthly_sales // evidence.monthly)
    values = {"sales": evidence.monthly_sales, "monthly": evidence.monthly}
    return Scored(Factor.SALES, points, "sold" if evidence.monthly_sales else "sold_nothing", values)


def _savings(evidence: Evidence) -> Scored:
    if evidence.savings is None:
        return Scored(Factor.SAVINGS, 0, "unknown", {})
    percent = evidence.savings * 100 // evidence.principal
    return Scored(
        Factor.SAVINGS, min(20, percent), "saved", {"savings": evidence.savings, "percent": percent}
    )


def _level(evidence: Evidence) -> Scored:
    if evidence.loans_repaid is None:
        return Scored(Factor.LEVEL, 0, "unknown", {})
    repaid = evidence.loans_repaid
    return Scored(Factor.LEVEL, _LEVELS[min(repaid, len(_LEVELS) - 1)], "repaid", {"loans": repaid})


class Grade(StrEnum):
    STRONG = "strong"
    FAIR = "fair"
    WEAK = "weak"


def grade(points: int) -> Grade:
    """What the sum of the points says."""
    if points >= 70:
        return Grade.STRONG
    return Grade.FAIR if points >= 45 else Grade.WEAK
