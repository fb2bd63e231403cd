"""Products, applications and loans of a BUMDes."""

from bumdes.lending.models.applications import Application, Guarantor, Pledge, Survey, SurveyPhoto
from bumdes.lending.models.decisions import Decision, ScoreLine, Vote
from bumdes.lending.models.products import Product

__all__ = [
    "Application",
    "Decision",
    "Guarantor",
    "Pledge",
    "Product",
    "ScoreLine",
    "Survey",
    "SurveyPhoto",
    "Vote",
]
