"""Products, applications and loans of a BUMDes."""

from bumdes.lending.models.applications import Application, Guarantor, Pledge, Survey, SurveyPhoto
from bumdes.lending.models.decisions import Decision, ScoreLine, Vote
from bumdes.lending.models.liability import LiabilityFact
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
from bumdes.lending.models.requests import LoanRequest
from bumdes.lending.models.risk import ClassChange, PortfolioDay
from bumdes.lending.models.withholding import Withholding, WithholdingConsent, WithholdingPart

__all__ = [
    "HOLDINGS",
    "Allocation",
    "Application",
    "ClassChange",
    "Decision",
    "Guarantor",
    "Instalment",
    "InstalmentBalance",
    "LiabilityFact",
    "Loan",
    "LoanEvent",
    "LoanRequest",
    "Pledge",
    "PortfolioDay",
    "Product",
    "ScheduleVersion",
    "ScoreLine",
    "Survey",
    "SurveyPhoto",
    "Vote",
    "Withholding",
    "WithholdingConsent",
    "WithholdingPart",
]
