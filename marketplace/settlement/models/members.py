"""Which shop is whose: a seller and a member of a BUMDes are one person, by both sides' word."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumdes.lending.models import Withholding
from bumdes.members.models import Member
from bumdes.organisations.models import Organisation
from marketplace.sellers.models import Seller
from marketplace.settlement.models.payouts import SellerCharge
from marketplace.settlement.models.sharing import Settlement


class MemberLinkQuerySet(models.QuerySet["MemberLink"]):
    def open(self) -> MemberLinkQuerySet:
        """Asked for or in force."""
        return self.filter(ended_at=None)

    def asked(self) -> MemberLinkQuerySet:
        return self.filter(ended_at=None, agreed_at=None)

    def live(self) -> MemberLinkQuerySet:
        return self.filter(ended_at=None, agreed_at__isnull=False)


class MemberLink(models.Model):
    """A shop's owner says which member of its BUMDes he or she is, and the BUMDes agrees or does not.

    A link is never changed: it is agreed to once and it ends (trigger). Sales speak for a loan, and
    instalments are taken from them, only with the member's own consents beside it.
    """

    seller = models.ForeignKey(Seller, models.PROTECT, related_name="member_links")
    hub = models.ForeignKey(Organisation, models.PROTECT, related_name="member_links")
    number = models.CharField(max_length=12, blank=True)  # the member number as the owner wrote it
    text_version = models.CharField(max_length=20)  # a key of services.members.TEXTS
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="seller_links")
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=160, blank=True)  # why it ended, or was not agreed to

    objects = MemberLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link of a shop to a member")
        indexes = [models.Index(fields=["hub", "-asked_at"], name="member_link_by_hub")]
        constraints = [
            models.UniqueConstraint(
                fields=["seller"], condition=Q(ended_at=None), name="member_link_one_open_per_shop"
            ),
            models.CheckConstraint(
                name="member_link_agreed_with_its_member",
                condition=Q(member=None, agreed_by=None, agreed_at=None)
                | Q(member__isnull=False, agreed_by__isnull=False, agreed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="member_link_ended_by_somebody",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(name="member_link_names_its_text", condition=~Q(text_version="")),
        ]

    def __str__(self) -> str:
        return f"{self.seller_id} = {self.member_id or self.number}"


class Withheld(models.Model):
    """What a settlement gave to the loans of the member behind the shop: once, the same on both sides."""

    settlement = models.OneToOneField(Settlement, models.PROTECT, related_name="withheld")
    link = models.ForeignKey(MemberLink, models.PROTECT, related_name="withheld")
    # The BUMDes's own row: which loans, by which consents, with which entries in its book.
    withholding = models.OneToOneField(Withholding, models.PROTECT, related_name="+")
    charge = models.OneToOneField(SellerCharge, models.PROTECT, related_name="withheld")
    amount = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("withheld from a settlement")
        constraints = [models.CheckConstraint(name="withheld_amount_positive", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{self.settlement_id}: {self.amount}"
