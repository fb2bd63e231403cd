"""A shop: its owner, village, hub, verification and the people who work in it."""

from __future__ import annotations

from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from bumdes.organisations.models import Office, Organisation
from bumdes.organisations.permissions import BRING_SELLERS
from bumdes.villages.models import Village
from core.users.models import User
from media.private import private_storage


class SellerQuerySet(models.QuerySet["Seller"]):
    def for_user(self, user: User) -> SellerQuerySet:
        """The shops in which this person may work today: as staff, or for the BUMDes with consent."""
        return self.filter(Exists(staff_of_shop(user)) | Exists(consents_of_shop(user)))

    def worked_in_by(self, user: User) -> SellerQuerySet:
        """The shops in which this person works in his or her own right."""
        return self.filter(Exists(staff_of_shop(user)))

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
    opening_hours = models.CharField(_("opening hours"), max_length=120, blank=True)
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


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def for_user(self, user: User) -> CertificateQuerySet:
        """Papers of the shops in which this person may work."""
        return self.filter(seller__in=Seller.objects.for_user(user))


class Certificate(models.Model):
    """A paper of a shop, as a photo or a PDF. Its BUMDes and the operator see it, nobody else."""

    class Kind(models.TextChoices):
        NIB = "nib", _("Business number (NIB)")
        PIRT = "pirt", _("P-IRT certificate")
        HALAL = "halal", _("Halal certificate")
        OTHER = "other", _("Another paper")

    seller = models.ForeignKey(Seller, models.PROTECT, related_name="certificates")
    kind = models.CharField(max_length=10, choices=Kind)
    note = models.CharField(max_length=80, blank=True)  # its number, or what it is for
    file = models.FileField(storage=private_storage, upload_to="certificates/")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        constraints = [models.CheckConstraint(name="certificate_has_its_file", condition=~Q(file=""))]
        indexes = [models.Index(fields=["seller", "uploaded_at"], name="certificate_by_seller")]

    def __str__(self) -> str:
        return f"{self.seller} · {self.get_kind_display()}"

    @property
    def ending(self) -> str:
        return PurePath(self.file.name or "").suffix.lower()

    @property
    def download_name(self) -> str:
        """A name of ours that says the type and the shop."""
        return f"{self.kind}-{self.seller.slug}{self.ending}"


class AssistanceConsentQuerySet(models.QuerySet["AssistanceConsent"]):
    def live(self) -> AssistanceConsentQuerySet:
        """Given, not withdrawn, and to the BUMDes that serves the shop today."""
        return self.filter(withdrawn_at=None, hub=models.F("seller__hub"))

    def usable_by(self, user: User) -> AssistanceConsentQuerySet:
        """Those with which this person may act for a shop now."""
        offices = Office.objects.active().filter(user=user, role__in=BRING_SELLERS)
        return self.live().filter(hub__in=offices.values("organisation"))


class AssistanceConsent(models.Model):
    """A shop lets the BUMDes that serves it act in its name. Withdrawn, never changed or deleted."""

    class How(models.TextChoices):
        PAPER = "paper", _("Signed on paper")
        VOICE = "voice", _("By word of mouth, at the desk")
        WHATSAPP = "whatsapp", _("By WhatsApp")
        ONLINE = "online", _("Here, by the owner")

    seller = models.ForeignKey(Seller, models.PROTECT, related_name="consents")
    hub = models.ForeignKey(Organisation, models.PROTECT, related_name="consents")
    text_version = models.CharField(max_length=20)  # a key of assistance.TEXTS
    how = models.CharField(max_length=10, choices=How)
    note = models.CharField(max_length=160, blank=True)  # where the paper or the message is kept
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = AssistanceConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        constraints = [
            models.UniqueConstraint(
                fields=["seller"], condition=Q(withdrawn_at=None), name="consent_one_live_per_shop"
            ),
            models.CheckConstraint(
                name="consent_withdrawn_by_somebody_later",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_by__isnull=False, withdrawn_at__gte=models.F("given_at")),
            ),
            models.CheckConstraint(name="consent_names_its_text", condition=~Q(text_version="")),
        ]

    def __str__(self) -> str:
        return f"{self.seller} · {self.hub}"


def staff_of_shop(user: User) -> models.QuerySet[SellerStaff]:
    """Whether a person works in the shop of the outer query; for Exists()."""
    return SellerStaff.objects.active().filter(seller=OuterRef("pk"), user=user)


def consents_of_shop(user: User) -> models.QuerySet[AssistanceConsent]:
    """With what consent a person may act for the shop of the outer query."""
    return AssistanceConsent.objects.usable_by(user).filter(seller=OuterRef("pk"))
