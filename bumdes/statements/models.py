"""What a BUMDes says about its own reports: basis, legal papers, who signs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from bumdes.organisations.models import Organisation


class Basis(models.TextChoices):
    """The standard the notes say the statements follow; the lines are the same under each."""

    SAK_EP = "sak_ep", "SAK EP"
    SAK_EMKM = "sak_emkm", "SAK EMKM"
    KEPMENDESA = "kepmendesa", "Kepmendesa PDTT 136/2022"


class ReportSettings(models.Model):
    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="report_settings")
    basis = models.CharField(_("reporting basis"), max_length=20, choices=Basis, default=Basis.SAK_EP)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    deed = models.CharField(_("village regulation or deed of founding"), max_length=120, blank=True)
    legal_number = models.CharField(_("legal entity number (AHU)"), max_length=60, blank=True)
    # Names as they are printed; blank: who holds the office today.
    director = models.CharField(_("director who signs"), max_length=80, blank=True)
    treasurer = models.CharField(_("treasurer who signs"), max_length=80, blank=True)
    adviser = models.CharField(_("adviser who signs"), max_length=80, blank=True)
    supervisor = models.CharField(_("supervisor who signs"), max_length=80, blank=True)
    other_information = models.TextField(_("other information for the notes"), max_length=4000, blank=True)

    class Meta:
        verbose_name = _("report settings")

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_basis_display()}"
