"""Forming groups, joining and leaving them, offices in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from bumdes.members.enums import GroupKind, GroupOffice, Rhythm
from bumdes.members.models import Group, GroupMembership, Member
from bumdes.members.services.refusals import HasLeft, OtherBumdes, WrongOrder, spoken
from bumdes.organisations.models import Organisation
from bumdes.villages.models import Village
from core.audit.services import record
from core.idempotency.services import content_hash, earlier_answer, remember
from core.locks import lock
from core.users.models import User


@dataclass(frozen=True)
class GroupFacts:
    """What is written of a group."""

    name: str
    village: Village
    kind: str = GroupKind.WOMEN
    meeting_weekday: int | None = None
    meeting_every: int = Rhythm.WEEKLY
    meeting_time: time | None = None
    meeting_place: str = ""


def form_group(
    *, organisation: Organisation, facts: GroupFacts, formed_on: date, key: str, actor: User, now: datetime
) -> Group:
    """A new group; the same key gives the first again. Raises GroupNameTaken, Conflict."""
    with transaction.atomic(durable=True), spoken():
        content = content_hash("group", organisation.pk, str(facts), formed_on)
        if earlier := earlier_answer(key=key, user=actor, content=content):
            return Group.objects.get(organisation=organisation, pk=earlier)
        group = Group(organisation=organisation, formed_on=formed_on, made_by=actor, made_at=now)
        _write(group, facts)
        group.save(force_insert=True)
        record(action="group.formed", subject=group, actor=actor, at=now)
        remember(key=key, user=actor, content=content, answer=group.pk, now=now)
    return group


def change_group(*, group: Group, facts: GroupFacts, actor: User, now: datetime) -> Group:
    """Correct what is written, or move the meetings. Raises GroupNameTaken."""
    with transaction.atomic(durable=True), spoken():
        lock(group)
        _write(group, facts)
        group.save()
        record(action="group.changed", subject=group, actor=actor, at=now)
    return group


def join_group(
    *, group: Group, member: Member, office: str = GroupOffice.MEMBER, on: date, actor: User, now: datetime
) -> GroupMembership:
    """Take a member in, or give one who is in another office; that ends the row before.

    Raises OtherBumdes, HasLeft, OfficeTaken, WrongOrder.
    """
    with transaction.atomic(durable=True), spoken():
        lock(group, member)
        if member.organisation_id != group.organisation_id:
            raise OtherBumdes
        if member.left_on is not None or group.ended_on is not None:
            raise HasLeft
        if on < group.formed_on:
            raise WrongOrder
        current = group.memberships.active().filter(member=member).first()
        if current is not None and current.office == office:
            return current
        if current is not None:
            current.until = on
            current.save(update_fields=["until"])
        made = GroupMembership.objects.create(
            group=group, member=member, office=GroupOffice(office), since=on, made_by=actor, made_at=now
        )
        record(action="group.joined", subject=group, actor=actor, at=now, member=member.pk, office=office)
    return made


def leave_group(*, membership: GroupMembership, on: date, actor: User, now: datetime) -> GroupMembership:
    """The day from which a member is no longer in the group. Raises WrongOrder."""
    with transaction.atomic(durable=True), spoken():
        lock(membership)
        if membership.until is None:
            membership.until = on
            membership.save(update_fields=["until"])
            record(
                action="group.left",
                subject=membership.group,
                actor=actor,
                at=now,
                member=membership.member_id,
            )
    return membership


def end_group(*, group: Group, on: date, actor: User, now: datetime) -> Group:
    """The group is no more; everybody leaves it with that day. Raises WrongOrder."""
    with transaction.atomic(durable=True), spoken():
        lock(group)
        if group.ended_on is None:
            group.memberships.active().update(until=on)
            group.ended_on = on
            group.save(update_fields=["ended_on"])
            record(action="group.ended", subject=group, actor=actor, at=now, on=str(on))
    return group


def _write(group: Group, facts: GroupFacts) -> None:
    group.name, group.meeting_place = " ".join(facts.name.split()), facts.meeting_place.strip()
    for name in ("village", "kind", "meeting_weekday", "meeting_every", "meeting_time"):
        setattr(group, name, getattr(facts, name))
