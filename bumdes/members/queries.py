"""What the pages of members and groups show."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Count, Q, QuerySet, Value, When

from bumdes.members.consents import CURRENT, text_of
from bumdes.members.enums import GroupOffice, Purpose
from bumdes.members.models import Consent, Group, GroupMembership, IdentityDocument, Member
from bumdes.organisations.models import Organisation
from bumdes.villages.models import Village


def member_list(
    organisation: Organisation, *, words: str = "", village: str = "", gone: bool = False
) -> QuerySet[Member]:
    """Who is here, or who left, by name; part of it by words or village."""
    rows = Member.objects.of(organisation).filter(left_on__isnull=not gone)
    if words:
        rows = rows.searched(words)
    if village:
        rows = rows.filter(village_id=village)
    return rows.select_related("village").order_by("name", "pk")


def villages_of(organisation: Organisation) -> QuerySet[Village]:
    """Where its members live."""
    lived_in = Member.objects.of(organisation).values("village_id")
    return Village.objects.filter(pk__in=lived_in).order_by("name", "pk")


@dataclass(frozen=True)
class ConsentRow:
    """One purpose: what holds, if anything, and the words it is about."""

    purpose: str
    label: str
    text: str
    live: Consent | None

    @property
    def is_older(self) -> bool:
        """Given to words that have changed since."""
        return self.live is not None and self.live.text_version != CURRENT


def consents_of(member: Member) -> list[ConsentRow]:
    """Every purpose in its order. One query."""
    live = {consent.purpose: consent for consent in Consent.objects.live().filter(member=member)}
    rows = []
    for purpose in Purpose:
        consent = live.get(purpose)
        words = text_of(purpose, consent.text_version if consent else CURRENT)
        rows.append(ConsentRow(purpose.value, str(purpose.label), words, consent))
    return rows


def groups_of(member: Member) -> QuerySet[GroupMembership]:
    """The groups somebody is in today."""
    return member.memberships.active().select_related("group").order_by("since", "pk")


def papers_of(member: Member) -> QuerySet[IdentityDocument]:
    """The papers that are kept; of removed ones only the trail tells."""
    return member.documents.filter(removed_at=None).select_related("added_by").order_by("pk")


def group_list(organisation: Organisation, *, ended: bool = False) -> QuerySet[Group]:
    """Groups by name, each with how many are in it (`people`)."""
    rows = Group.objects.of(organisation).filter(ended_on__isnull=not ended)
    inside = Count("memberships", filter=Q(memberships__until=None))
    return rows.annotate(people=inside).select_related("village").order_by("name", "pk")


def people_of(group: Group) -> QuerySet[GroupMembership]:
    """Who is in a group today; chair, secretary and treasurer first."""
    rows = group.memberships.active().select_related("member__village")
    places = Case(*(When(office=office, then=Value(place)) for place, office in enumerate(GroupOffice)))
    return rows.order_by(places, "member__name", "pk")
