"""What a BUMDes runs: its counter's drawer, its business units and their budgets."""

from bumdes.units.models.budgets import Budget, BudgetLine
from bumdes.units.models.drawer import CashReceipt, DrawerShift
from bumdes.units.models.units import BusinessUnit, Permit

__all__ = ["Budget", "BudgetLine", "BusinessUnit", "CashReceipt", "DrawerShift", "Permit"]
