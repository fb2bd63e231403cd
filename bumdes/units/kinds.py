"""What the books need to know of each kind of unit: whose inter-unit account it uses first. Pure."""

from __future__ import annotations

from bumdes.units.enums import UnitKind

# The role of the head office's account of what a unit of this kind owes it (bumdes/ledger/charts).
ACCOUNT_ROLES = {
    UnitKind.SHOP: "inter_unit_receivable_shop",
    UnitKind.RENTAL: "inter_unit_receivable_rental",
    UnitKind.TOURISM: "inter_unit_receivable_tourism",
    UnitKind.WATER: "inter_unit_receivable_water",
    UnitKind.WASTE: "inter_unit_receivable_waste",
    UnitKind.SAVINGS_LOAN: "inter_unit_receivable_savings_loan",
    UnitKind.INTERNET: "inter_unit_receivable_internet",
    UnitKind.FOOD_SECURITY: "inter_unit_receivable_food_security",
    UnitKind.OTHER: "inter_unit_receivable_other",
}
HEAD_OFFICE_ACCOUNT = "head_office_account"
