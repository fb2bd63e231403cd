"""The words of business units, budgets and village internet that are stored. Pure."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    SHOP = "shop", _("Shop")
    RENTAL = "rental", _("Rental")
    TOURISM = "tourism", _("Tourism")
    WATER = "water", _("Clean water")
    WASTE = "waste", _("Waste")
    SAVINGS_LOAN = "savings_loan", _("Savings and loans")
    INTERNET = "internet", _("Village internet")
    FOOD_SECURITY = "food_security", _("Food security")
    OTHER = "other", _("Other")


class PermitKind(models.TextChoices):
    NIB = "nib", _("Business number (NIB)")
    LOCATION = "location", _("Location or environment")
    FOOD = "food", _("Food (PIRT, BPOM)")
    HALAL = "halal", _("Halal")
    FINANCE = "finance", _("Finance (OJK)")
    TELECOM = "telecom", _("Telecommunication")
    OTHER = "other", _("Other")


class BudgetState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


class VoucherState(models.TextChoices):
    NEW = "new", _("For sale")
    SOLD = "sold", _("Sold")
    USED = "used", _("Used")
    VOID = "void", _("Void")
