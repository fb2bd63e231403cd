"""Stored choices of the savings' room, and the ledger account each kind stands on."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    VOLUNTARY = "voluntary", _("Voluntary savings")
    COMPULSORY = "compulsory", _("Compulsory savings")
    TERM = "term", _("Term savings")
    GROUP = "group", _("Fund of a group")


# Roles of the chart: 2.1.06.01, .02, .03 and .05.
ROLES = {
    Kind.VOLUNTARY: "savings_voluntary",
    Kind.COMPULSORY: "savings_compulsory",
    Kind.TERM: "savings_term",
    Kind.GROUP: "joint_liability_fund",
}
EXPENSE_ROLE = "savings_interest_expense"


class Basis(TextChoices):
    LOWEST = "lowest", _("Lowest balance of the month")
    AVERAGE = "average", _("Average balance of the month")


class Move(TextChoices):
    OPENING = "opening", _("Opening balance")
    DEPOSIT = "deposit", _("Deposit")
    WITHDRAWAL = "withdrawal", _("Withdrawal")
    TRANSFER = "transfer", _("Transfer")
    INTEREST = "interest", _("Interest")
    REVERSAL = "reversal", _("Reversal")


class RequestState(TextChoices):
    WAITING = "waiting", _("Waiting")
    PAID = "paid", _("Paid to the saver")
    REFUSED = "refused", _("Refused")
    TAKEN_BACK = "taken_back", _("Taken back")
