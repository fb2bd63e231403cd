"""Products, applications and loans of a BUMDes."""

from bumdes.lending.models.loans import (
    HOLDINGS,
    Allocation,
    Instalment,
    InstalmentBalance,
    Loan,
    LoanEvent,
    ScheduleVersion,
)
from bumdes.lending.models.products import Product
from bumdes.lending.models.risk import ClassChange, PortfolioDay
from bumdes.lending.models.withholding import Withholding, WithholdingConsent, WithholdingPart

__all__ = [
    "HOLDINGS",
    "Allocation",
    "ClassChange",
    "Instalment",
    "InstalmentBalance",
    "Loan",
    "LoanEvent",
    "PortfolioDay",
    "Product",
    "ScheduleVersion",
    "Withholding",
    "WithholdingConsent",
    "WithholdingPart",
]
