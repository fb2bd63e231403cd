"""The "no" of this room and of its rules in the database, in words for a person."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal, spoken_as


class NotABank(Refusal):
    message = _("This is not a bank account of the books.")


class WrongLines(Refusal):
    message = _("%(count)d lines cannot be read. Nothing was imported: correct them in the file first.")


class NothingInIt(Refusal):
    message = _("No movement was found in the file.")


class ColumnsNotChosen(Refusal):
    message = _("Choose the columns of the date, the description, and of the credit or the amount.")


class SameColumnTwice(Refusal):
    message = _("One column cannot be two things. Choose another.")


class OpeningBalanceMissing(Refusal):
    message = _("Write what the bank held before the first line.")
    field = "opening_balance"


class AlreadyDone(Refusal):
    message = _("This file was imported or taken back already.")


class LinesInUse(Refusal):
    message = _("Lines of this file were matched by hand, booked or reconciled, so it stays.")


class AlreadyMatched(Refusal):
    message = _("One of them was matched in the meantime. Look again.")


class NotOfThisAccount(Refusal):
    message = _("Choose lines and postings of this bank account.")


class NothingChosen(Refusal):
    message = _("Choose what this line is matched with.")


class SumsDiffer(Refusal):
    message = _("The bank's lines make %(bank)s, the postings %(books)s. Both must be the same.")


class ManyWithMany(Refusal):
    message = _("Match one line with several postings, or several lines with one posting.")


class AlreadyUndone(Refusal):
    message = _("This match was undone already.")


class MonthIsClosed(Refusal):
    message = _("The month of this match is closed and was reconciled with it.")


class SameAccount(Refusal):
    message = _("Choose the account on the other side, not the bank itself.")
    field = "account"


class NoSuchWords(Refusal):
    message = _("Write words that stand in the bank's text.")
    field = "words"


class MonthNotOver(Refusal):
    message = _("This month is not over yet.")


class NotBegun(Refusal):
    message = _("Import the bank's list first.")


class LinesOpen(Refusal):
    message = _("%(count)d lines of the bank are not in the books yet. Match or book them first.")


class Unexplained(Refusal):
    message = _("A difference of %(amount)s is not explained. Is a line of the bank missing?")
    field = "bank_balance"


class NoteMissing(Refusal):
    message = _("Write what the difference from before the start is.")
    field = "note"


_REFUSALS: dict[str, type[Refusal]] = {
    "bank_line_matched_once": AlreadyMatched,
    "bank_posting_matched_once": AlreadyMatched,
    "banking_line_in_use": LinesInUse,
    "banking_match_stays": AlreadyUndone,
    "banking_match_fits": NotOfThisAccount,
}


def spoken() -> AbstractContextManager[None]:
    """Turn a violated rule of this room into its Refusal; anything else is left to fail."""
    return spoken_as(_REFUSALS)
