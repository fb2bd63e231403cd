"""The database's "no", in words for a person: constraint names and what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from core.money import format_rupiah
from core.refusals import Conflict, Refusal, broken_rule, spoken_as


class NotBalanced(Refusal):
    message = _("Debit and credit differ. Both sides must be the same.")


class TooFewLines(Refusal):
    message = _("An entry needs at least two lines with an amount.")


class PeriodClosed(Refusal):
    message = _("The books are closed for this date. Use a later date, or ask for the period to be reopened.")
    field = "date"


class BeforeTheBook(Refusal):
    message = _("The books do not go back to this date.")
    field = "date"


class WrongDay(Refusal):
    message = _(
        "Opening balances stand on the first day of a year or of the books, closing entries on the last."
    )
    field = "date"


class NotEnough(Refusal):
    message = _("There is not enough money in %(account)s: it holds %(held)s.")
    field = "amount"


class AccountOutOfUse(Refusal):
    message = _("One of the accounts is no longer in use.")


class NeedsSecondPerson(Refusal):
    message = _("This amount needs the approval of a second person.")


class OnePerson(Refusal):
    message = _("Whoever made it cannot approve it. Ask somebody else.")


class AlreadyReversed(Refusal):
    message = _("This entry was already reversed.")


class CannotReverse(Refusal):
    message = _("This entry cannot be reversed on that date.")


class AccountInUse(Refusal):
    message = _("An account with postings keeps its code and kind.")


class KeyTaken(Conflict):
    message = _("This was already recorded with other content. Open the page again.")


_REFUSALS: dict[str, type[Refusal]] = {
    "ledger_entry_balances": NotBalanced,
    "ledger_period_open": PeriodClosed,
    "ledger_book_begun": BeforeTheBook,
    "ledger_opening_on_first_day": WrongDay,
    "ledger_closing_on_last_day": WrongDay,
    "ledger_account_in_use": AccountOutOfUse,
    "ledger_journal_approved": NeedsSecondPerson,
    "made_and_approved_by_two_people": OnePerson,
    "entry_reversed_once": AlreadyReversed,
    "ledger_reversal_fits": CannotReverse,
    "ledger_account_stays": AccountInUse,
}


@contextmanager
def spoken() -> Iterator[None]:
    """Turn a violated rule of the books into its Refusal; anything else is left to fail."""
    try:
        with spoken_as(_REFUSALS):
            yield
    except IntegrityError as error:
        if broken_rule(error) == "ledger_account_not_below_zero":
            raise _not_enough(error) from error
        raise


def _not_enough(error: IntegrityError) -> Refusal:
    """The trigger's detail is "<account id> <balance>"; the transaction is broken, so no look-up."""
    detail = getattr(getattr(error.__cause__, "diag", None), "message_detail", None) or ""
    account, _space, held = detail.partition(" ")
    refusal = NotEnough(account=_("this account"), held=format_rupiah(int(held or 0)))
    refusal.account_id = int(account or 0)  # type: ignore[attr-defined]
    return refusal
