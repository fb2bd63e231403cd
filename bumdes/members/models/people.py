"""A person known to one BUMDes. NIK and family card are encrypted; lists show their masks."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumdes.members.enums import Sex, Standing
from bumdes.organisations.models import Organisation
from bumdes.villages.models import Village
from core.users.models import User


class MemberQuerySet(models.QuerySet["Member"]):
    def of(self, organisation: Organisation) -> MemberQuerySet:
        """Everybody this BUMDes knows; views begin here."""
        return self.filter(organisation=organisation)

    def for_user(self, user: User) -> MemberQuerySet:
        """What this person is a member of, by his or her own sign-in."""
        return self.filter(user=user)

    def active(self) -> MemberQuerySet:
        return self.filter(left_on=None)

    def searched(self, words: str) -> MemberQuerySet:
        """By part of the name, the number, or the end of the telephone number."""
        found = Q(name__icontains=words) | Q(number__iexact=words)
        digits = "".join(sign for sign in words if sign.isdigit()).lstrip("0")
        if len(digits) >= 4:
            found |= Q(phone__endswith=digits)
        return self.filter(found)


class Member(models.Model):
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="members")
    number = models.CharField(_("member number"), max_length=12)  # A-0001, counted in one BUMDes
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.MEMBER)
    name = models.CharField(_("name"), max_length=120)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True)
    birth_date = models.DateField(_("born on"), null=True, blank=True)
    village = models.ForeignKey(Village, models.PROTECT, related_name="+", verbose_name=_("village"))
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("mobile number"), max_length=20, blank=True)
    work = models.CharField(_("livelihood"), max_length=80, blank=True)
    nik_sealed = models.TextField(blank=True, editable=False)
    nik_hash = models.CharField(max_length=64, blank=True, editable=False)
    nik_masked = models.CharField(max_length=16, blank=True, editable=False)
    family_card_sealed = models.TextField(blank=True, editable=False)
    family_card_hash = models.CharField(max_length=64, blank=True, editable=False)
    family_card_masked = models.CharField(max_length=16, blank=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    joined_on = models.DateField(_("member since"))
    left_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="member_number_once"),
            models.UniqueConstraint(
                fields=["organisation", "nik_hash"], condition=~Q(nik_hash=""), name="member_nik_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "user"], condition=Q(user__isnull=False), name="member_user_once"
            ),
            models.CheckConstraint(
                name="member_nik_kept_whole",
                condition=Q(nik_sealed="", nik_hash="", nik_masked="")
                | ~Q(nik_sealed="") & ~Q(nik_hash="") & ~Q(nik_masked=""),
            ),
            models.CheckConstraint(
                name="member_leaves_after_joining",
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "name"], name="member_by_name"),
            models.Index(fields=["organisation", "village", "name"], name="member_by_village"),
            models.Index(
                fields=["organisation", "family_card_hash"],
                condition=~Q(family_card_hash=""),
                name="member_by_family",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_member(self) -> bool:
        """May it save here without an LKM licence?"""
        return self.standing == Standing.MEMBER and self.left_on is None
