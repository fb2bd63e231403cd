"""The words for what the calculations name: stored choices of the lending room."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from bumdes.lending.calculations.allocation import Order
from bumdes.lending.calculations.penalties import Base
from bumdes.lending.calculations.prepayment import PayoffRule
from bumdes.lending.calculations.risk import SCALES
from bumdes.lending.calculations.terms import DayCount, Frequency, Method, RoundingMode

METHODS = [
    (Method.FLAT.value, _("Flat")),
    (Method.EQUAL_PRINCIPAL.value, _("Equal principal, falling interest")),
    (Method.ANNUITY.value, _("Annuity")),
    (Method.ANNUITY_DAILY.value, _("Annuity by actual days")),
    (Method.FIXED_INSTALMENT.value, _("Annuity with an agreed instalment")),
    (Method.BULLET.value, _("Once after the harvest (yarnen)")),
    (Method.INTEREST_ONLY.value, _("Interest first, principal at the end")),
    (Method.MURABAHAH.value, _("Murabahah")),
    (Method.QARDH.value, _("Qardh")),
]
FREQUENCIES = [
    (Frequency.MONTHLY.value, _("Each month")),
    (Frequency.WEEKLY.value, _("Each week")),
    (Frequency.EVERY_2_WEEKS.value, _("Each two weeks")),
    (Frequency.EVERY_15_DAYS.value, _("Each 15 days")),
]
DAY_COUNTS = [(each.value, each.value) for each in DayCount]
ROUNDINGS = [
    (RoundingMode.UP.value, _("Up")),
    (RoundingMode.HALF_UP.value, _("To the nearest, half up")),
    (RoundingMode.HALF_EVEN.value, _("To the nearest, half to even")),
]
PENALTY_BASES = [
    (Base.INSTALMENT.value, _("Principal and interest of the instalment")),
    (Base.PRINCIPAL.value, _("Principal of the instalment")),
]
ORDERS = [
    (Order.VERTICAL.value, _("The oldest instalment whole, then the next")),
    (Order.HORIZONTAL.value, _("All penalties, then fees, interest and principal")),
]
PAYOFF_RULES = [
    (PayoffRule.FULL.value, _("All interest that was agreed")),
    (PayoffRule.CURRENT.value, _("Interest of the running period")),
    (PayoffRule.TO_DAY.value, _("Interest to the day")),
]
# The parts of an instalment, and what of a payment waits for the next one.
PART_NAMES = {
    "penalty": _("Penalty"),
    "fee": _("Fee"),
    "interest": _("Interest (jasa)"),
    "principal": _("Principal"),
    "deposit": _("Waits for the next instalment"),
}
SCALE_NAMES = [(scale.code, scale.source) for scale in SCALES.values()]


class RateBasis(TextChoices):
    """What a rate speaks of. A rate of a period is that of a month where instalments are monthly."""

    PERIOD = "period", _("a period")
    YEAR = "year", _("a year")
