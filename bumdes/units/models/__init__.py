"""What a BUMDes runs: its counter's drawer, business units, budgets, village internet."""

from bumdes.units.models.budgets import Budget, BudgetLine
from bumdes.units.models.drawer import CashReceipt, DrawerShift
from bumdes.units.models.internet import (
    Bill,
    InternetService,
    Package,
    Payment,
    PaymentPart,
    Subscriber,
    Voucher,
    VoucherBatch,
    VoucherSale,
)
from bumdes.units.models.units import BusinessUnit, Permit

__all__ = [
    "Bill",
    "Budget",
    "BudgetLine",
    "BusinessUnit",
    "CashReceipt",
    "DrawerShift",
    "InternetService",
    "Package",
    "Payment",
    "PaymentPart",
    "Permit",
    "Subscriber",
    "Voucher",
    "VoucherBatch",
    "VoucherSale",
]
