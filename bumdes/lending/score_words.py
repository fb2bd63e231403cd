"""Why a factor has its points, in words; by the reasons of calculations.scoring."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from bumdes.lending.calculations.scoring import Factor, Grade
from core.money import format_rupiah

FACTORS = {
    Factor.REPAYMENT: _("How earlier loans were repaid"),
    Factor.CAPACITY: _("What is left in a month"),
    Factor.SALES: _("Sales on Sedulang"),
    Factor.SAVINGS: _("Savings here"),
    Factor.LEVEL: _("Level as a borrower"),
}
GRADES = {Grade.STRONG: _("Strong"), Grade.FAIR: _("Fair"), Grade.WEAK: _("Weak")}
_WHY = {
    (Factor.REPAYMENT, "unknown"): _("No consent to look at earlier loans, so no points."),
    (Factor.REPAYMENT, "first_loan"): _("No loan here before: neither for nor against."),
    (Factor.REPAYMENT, "on_time"): _("%(loans)s loans, never a day late."),
    (Factor.REPAYMENT, "late"): _("%(loans)s loans, at the worst %(days)s days late."),
    (Factor.CAPACITY, "unknown"): _("No survey yet."),
    (Factor.CAPACITY, "covers"): _("%(free)s is left in a month, the loan takes %(monthly)s of it."),
    (Factor.CAPACITY, "covers_not"): _("%(free)s is left in a month, less than the %(monthly)s of the loan."),
    (Factor.SALES, "unknown"): _("No shop on Sedulang, or no consent to see its sales."),
    (Factor.SALES, "sold"): _("Sells %(sales)s a month on Sedulang; the loan takes %(monthly)s."),
    (Factor.SALES, "sold_nothing"): _("Sold nothing on Sedulang in the last six months."),
    (Factor.SAVINGS, "unknown"): _("No consent to look at savings, or no savings account."),
    (Factor.SAVINGS, "saved"): _("Has saved %(savings)s, which is %(percent)s%% of the loan."),
    (Factor.LEVEL, "unknown"): _("No consent to look at earlier loans."),
    (Factor.LEVEL, "repaid"): _("%(loans)s loans paid off before."),
}
_RUPIAH = ("free", "monthly", "sales", "savings")


def why(factor: str, reason: str, values: Mapping[str, int]) -> str:
    """The sentence beside a factor's points."""
    shown = {name: format_rupiah(value) if name in _RUPIAH else value for name, value in values.items()}
    words = str(_WHY[Factor(factor), reason])
    return words % shown if shown else words
