"""A shop: its owner, village, hub, verification and the people who work in it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumdes.organisations.models import Organisation
from bumdes.villages.models import Village
from core.users.models import User


class SellerQuerySet(models.QuerySet["Seller"]):
    def for_user(self, user: User) -> SellerQuerySet:
        """The shops in which this person works today."""
        return self.filter(staff__user=user, staff__ended_at=None).distinct()

    def public(self) -> SellerQuerySet:
        """Shops that buyers see: verified or still new, never suspended."""
        return self.filter(status__in=[Seller.Status.REGISTERED, Seller.Status.VERIFIED])


class Seller(models.Model):
    class Status(models.TextChoices):
        REGISTERED = "registered", _("Registered")
        VERIFIED = "verified", _("Verified by the BUMDes")
        SUSPENDED = "suspended", _("Suspended")

    class Level(models.IntegerChoices):
        REGISTERED = 1, _("Registered")
        ORDERLY = 2, _("Orderly")
        GROWING = 3, _("Growing")
        CONNECTED = 4, _("Connected")
        INDEPENDENT = 5, _("Independent")

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("shop name"), max_length=60)
    owner_name = models.CharField(_("owner's name"), max_length=120)
    phone = models.CharField(_("mobile number"), max_length=20)
    village = models.ForeignKey(Village, models.PROTECT, related_name="sellers", verbose_name=_("village"))
    hub = models.ForeignKey(Organisation, models.PROTECT, related_name="sellers", verbose_name="BUMDes")
    tagline = models.CharField(_("tagline"), max_length=120, blank=True)
    story = models.TextField(_("story"), max_length=2000, blank=True)
    nib = models.CharField(_("business number (NIB)"), max_length=13, blank=True)
    since_year = models.PositiveSmallIntegerField(_("since"), null=True, blank=True)
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.REGISTERED)
    status = models.CharField(max_length=12, choices=Status, default=Status.REGISTERED)
    is_consignment = models.BooleanField(default=False)  # the BUMDes sells for its makers
    closed_from = models.DateField(_("closed from"), null=True, blank=True)
    closed_until = models.DateField(_("closed until"), null=True, blank=True)
    closed_note = models.CharField(_("note for buyers"), max_length=120, blank=True)
    banner = models.ForeignKey("media.Picture", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    objects = SellerQuerySet.as_manager()

    class Meta:
        verbose_name = _("seller")
        constraints = [
            models.CheckConstraint(
                name="seller_closure_has_both_days",
                condition=Q(closed_from=None, closed_until=None)
                | Q(closed_from__isnull=False, closed_until__gte=models.F("closed_from")),
            ),
            models.CheckConstraint(name="seller_level_one_to_five", condition=Q(level__range=(1, 5))),
        ]
        indexes = [models.Index(fields=["village"], name="seller_by_village")]

    def __str__(self) -> str:
        return self.name


class SellerStaffQuerySet(models.QuerySet["SellerStaff"]):
    def active(self) -> SellerStaffQuerySet:
        return self.filter(ended_at=None)


class SellerStaff(models.Model):
    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        STAFF = "staff", _("Staff")

    seller = models.ForeignKey(Seller, models.CASCADE, related_name="staff")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="shops")
    role = models.CharField(max_length=10, choices=Role)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SellerStaffQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "user"], condition=Q(ended_at=None), name="staff_once_per_shop"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.seller}"
