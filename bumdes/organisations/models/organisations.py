"""A BUMDes and the offices people hold in it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Book
from bumdes.villages.models import Village
from core.users.models import User


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def for_user(self, user: User) -> OrganisationQuerySet:
        """The BUMDes in which this person holds an office today."""
        return self.filter(offices__in=Office.objects.active().filter(user=user)).distinct()


class Organisation(models.Model):
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    village = models.ForeignKey(Village, models.PROTECT, related_name="organisations")
    phone = models.CharField(max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    opening_hours = models.CharField(_("opening hours"), max_length=120, blank=True)
    about = models.TextField(_("about"), blank=True)
    dock = models.CharField(_("landing stage"), max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    # None until its book-keeping begins here.
    book = models.OneToOneField(Book, models.PROTECT, null=True, blank=True, related_name="organisation")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "BUMDes"

    def __str__(self) -> str:
        return self.name


class OfficeQuerySet(models.QuerySet["Office"]):
    def active(self) -> OfficeQuerySet:
        return self.filter(ended_at=None, organisation__is_active=True)


class Office(models.Model):
    """One person holding one office in one BUMDes; ended, never deleted."""

    class Role(models.TextChoices):
        DIRECTOR = "director", _("Director")
        TREASURER = "treasurer", _("Treasurer")
        CREDIT_OFFICER = "credit_officer", _("Credit officer")
        CASHIER = "cashier", _("Cashier")
        SUPERVISOR = "supervisor", _("Supervisor (reads only)")
        ADVISER = "adviser", _("Adviser (reads only)")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="offices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="offices")
    role = models.CharField(max_length=20, choices=Role)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("office")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user", "role"], condition=Q(ended_at=None), name="office_held_once"
            ),
            models.CheckConstraint(
                name="office_not_granted_to_oneself",
                condition=Q(granted_by=None) | ~Q(granted_by=models.F("user")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
