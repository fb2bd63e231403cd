"""Stored words of an application and of its survey. Pure."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from bumdes.lending.calculations.risk import CollateralKind

COLLATERALS = [
    (CollateralKind.DEPOSIT.value, _("Savings or deposit here")),
    (CollateralKind.REGISTERED_LAND.value, _("Land with a certificate")),
    (CollateralKind.OTHER_LAND.value, _("Land with another paper")),
    (CollateralKind.ADAT_LAND.value, _("Adat land")),
    (CollateralKind.VEHICLE.value, _("Vehicle or boat with papers")),
]


class ApplicationState(TextChoices):
    APPLIED = "applied", _("Applied")
    SURVEYED = "surveyed", _("Surveyed")
    PROPOSED = "proposed", _("Before the committee")
    APPROVED = "approved", _("Agreed to")
    REFUSED = "refused", _("Not agreed to")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LENT = "lent", _("Loan made")


S = ApplicationState
# While it may still be changed and looked at again; and while it stands in the way of another one.
BEING_PREPARED = (S.APPLIED, S.SURVEYED)
OPEN = (*BEING_PREPARED, S.PROPOSED, S.APPROVED)


class House(TextChoices):
    OWN = "own", _("Her own")
    FAMILY = "family", _("The family's")
    RENTED = "rented", _("Rented")


class Reputation(TextChoices):
    """What neighbours and the village say."""

    GOOD = "good", _("Keeps her word")
    MIXED = "mixed", _("Opinions differ")
    BAD = "bad", _("Warn against it")
    NOT_ASKED = "not_asked", _("Not asked")
