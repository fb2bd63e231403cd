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


class AmountOutside(Refusal):
    message = _("This product lends from %(least)s to %(most)s.")
    field = "principal"


class NotForThem(Refusal):
    message = _("This product is not for this kind of borrower.")
    field = "product"


class PeriodsOutside(Refusal):
    message = _("This product runs from %(least)d to %(most)d instalments.")
    field = "periods"


class HasOpenApplication(Refusal):
    message = _("There is an open application on this product already.")
    field = "product"


class OtherBumdes(Refusal):
    message = _("The borrower or the product is of another BUMDes.")


class NotAnymore(Refusal):
    message = _("The application has moved on. Open its page again.")


class BeforeCommittee(Refusal):
    message = _("What the committee has is not changed any more.")


class PhotoThere(Refusal):
    message = _("This photo is already here.")
    field = "photos"


class GuarantorThere(Refusal):
    message = _("This guarantor is already written down.")
    field = "name"


class SurveyMissing(Refusal):
    message = _("Write the survey first.")


class CollateralMissing(Refusal):
    message = _("A loan of this amount needs collateral. Write down what is offered.")


class GuarantorsMissing(Refusal):
    message = _("This product needs %(count)d guarantors.")


class PreparedIt(Refusal):
    message = _("Who prepared the application or asks for the loan does not vote on it.")


class VotedAlready(Refusal):
    message = _("You have voted on this application.")


class ReasonMissing(Refusal):
    message = _("Say why, in a few words.")
    field = "note"


class TooFewVotes(Refusal):
    message = _("At least two others must vote before it is decided.")


class DidNotVote(Refusal):
    message = _("The decision is written down by somebody who voted.")


class MoreThanAsked(Refusal):
    message = _("The committee gives no more than was asked for.")
    field = "principal"


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
    "application_open_once_a_member": HasOpenApplication,
    "application_open_once_a_group": HasOpenApplication,
    "application_of_the_book": OtherBumdes,
    "application_moves_forward": NotAnymore,
    "application_stays_before_the_committee": BeforeCommittee,
    "survey_photo_once": PhotoThere,
    "guarantor_once_an_application": GuarantorThere,
    "vote_while_the_committee_has_it": NotAnymore,
    "vote_of_another_than_its_officer": PreparedIt,
    "vote_once_a_person": VotedAlready,
    "vote_against_says_why": ReasonMissing,
    "decision_of_at_least_two": TooFewVotes,
    "decision_recorded_by_a_voter": DidNotVote,
}


def spoken() -> AbstractContextManager[None]:
    """Turn a violated rule of this room into its Refusal; anything else is left to fail."""
    return spoken_as(_REFUSALS)
