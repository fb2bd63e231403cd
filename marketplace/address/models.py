"""Where a person lives or wants goods, in a land of rivers and channels.

Our own address replaces Oscar's: streets and postcodes do not find a house on a tidal
channel; village, dusun, channel number, side, dock and a landmark do.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.address.abstract_models import AbstractCountry

from bumdes.villages.models import Village
from core.users.models import User


class Country(AbstractCountry):
    """Kept because Oscar's vouchers and partners refer to it."""


class VillageAddress(models.Model):
    class Side(models.TextChoices):
        LEFT = "left", _("left bank, going upstream")
        RIGHT = "right", _("right bank, going upstream")

    name = models.CharField(_("recipient's name"), max_length=120)
    phone = models.CharField(_("mobile number"), max_length=20)
    village = models.ForeignKey(Village, models.PROTECT, related_name="+", verbose_name=_("village"))
    dusun = models.CharField(_("hamlet (dusun)"), max_length=60, blank=True)
    rt = models.CharField("RT", max_length=3, blank=True)
    rw = models.CharField("RW", max_length=3, blank=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    river = models.CharField(_("river"), max_length=60, blank=True)
    channel = models.CharField(_("channel (jalur)"), max_length=20, blank=True)
    side = models.CharField(_("side"), max_length=5, choices=Side, blank=True)
    dock = models.CharField(_("dock"), max_length=60, blank=True)
    landmark = models.CharField(_("landmark (patokan)"), max_length=160)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return ", ".join(self.lines())

    def lines(self) -> list[str]:
        """The address as short lines, without name and phone; needs `village` loaded."""
        channel = self.channel and _("channel %(number)s") % {"number": self.channel}
        parts = [
            self.street,
            self.dusun,
            "/".join(part for part in (self.rt and f"RT {self.rt}", self.rw and f"RW {self.rw}") if part),
            " ".join(str(part) for part in (self.river, channel, self.get_side_display()) if part),
            self.dock,
            self.landmark,
        ]
        return [str(part) for part in parts if part]


class UserAddressQuerySet(models.QuerySet["UserAddress"]):
    def for_user(self, user: User) -> UserAddressQuerySet:
        return self.filter(user=user)


class UserAddress(VillageAddress):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="addresses")
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(is_default=True), name="address_one_default_per_user"
            )
        ]
