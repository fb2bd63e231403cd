"""The database's "no" about products and applications, in words for a person."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal, spoken_as


class CodeTaken(Refusal):
    message = _("There is already a product of this code.")
    field = "code"


class ProductClosed(Refusal):
    message = _("This version of the product is closed. Open the newest one.")


class PeriodsDisordered(Refusal):
    message = _("The most instalments cannot be fewer than the fewest.")
    field = "periods_max"


class GraceTooLong(Refusal):
    message = _("The grace must be shorter than the shortest loan.")
    field = "grace_principal"


class ForNobody(Refusal):
    message = _("Write the largest loan of a member or of a group, not under the smallest loan.")
    field = "member_max"


class GrowsWhenLate(Refusal):
    message = _("A murabahah or qardh does not grow when it is late: write ta'zir as an amount.")
    field = "penalty_percent"


class RateNotItsOwn(Refusal):
    message = _("This method has no interest. A murabahah has a margin instead.")
    field = "rate_percent"


class NoSchedule(Refusal):
    message = _("No schedule can be made of these conditions.")


_REFUSALS: dict[str, type[Refusal]] = {
    "loan_product_offered_once": CodeTaken,
    "loan_product_version_once": CodeTaken,
    "loan_product_only_ever_closed": ProductClosed,
    "loan_product_periods_in_order": PeriodsDisordered,
    "loan_product_grace_ends_before_the_loan": GraceTooLong,
    "loan_product_is_for_somebody": ForNobody,
    "loan_product_tazir_is_an_amount": GrowsWhenLate,
    "loan_product_rate_by_its_method": RateNotItsOwn,
    "loan_product_qardh_costs_nothing": RateNotItsOwn,
}


def spoken() -> AbstractContextManager[None]:
    """Turn a violated rule of this room into its Refusal; anything else is left to fail."""
    return spoken_as(_REFUSALS)
