"""The database's "no" about capital, in words for a person."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.utils.translation import gettext_lazy as _

from bumdes.ledger.services.refusals import NeedsSecondPerson, OnePerson
from core.refusals import Refusal, spoken_as


class DecidedLater(Refusal):
    message = _("The decision comes before the money. Check both days.")
    field = "decided_on"


class NotTheVillages(Refusal):
    message = _("Dana Desa and food-security money are village capital.")
    field = "kind"


class WrongAccount(Refusal):
    message = _("Money goes to cash or bank; goods go to the asset account they belong to.")
    field = "account"


class AlreadyDecided(Refusal):
    message = _("This was already decided.")


class ReasonMissing(Refusal):
    message = _("Write why it is refused.")
    field = "reason"


class CorrectionWithoutReason(Refusal):
    message = _("Write what was wrong.")
    field = "correction"


class NotToCorrect(Refusal):
    message = _(
        "Only a contribution in the books is corrected, of which nothing was given back or used."
        " Take its uses out first."
    )


class AlreadyCorrected(Refusal):
    message = _("This contribution was corrected already, or its correction waits for a second person.")


class TooMuchBack(Refusal):
    message = _("No more can go back than what is left, and not before it was received.")
    field = "amount"


class NotRestricted(Refusal):
    message = _("Only restricted money that is in the books has a use report.")


class EntryDoesNotStand(Refusal):
    message = _("Choose a spending entry that was not reversed and is not older than the contribution.")
    field = "entry"


class MoreThanTheEntry(Refusal):
    message = _("This entry took less money out, or part of it is already in a use report.")
    field = "amount"


class MoreThanTheRest(Refusal):
    message = _("Less than that is left of this contribution.")
    field = "amount"


class AlreadyUsed(Refusal):
    message = _("This entry is already in the report. Take it out first to change its amount.")
    field = "entry"


_REFUSALS: dict[str, type[Refusal]] = {
    "made_and_approved_by_two_people": OnePerson,
    "capital_approved_over_the_limit": NeedsSecondPerson,
    "contribution_has_a_decision": DecidedLater,
    "contribution_of_dana_desa_is_the_villages": NotTheVillages,
    "contribution_for_food_is_the_villages": NotTheVillages,
    "capital_account_fits": WrongAccount,
    "capital_contribution_stays": AlreadyDecided,
    "capital_correction_of_an_untouched_one": NotToCorrect,
    "contribution_corrected_once": AlreadyCorrected,
    "contribution_corrected_with_a_reason": CorrectionWithoutReason,
    "capital_return_within_the_rest": TooMuchBack,
    "capital_use_of_restricted_money": NotRestricted,
    "capital_use_of_an_entry_that_stands": EntryDoesNotStand,
    "capital_use_within_the_entry": MoreThanTheEntry,
    "capital_use_within_the_contribution": MoreThanTheRest,
    "use_once_an_entry": AlreadyUsed,
}


def spoken() -> AbstractContextManager[None]:
    """Turn a violated rule of this room into its Refusal; anything else is left to fail."""
    return spoken_as(_REFUSALS)
