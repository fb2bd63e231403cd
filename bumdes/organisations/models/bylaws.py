"""By-laws (AD/ART) by version: how the village assembly shares a year's profit.

No law fixes the shares, so they are data of each BUMDes. A version is never changed, only followed
by the next; the one in force on the day of the assembly counts.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumdes.organisations.models.organisations import Organisation

WHOLE_BPS = 10_000


class ProfitPurpose(models.TextChoices):
    """Who or what a share of the profit is for."""

    VILLAGE = "village", _("Village (PADes)")
    COMMUNITY = "community", _("Community investors")
    RESERVE = "reserve", _("Strengthening of capital")
    MANAGEMENT = "management", _("Management")
    ADVISER = "adviser", _("Adviser")
    SUPERVISOR = "supervisor", _("Supervisors")
    SOCIAL = "social", _("Social fund")


class ByLawsQuerySet(models.QuerySet["ByLaws"]):
    def in_force(self, *, on: date) -> ByLawsQuerySet:
        """Newest first; the first one is in force."""
        return self.filter(adopted_on__lte=on).order_by("-adopted_on", "-pk")


class ByLaws(models.Model):
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="bylaws")
    adopted_on = models.DateField(_("adopted on"))
    minutes_number = models.CharField(_("number of the minutes"), max_length=60)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = ByLawsQuerySet.as_manager()

    class Meta:
        verbose_name = _("by-laws")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "adopted_on"], name="bylaws_adopted_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.adopted_on}"


class ByLawShare(models.Model):
    """A share in basis points; those of one version make exactly the whole."""

    bylaws = models.ForeignKey(ByLaws, models.PROTECT, related_name="shares")
    purpose = models.CharField(max_length=12, choices=ProfitPurpose)
    share_bps = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bylaws", "purpose"], name="bylaw_share_once"),
            models.CheckConstraint(
                name="bylaw_share_within_the_whole",
                condition=Q(share_bps__gt=0, share_bps__lte=WHOLE_BPS),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.share_bps}"

    @property
    def percent(self) -> str:
        """12,5 for 1250 basis points."""
        return f"{self.share_bps / 100:g}".replace(".", ",")
