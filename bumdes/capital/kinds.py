"""Kinds of capital and where it comes from, with their equity accounts by role. Pure."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    VILLAGE = "village", _("Village capital")
    COMMUNITY = "community", _("Community capital")
    GRANT = "grant", _("Grant")
    DONATION = "donation", _("Donated capital")


class Source(models.TextChoices):
    VILLAGE_FUND = "village_fund", _("Dana Desa")
    VILLAGE_BUDGET = "village_budget", _("Other village money (APBDes)")
    OWN_MONEY = "own_money", _("The contributor's own money")
    GOVERNMENT = "government", _("Regency, province or ministry")
    PRIVATE = "private", _("Company, foundation or other giver")
    PROFIT = "profit", _("Profit put back by the assembly")


class Restriction(models.TextChoices):
    NONE = "none", _("Free: for whatever the BUMDes needs")
    FOOD = "food", _("Only for food security")
    PURPOSE = "purpose", _("Only for the purpose above")


class ContributorKind(models.TextChoices):
    VILLAGE = "village", _("Village")
    PERSON = "person", _("Person")
    GROUP = "group", _("Group")
    INSTITUTION = "institution", _("Government, company or foundation")


class State(models.TextChoices):
    PROPOSED = "proposed", _("Waits for a second person")
    POSTED = "posted", _("In the books")
    REFUSED = "refused", _("Refused")
    VOID = "void", _("Corrected, void")


# The role of the equity account each kind is booked on. The charts have one for what was given.
ROLES = {
    Kind.VILLAGE: "village_capital",
    Kind.COMMUNITY: "community_capital",
    Kind.GRANT: "donated_capital",
    Kind.DONATION: "donated_capital",
}
