"""The words of book-keeping that are stored. Pure."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    """On which side an account grows."""

    DEBIT = "debit", _("Debit")
    CREDIT = "credit", _("Credit")


class AccountType(models.TextChoices):
    """The seven groups of Kepmendesa PDTT 136/2022, the last split in income, expense and tax."""

    ASSET = "asset", _("Assets")
    LIABILITY = "liability", _("Liabilities")
    EQUITY = "equity", _("Equity")
    REVENUE = "revenue", _("Revenue")
    COST = "cost", _("Cost of goods sold")
    EXPENSE = "expense", _("Operating expenses")
    OTHER_INCOME = "other_income", _("Other income")
    OTHER_EXPENSE = "other_expense", _("Other expenses")
    TAX = "tax", _("Taxes")


# Closed to retained earnings at year end; every posting to one belongs to a business unit.
RESULT_TYPES = frozenset(
    {
        AccountType.REVENUE,
        AccountType.COST,
        AccountType.EXPENSE,
        AccountType.OTHER_INCOME,
        AccountType.OTHER_EXPENSE,
        AccountType.TAX,
    }
)


class EntryKind(models.TextChoices):
    """Why an entry stands in the books; opening and closing entries are no movements of the year."""

    ORDINARY = "ordinary", _("Ordinary")
    OPENING = "opening", _("Opening balance")
    CLOSING = "closing", _("Year closing")


class ClosingKind(models.TextChoices):
    MONTH = "month", _("Month closed")
    YEAR = "year", _("Year closed")
    REOPENED = "reopened", _("Reopened")


class ProposalState(models.TextChoices):
    WAITING = "waiting", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
