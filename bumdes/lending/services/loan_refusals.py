"""The expected "no" of the life of a loan."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bumdes.ledger.services.refusals import OnePerson
from core.refusals import Conflict, Refusal


class NotApproved(Refusal):
    message = _("This loan was already paid out.")


class NeverPaidOut(Refusal):
    message = _("This loan was cancelled. Write down a new application.")


class NotRunning(Refusal):
    message = _("This loan is not running.")


class NotYet(Refusal):
    message = _("This day has not come yet.")
    field = "date"


class BeforeTheLoan(Refusal):
    message = _("The loan was paid out on %(day)s. Use that day or a later one.")
    field = "date"


class BeforeTheSchedule(Refusal):
    message = _(
        "The schedule was made anew after this day, so what is dated before would make it wrong."
        " Take the newer schedule back first, or use a later date."
    )
    field = "date"


class NoAmount(Refusal):
    message = _("Write an amount above zero.")
    field = "amount"


class NoReason(Refusal):
    message = _("Write why.")
    field = "note"


class TooMuch(Refusal):
    message = _("No more than %(most)s.")
    field = "amount"


class AlreadyTakenBack(Refusal):
    message = _("This was already taken back.")


class NotAPayment(Refusal):
    message = _("Only a payment is taken back.")


class NotThisAccount(Refusal):
    message = _("Choose the cash box or a bank account of this book.")
    field = "account"


class NotHerSavings(Refusal):
    message = _("Choose an open voluntary savings account of the borrower.")
    field = "against"


class NoRoomForTheDates(Refusal):
    message = _("These terms do not make a schedule from this day. Change the first due date.")
    field = "date"


class MarginStays(Refusal):
    message = _("The price of a murabahah is fixed: its margin stays what it was.")


class OtherBorrower(Refusal):
    message = _("The borrower is not of this BUMDes.")


class OnesOwn(Refusal):
    message = _("This is your own loan, or your group's. Ask somebody else to do it.")


class CoverStays(Refusal):
    message = _(
        "One member paid this for another, so it is not taken back. Write down what was given back instead."
    )


class EnoughAtOnce(Refusal):
    message = _(
        "This borrower has as many running loans as the product allows at once."
        " Another is made and paid out once one of them has ended."
    )


LOAN_RULES: dict[str, type[Refusal]] = {
    "made_and_approved_by_two_people": OnePerson,
    "loan_event_key_once_a_book": Conflict,
    "loan_key_once_a_book": Conflict,
    "loan_once_an_application": Conflict,
    "loan_event_reversed_once": AlreadyTakenBack,
    "loan_borrower_of_the_book": OtherBorrower,
    "loan_cover_stays": CoverStays,
    "loan_not_ones_own": OnesOwn,
    "loan_no_more_at_once": EnoughAtOnce,
    "loan_money_moves_her_savings": NotHerSavings,
}
