"""Business units: what the ledger's unit is in the village, and the permits it holds."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Account, Unit
from bumdes.organisations.models import Organisation
from bumdes.units.enums import PermitKind, UnitKind


class BusinessUnit(models.Model):
    """One to one with a unit of the books, which carries its name and code; ended, never deleted."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="business_units")
    unit = models.OneToOneField(Unit, models.PROTECT, related_name="business")
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind)
    # The head office's account of what this unit owes it, its own alone: so the two sides can be compared.
    account = models.OneToOneField(Account, models.PROTECT, related_name="+")
    manager = models.CharField(_("manager"), max_length=80, blank=True)
    manager_phone = models.CharField(max_length=20, blank=True)
    about = models.CharField(_("what it does"), max_length=200, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("business unit")
        constraints = [
            models.CheckConstraint(
                name="business_unit_ends_after_it_starts",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.kind}"


class Permit(models.Model):
    """A permit, with the number that stands on it; a renewed one is another row."""

    business = models.ForeignKey(BusinessUnit, models.PROTECT, related_name="permits")
    kind = models.CharField(max_length=12, choices=PermitKind)
    number = models.CharField(max_length=60)
    issued_on = models.DateField()
    expires_on = models.DateField(null=True)  # None: it holds for good

    class Meta:
        verbose_name = _("permit")
        constraints = [
            models.UniqueConstraint(fields=["business", "kind", "number"], name="permit_once"),
            models.CheckConstraint(
                name="permit_expires_after_it_is_issued",
                condition=Q(expires_on=None) | Q(expires_on__gt=F("issued_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
