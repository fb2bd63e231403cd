"""Members, their numbers, groups, consents and sealed papers."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from bumdes.members import services
from bumdes.members.enums import GroupOffice, How, Purpose, Sex
from bumdes.members.models import Consent, Member
from bumdes.members.nik import NotANik, birth_of, read_nik, warnings
from bumdes.members.services.people import Facts
from bumdes.members.services.refusals import NikKnown, OfficeTaken, OtherBumdes, ReasonMissing
from core.audit.models import AuditLine
from core.idempotency.models import SentForm
from core.idempotency.services import content_hash
from core.invariants import violations
from media.private import private_storage
from tests.factories.books import NEW_YEAR, make_organisation_with_book
from tests.factories.members import make_group, make_member
from tests.factories.people import NOON, make_user

pytestmark = pytest.mark.django_db
NIK = "1607014507900001"  # a woman of 5 July 1990
DAY = date(2026, 3, 2)


@pytest.fixture
def hub():
    return make_organisation_with_book()


def test_a_nik_says_day_month_and_sex():
    birth = birth_of(NIK)

    assert (birth.day, birth.month, birth.year_of_century, birth.sex) == (5, 7, 90, Sex.FEMALE)
    assert warnings(NIK, birth_date=date(1990, 7, 5), sex=Sex.FEMALE) == []
    assert len(warnings(NIK, birth_date=date(1991, 7, 5), sex=Sex.MALE)) == 2


@pytest.mark.parametrize("typed", ["1607", "1607013213900001", "1607010000000001", "160701450790000x"])
def test_what_cannot_be_a_nik_is_refused(typed):
    with pytest.raises(NotANik):
        read_nik(typed)


def test_a_nik_is_kept_sealed_and_known_again_in_one_bumdes(hub):
    member = make_member(hub, nik="1607 0145 0790 0001")
    elsewhere = make_member(make_organisation_with_book(), nik=NIK)

    with pytest.raises(NikKnown):
        make_member(hub, nik=NIK)

    assert member.nik_masked == "1607********0001"
    assert NIK not in member.nik_sealed
    assert elsewhere.nik_hash == member.nik_hash


def test_a_nik_is_shown_to_who_says_why_and_it_is_written_down(hub):
    member, officer = make_member(hub, nik=NIK), make_user()

    with pytest.raises(ReasonMissing):
        services.reveal_nik(member=member, reason=" ... ", actor=officer, now=NOON)
    shown = services.reveal_nik(member=member, reason="perjanjian pinjaman", actor=officer, now=NOON)

    line = AuditLine.objects.get(action="member.nik_revealed")
    assert (shown, line.actor, line.data) == (NIK, officer, {"reason": "perjanjian pinjaman"})


def test_numbers_run_on_and_one_key_registers_once(hub):
    actor = make_user()
    facts = Facts(name="Contoh", village=hub.village)

    def register():
        return services.register_member(
            organisation=hub, facts=facts, joined_on=DAY, key="k" * 16, actor=actor, now=NOON
        )

    assert register() == register()
    assert [make_member(hub).number, Member.objects.of(hub).count()] == ["A-0002", 2]


def test_a_change_names_its_fields_and_leaves_the_nik(hub):
    member, actor = make_member(hub, name="Contoh Satu", nik=NIK), make_user()

    facts = Facts(name="Contoh Dua", village=hub.village)
    services.change_member(member=member, facts=facts, actor=actor, now=NOON)

    assert AuditLine.objects.get(action="member.changed").data == {"fields": ["name"]}
    assert Member.objects.get(pk=member.pk).nik_masked == "1607********0001"


def test_an_office_is_held_by_one_and_a_group_takes_its_own(hub):
    group, actor = make_group(hub), make_user()
    first, second = make_member(hub), make_member(hub)
    stranger = make_member(make_organisation_with_book())

    def join(member, office):
        return services.join_group(group=group, member=member, office=office, on=DAY, actor=actor, now=NOON)

    join(first, GroupOffice.CHAIR)
    with pytest.raises(OfficeTaken):
        join(second, GroupOffice.CHAIR)
    with pytest.raises(OtherBumdes):
        join(stranger, GroupOffice.MEMBER)
    join(first, GroupOffice.MEMBER)
    join(second, GroupOffice.CHAIR)

    assert list(group.memberships.active().order_by("pk").values_list("member", "office")) == [
        (first.pk, "member"),
        (second.pk, "chair"),
    ]


def test_who_leaves_is_in_no_group(hub):
    group, member, actor = make_group(hub), make_member(hub), make_user()
    services.join_group(group=group, member=member, on=DAY, actor=actor, now=NOON)

    services.leave(member=member, on=date(2026, 5, 1), actor=actor, now=NOON)

    assert not group.memberships.active().exists()
    assert group.memberships.on(DAY).get().member == member


def test_a_consent_is_given_once_and_withdrawn_by_a_row(hub):
    member, actor = make_member(hub), make_user()

    def give():
        return services.give_consent(
            member=member, purpose=Purpose.SALES, how=How.PAPER, actor=actor, now=NOON
        )

    assert give() == give()
    services.withdraw_consent(member=member, purpose=Purpose.SALES, actor=actor, now=NOON)
    assert not Consent.objects.live().exists()
    assert give() != Consent.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.all().delete()


def test_a_paper_is_unreadable_on_the_disk_and_viewing_is_written_down(hub):
    member, officer = make_member(hub), make_user()
    pdf = b"%PDF-1.4 nama contoh\n%%EOF"

    document = services.add_document(
        member=member, kind="ktp", file=ContentFile(pdf, name="ktp.pdf"), actor=officer, now=NOON
    )
    services.view_document(document=document, reason="survei pinjaman", actor=officer, now=NOON)

    with private_storage().open(document.file.name) as kept:
        assert b"contoh" not in kept.read()
    with document.file.open() as file:
        assert file.read() == pdf
    assert AuditLine.objects.get(action="member.document_viewed").data["reason"] == "survei pinjaman"


def test_what_was_sent_is_kept_under_a_key_since_it_holds_a_nik(hub):
    make_member(hub, name="Siti", nik=NIK)

    facts = Facts(name="Siti", village=hub.village, nik=NIK)
    bare = content_hash("member", hub.pk, str(facts), NEW_YEAR)
    assert SentForm.objects.get().content_hash != bare


def test_two_live_consents_for_one_purpose_are_found(hub):
    member = make_member(hub)
    row = {"purpose": Purpose.DATA, "text_version": "2026-11", "how": How.PAPER, "given_at": NOON}
    Consent.objects.create(member=member, **row)
    assert list(violations(only="members.")) == []

    Consent.objects.create(member=member, **row)

    assert [one.invariant for one in violations(only="members.")] == ["members.one_live_consent_a_purpose"]


def test_who_left_but_is_still_in_a_group_is_found(hub):
    member = make_member(hub)
    services.join_group(group=make_group(hub), member=member, on=DAY, actor=make_user(), now=NOON)

    Member.objects.filter(pk=member.pk).update(left_on=DAY)

    assert [one.invariant for one in violations(only="members.")] == ["members.who_left_is_in_no_group"]
