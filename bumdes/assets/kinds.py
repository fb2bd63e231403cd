"""Kinds of fixed assets: their accounts, by role, and how long they usually last. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    LAND = "land", _("Land")
    BUILDING = "building", _("Building")
    MACHINE = "machine", _("Equipment or machine")
    COMPUTER = "computer", _("Computer or telephone")
    OFFICE = "office", _("Furniture or office equipment")
    VEHICLE = "vehicle", _("Motorcycle, car or boat")
    TRUCK = "truck", _("Truck")
    SOFTWARE = "software", _("Software or licence")


@dataclass(frozen=True)
class Accounts:
    """Roles of the accounts an asset is booked on. Land has no wear."""

    cost: str
    wear: str | None
    expense: str | None
    usual_life_months: int | None


# Lives in months: the guide of the Bumdesma LKD chart (building 240, machine 60, computer 48, truck 96,
# vehicle 120, office 60). They are proposals; the assembly's own policy is typed over them.
ACCOUNTS = {
    Kind.LAND: Accounts("land", None, None, None),
    Kind.BUILDING: Accounts("buildings", "accumulated_depreciation_buildings", "depreciation_buildings", 240),
    Kind.MACHINE: Accounts("machinery", "accumulated_depreciation_machinery", "depreciation_machinery", 60),
    Kind.COMPUTER: Accounts("machinery", "accumulated_depreciation_machinery", "depreciation_machinery", 48),
    Kind.OFFICE: Accounts("furniture", "accumulated_depreciation_furniture", "depreciation_furniture", 60),
    Kind.VEHICLE: Accounts("vehicles", "accumulated_depreciation_vehicles", "depreciation_vehicles", 120),
    Kind.TRUCK: Accounts("vehicles", "accumulated_depreciation_vehicles", "depreciation_vehicles", 96),
    Kind.SOFTWARE: Accounts("intangible_software", "accumulated_amortisation", "amortisation", 48),
}
