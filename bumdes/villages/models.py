"""Districts and villages of Banyuasin, by their Kemendagri codes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class District(models.Model):
    code = models.CharField(max_length=8, primary_key=True)  # 16.07.01
    name = models.CharField(max_length=60)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)

    class Meta:
        verbose_name = _("district")

    def __str__(self) -> str:
        return self.name


class Village(models.Model):
    class Kind(models.TextChoices):
        DESA = "desa", _("Village")
        KELURAHAN = "kelurahan", _("Urban village")

    code = models.CharField(max_length=13, primary_key=True)  # 16.07.01.2001
    district = models.ForeignKey(District, models.PROTECT, related_name="villages")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind)
    postcode = models.CharField(max_length=5, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)

    class Meta:
        verbose_name = _("village")

    def __str__(self) -> str:
        return self.name

    @property
    def slug(self) -> str:
        """The village's part of an address: its code with dashes, since names repeat."""
        return self.code.replace(".", "-")
