"""The database's "no" about savings, in words for a person."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.utils.translation import gettext_lazy as _

from bumdes.ledger.services.refusals import NeedsSecondPerson, OnePerson
from core.refusals import Conflict, Refusal, spoken_as


class NotCovered(Refusal):
    message = _("There is less than that free on this account.")
    field = "amount"


class AccountClosed(Refusal):
    message = _("This account is closed.")


class NotInOrder(Refusal):
    message = _("Something moved on this account on a later day. Use that day or a later one.")
    field = "on"


class DayToCome(Refusal):
    message = _("This day has not come yet.")
    field = "on"


class InterestWasPaid(Refusal):
    message = _("Interest of that month was paid already. Use a later day.")
    field = "on"


class TermNotOver(Refusal):
    message = _("Term savings stay until their due date.")
    field = "on"


class CompulsoryStays(Refusal):
    message = _("Compulsory savings are paid out when somebody leaves.")
    field = "amount"


class WrongAccount(Refusal):
    message = _("Choose cash or a bank of this BUMDes.")
    field = "against"


class BeforeOpening(Refusal):
    message = _("The account was opened later than that.")
    field = "on"


class MembersOnly(Refusal):
    message = _("Only members save here. Others may once an LKM licence is written in the settings.")
    field = "owner"


class OtherBumdes(Refusal):
    message = _("This person or group belongs to another BUMDes.")
    field = "owner"


class HasThisAccount(Refusal):
    message = _("There is an open account of this product already.")
    field = "owner"


class InterestElsewhere(Refusal):
    message = _("Interest goes to voluntary savings of the same member.")
    field = "interest_to"


class ProductOutOfUse(Refusal):
    message = _("This product is no longer offered.")
    field = "product"


class NameTaken(Refusal):
    message = _("There is already a product of this name.")
    field = "name"


class NotEmpty(Refusal):
    message = _("An account is closed when nothing is on it and nothing is held.")


class CannotReverse(Refusal):
    message = _("Only deposits and withdrawals that were made here can be reversed, once.")


class OpeningTooLarge(Refusal):
    message = _("The opening balances of the books have less than that left for this kind of savings.")
    field = "amount"


class AlreadyReleased(Refusal):
    message = _("This was released already.")


class AlreadyDecided(Refusal):
    message = _("This was already decided.")


class AlreadyAsked(Refusal):
    message = _("This waits for a second person already.")


class OnlyItsMaker(Refusal):
    message = _("Only the person who made it can take it back.")


class ReasonMissing(Refusal):
    message = _("Write why.")
    field = "reason"


class MonthNotOver(Refusal):
    message = _("Interest is paid when its month is over.")
    field = "month"


class LaterMonthPaid(Refusal):
    message = _("Interest of a later month was paid already.")
    field = "month"


_REFUSALS: dict[str, type[Refusal]] = {
    "made_and_approved_by_two_people": OnePerson,
    "savings_withdrawal_approved": NeedsSecondPerson,
    "savings_account_covers_held": NotCovered,
    "savings_account_is_open": AccountClosed,
    "savings_account_closed_when_empty": NotEmpty,
    "savings_account_once_a_member": HasThisAccount,
    "savings_account_once_a_group": HasThisAccount,
    "savings_account_of_the_bumdes": OtherBumdes,
    "savings_in_order_of_days": NotInOrder,
    "savings_movement_fits": BeforeOpening,
    "savings_term_is_over": TermNotOver,
    "savings_compulsory_stay": CompulsoryStays,
    "savings_members_only": MembersOnly,
    "savings_interest_to_the_owner": InterestElsewhere,
    "savings_product_name_once": NameTaken,
    "savings_reversal_fits": CannotReverse,
    "savings_movement_reverses_id_key": CannotReverse,
    "savings_opening_within_the_books": OpeningTooLarge,
    "savings_hold_stays": AlreadyReleased,
    "savings_request_stays": AlreadyDecided,
    "savings_request_reverses_once": AlreadyAsked,
    # A key that two pages sent at the same instant: the second finds it taken.
    "savings_movement_key_once": Conflict,
    "savings_account_key_once": Conflict,
    "savings_hold_key_once": Conflict,
}


def spoken() -> AbstractContextManager[None]:
    """Turn a violated rule of this room into its Refusal; anything else is left to fail."""
    return spoken_as(_REFUSALS)
