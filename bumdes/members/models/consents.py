"""What a member agreed to, in which words and how. Rows are only ever added; a withdrawal is one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumdes.members.enums import How, Purpose
from bumdes.members.models.people import Member


class ConsentQuerySet(models.QuerySet["Consent"]):
    def live(self) -> ConsentQuerySet:
        return self.filter(withdrawal=None)


class Consent(models.Model):
    member = models.ForeignKey(Member, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose)
    text_version = models.CharField(max_length=20)  # a key of consents.TEXTS
    how = models.CharField(max_length=10, choices=How)
    note = models.CharField(max_length=160, blank=True)  # where the paper or the message is kept
    given_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        constraints = [
            models.CheckConstraint(name="member_consent_names_its_text", condition=~Q(text_version="")),
        ]
        indexes = [models.Index(fields=["member", "purpose"], name="consent_by_member")]

    def __str__(self) -> str:
        return f"{self.member} · {self.purpose}"


class ConsentWithdrawal(models.Model):
    consent = models.OneToOneField(Consent, models.PROTECT, related_name="withdrawal")
    withdrawn_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=160, blank=True)

    class Meta:
        verbose_name = _("withdrawal of a consent")

    def __str__(self) -> str:
        return str(self.consent)
