"""A group (kelompok) of members, who is in it and with what office, from day to day."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from bumdes.members.enums import GroupKind, GroupOffice, Rhythm, Weekday
from bumdes.members.models.people import Member
from bumdes.organisations.models import Organisation
from bumdes.villages.models import Village


class GroupQuerySet(models.QuerySet["Group"]):
    def of(self, organisation: Organisation) -> GroupQuerySet:
        """The groups of this BUMDes; views begin here."""
        return self.filter(organisation=organisation)

    def active(self) -> GroupQuerySet:
        return self.filter(ended_on=None)


class Group(models.Model):
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="groups")
    name = models.CharField(_("name of the group"), max_length=80)
    kind = models.CharField(_("kind of group"), max_length=10, choices=GroupKind)
    village = models.ForeignKey(Village, models.PROTECT, related_name="+", verbose_name=_("village"))
    formed_on = models.DateField(_("formed on"))
    ended_on = models.DateField(null=True, blank=True)
    # Meetings: the first of them is the first such weekday on or after formed_on.
    meeting_weekday = models.SmallIntegerField(_("meets on"), choices=Weekday, null=True, blank=True)
    meeting_every = models.SmallIntegerField(_("how often"), choices=Rhythm, default=Rhythm.WEEKLY)
    meeting_time = models.TimeField(_("at what time"), null=True, blank=True)
    meeting_place = models.CharField(_("where"), max_length=120, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        constraints = [
            models.UniqueConstraint("organisation", Lower("name"), name="group_name_once"),
            models.CheckConstraint(
                name="group_meets_on_a_weekday",
                condition=Q(meeting_weekday=None) | Q(meeting_weekday__range=(0, 6)),
            ),
            models.CheckConstraint(name="group_meets_in_weeks", condition=Q(meeting_every__in=Rhythm.values)),
            models.CheckConstraint(
                name="group_ends_after_forming",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("formed_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def meets_on(self, day: date) -> bool:
        """Is one of its meetings on this day? Counted in weeks from the first."""
        if self.meeting_weekday is None or day < self.formed_on or self.ended_on is not None:
            return False
        first = self.formed_on + timedelta(days=(self.meeting_weekday - self.formed_on.weekday()) % 7)
        return day >= first and (day - first).days % (7 * self.meeting_every) == 0


class GroupMembershipQuerySet(models.QuerySet["GroupMembership"]):
    def active(self) -> GroupMembershipQuerySet:
        return self.filter(until=None)

    def on(self, day: date) -> GroupMembershipQuerySet:
        """Who was in it on a day; the day of leaving no longer counts."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class GroupMembership(models.Model):
    """One member in one group with one office; ended, never changed or deleted."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="memberships")
    member = models.ForeignKey(Member, models.PROTECT, related_name="memberships")
    office = models.CharField(max_length=10, choices=GroupOffice, default=GroupOffice.MEMBER)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = GroupMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership of a group")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "member"], condition=Q(until=None), name="membership_once_a_group"
            ),
            models.UniqueConstraint(
                fields=["group", "office"],
                condition=Q(until=None) & ~Q(office=GroupOffice.MEMBER),
                name="group_office_held_once",
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_began", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.group}"
