"""The pages of members and groups, as the credit officer uses them and as who may only look."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from bumdes.members import services
from bumdes.members.enums import GroupOffice, How, Purpose, Weekday
from bumdes.members.models import Consent, Group, IdentityDocument, Member
from core.audit.models import AuditLine
from tests.factories.books import make_organisation_with_book
from tests.factories.members import make_group, make_member
from tests.factories.people import NOON, make_officer, make_user

pytestmark = pytest.mark.django_db
NIK = "1607014507900001"  # a woman of 5 July 1990
DAY = date(2026, 3, 2)


@pytest.fixture
def hub():
    return make_organisation_with_book()


@pytest.fixture
def client(hub) -> Client:
    return client_of(hub)


def client_of(hub, role="credit_officer") -> Client:
    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.force_login(make_officer(hub, role))
    client.cookies["django_language"] = "en"
    return client


def at(name, hub, *parts) -> str:
    return reverse(f"members:{name}", args=[hub.code, *parts])


def person(hub, **other) -> dict[str, str]:
    return {
        "key": "k" * 22,
        "name": "Siti Aminah",
        "standing": "member",
        "village": hub.village.pk,
        "joined_on": "2026-01-05",
        **other,
    }


def photo() -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (400, 300), "white").save(file, "JPEG")
    file.seek(0)
    file.name = "ktp.jpg"
    return file


def said_about(action: str) -> list[str]:
    return [line.data.get("reason", "") for line in AuditLine.objects.filter(action=action)]


def test_a_member_is_registered_once(client, hub):
    answers = [client.post(at("new", hub), person(hub, phone="0812-3456-7890", nik=NIK)) for _n in range(2)]

    made = Member.objects.get()
    assert [answer.url for answer in answers] == [at("member", hub, made.pk)] * 2
    assert (made.phone, made.nik_masked) == ("+6281234567890", "1607********0001")


def test_a_nik_that_does_not_fit_is_doubted_until_somebody_looked(client, hub):
    odd = person(hub, nik=NIK, sex="male", birth_date="1990-07-06")

    doubted = client.post(at("new", hub), odd)
    assert doubted.status_code == 422
    assert "The NIK is one of the other sex" in doubted.content.decode()
    assert "The date of birth differs" in doubted.content.decode()
    assert 'value="Siti Aminah"' in doubted.content.decode()
    assert not Member.objects.exists()

    assert client.post(at("new", hub), {**odd, "nik_confirmed": "on"}).status_code == 302
    assert Member.objects.get().sex == "male"


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("nik", "1607", "A NIK has 16 digits"),
        ("family_card", "12", "A family card number has 16 digits"),
        ("birth_date", "2999-01-01", "This day has not come yet"),
        ("village", "99.99", "valid choice"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client, hub, field, typed, words):
    answer = client.post(at("new", hub), person(hub, **{field: typed}))

    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])


def test_a_nik_of_somebody_else_is_refused_beside_its_field(client, hub):
    make_member(hub, nik=NIK)

    answer = client.post(at("new", hub), person(hub, nik=NIK))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["nik"]


def test_a_member_is_found_by_words_and_village(client, hub):
    make_member(hub, name="Siti Aminah", phone="0812-3456-7890")
    gone = make_member(hub, name="Budi Hartono")
    services.leave(member=gone, on=DAY, actor=make_user(), now=NOON)

    def names(**asked):
        return [row.name for row in client.get(at("home", hub), asked).context["page"].rows]

    assert names() == ["Siti Aminah"]
    assert names(cari="aminah") == names(cari="34567890") == names(desa=hub.village.pk) == ["Siti Aminah"]
    assert names(cari="budi") == names(desa="99.99") == []
    assert names(tampil="keluar") == ["Budi Hartono"]


def test_an_empty_number_leaves_the_kept_one(client, hub):
    member = make_member(hub, nik=NIK)
    form = {"name": "Siti Baru", "standing": "customer", "village": hub.village.pk, "nik": ""}

    assert "Kept: 1607********0001" in client.get(at("change", hub, member.pk)).content.decode()
    assert client.post(at("change", hub, member.pk), form).url == at("member", hub, member.pk)

    member.refresh_from_db()
    assert (member.name, member.standing, member.nik_masked) == ("Siti Baru", "customer", "1607********0001")


def test_the_whole_nik_is_shown_once_to_who_says_why(client, hub):
    member = make_member(hub, nik=NIK)

    refused = client.post(at("reveal", hub, member.pk), {"reason": "ok"})
    shown = client.post(at("reveal", hub, member.pk), {"reason": "Mengisi formulir bank"})
    again = client.get(at("member", hub, member.pk))

    assert refused.status_code == 422
    assert [NIK in answer.content.decode() for answer in (refused, shown, again)] == [False, True, False]
    assert 'value="ok"' in refused.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert said_about("member.nik_revealed") == ["Mengisi formulir bank"]


def test_a_consent_is_given_and_ended(client, hub):
    member = make_member(hub)
    given = {"purpose": Purpose.CREDIT, "how": How.PAPER, "note": "Map 3"}

    assert client.post(at("give_consent", hub, member.pk), {"purpose": "x", "how": "x"}).status_code == 422
    client.post(at("give_consent", hub, member.pk), given)
    assert Consent.objects.live().get().note == "Map 3"
    assert "Map 3" in client.get(at("member", hub, member.pk)).content.decode()

    client.post(at("withdraw_consent", hub, member.pk), {"purpose": Purpose.CREDIT})
    assert not Consent.objects.live().exists()
    assert client.post(at("withdraw_consent", hub, member.pk), {"purpose": "x"}).status_code == 404


def test_a_paper_is_kept_looked_at_with_a_reason_and_deleted(client, hub):
    member = make_member(hub)

    wrong = client.post(at("add_paper", hub, member.pk), {"kind": "ktp", "file": BytesIO(b"nothing")})
    client.post(at("add_paper", hub, member.pk), {"kind": "ktp", "file": photo()})
    paper = IdentityDocument.objects.get()
    refused = client.post(at("paper", hub, member.pk, paper.pk), {"reason": "?"})
    shown = client.post(at("paper", hub, member.pk, paper.pk), {"reason": "Mencocokkan NIK"})

    assert wrong.status_code == 422
    assert refused.status_code == 422
    assert "Write why you need to see it" in refused.content.decode()
    assert Image.open(BytesIO(b"".join(shown.streaming_content))).size == (400, 300)
    assert said_about("member.document_viewed") == ["Mencocokkan NIK"]

    client.post(at("remove_paper", hub, member.pk, paper.pk))
    assert client.post(at("paper", hub, member.pk, paper.pk), {"reason": "Sekali lagi"}).status_code == 404


def test_a_paper_is_found_only_with_its_own_member(client, hub):
    member, other = make_member(hub), make_member(hub)
    client.post(at("add_paper", hub, member.pk), {"kind": "ktp", "file": photo()})
    paper = IdentityDocument.objects.get()

    assert client.post(at("paper", hub, other.pk, paper.pk), {"reason": "Coba-coba"}).status_code == 404
    assert client.post(at("remove_paper", hub, other.pk, paper.pk)).status_code == 404


def test_a_member_leaves_and_comes_back(client, hub):
    member = make_member(hub)

    early = client.post(at("leave", hub, member.pk), {"on": "2020-01-01"})
    assert early.status_code == 422
    assert list(early.context["form"].errors) == ["on"]
    client.post(at("leave", hub, member.pk), {"on": "2026-03-02"})
    member.refresh_from_db()
    assert member.left_on == DAY

    client.post(at("return", hub, member.pk))
    member.refresh_from_db()
    assert member.left_on is None


def test_a_group_is_formed_changed_and_ended(client, hub):
    form = {
        "key": "g" * 22,
        "name": "Melati",
        "kind": "women",
        "village": hub.village.pk,
        "formed_on": "2026-01-05",
        "meeting_weekday": "1",
        "meeting_every": "2",
        "meeting_time": "14:30",
    }
    answers = [client.post(at("new_group", hub), form) for _n in range(2)]
    group = Group.objects.get()
    assert [answer.url for answer in answers] == [at("group", hub, group.pk)] * 2
    assert "Tuesday, Every two weeks, 14.30" in client.get(at("group", hub, group.pk)).content.decode()
    taken = client.post(at("new_group", hub), {**form, "key": "h" * 22})
    assert list(taken.context["form"].errors) == ["name"]

    client.post(at("change_group", hub, group.pk), {**form, "meeting_weekday": ""})
    group.refresh_from_db()
    assert group.meeting_weekday is None

    client.post(at("end_group", hub, group.pk), {"on": "2026-03-02"})
    group.refresh_from_db()
    assert group.ended_on == DAY
    ended = client.get(at("groups", hub), {"tampil": "berakhir"})
    assert [row.name for row in ended.context["page"].rows] == ["Melati"]


def test_people_are_taken_in_by_number_or_name_and_leave(client, hub):
    group, siti = make_group(hub, meeting_weekday=Weekday.MONDAY), make_member(hub, name="Siti Aminah")
    make_member(hub, name="Siti Rahma")
    form = {"office": GroupOffice.CHAIR, "on": "2026-03-02"}

    several = client.post(at("group", hub, group.pk), {**form, "member": "siti"})
    nobody = client.post(at("group", hub, group.pk), {**form, "member": "Zainal"})
    assert "Several people fit: " in str(several.context["form"].errors["member"])
    assert "Nobody here is called so." in str(nobody.context["form"].errors["member"])

    client.post(at("group", hub, group.pk), {**form, "member": siti.number.lower()})
    inside = group.memberships.active().get()
    assert (inside.member, inside.office) == (siti, GroupOffice.CHAIR)
    assert group.name in client.get(at("member", hub, siti.pk)).content.decode()

    client.post(at("leave_group", hub, group.pk, inside.pk), {"on": "2026-03-09"})
    assert not group.memberships.active().exists()


def test_who_may_only_look_sees_no_papers_and_is_told_whose_work_it_is(hub):
    client, member, group = client_of(hub, "supervisor"), make_member(hub, nik=NIK), make_group(hub)

    page = client.get(at("member", hub, member.pk))
    assert page.status_code == 200
    assert "<form" not in page.content.decode().split("<main")[1].split("</main")[0]
    assert "1607****" not in page.content.decode()
    assert client.get(at("home", hub)).status_code == client.get(at("groups", hub)).status_code == 200
    assert client.get(at("group", hub, group.pk)).status_code == 200
    assert client.post(at("group", hub, group.pk), {}).status_code == 403
    for name in ("change", "leave", "reveal", "give_consent", "add_paper", "return"):
        assert client.post(at(name, hub, member.pk), {}).status_code == 403
    assert client.get(at("new", hub)).status_code == client.get(at("new_group", hub)).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_with_more_rows(client, hub, rows, django_assert_num_queries):
    officer = make_user()
    for _n in range(rows):
        member, group = make_member(hub), make_group(hub)
    for each in Member.objects.all():
        services.join_group(group=group, member=each, on=DAY, actor=officer, now=NOON)
    for each in Group.objects.exclude(pk=group.pk):
        services.join_group(group=each, member=member, on=DAY, actor=officer, now=NOON)
    for purpose in list(Purpose)[:rows]:
        services.give_consent(member=member, purpose=purpose, how=How.PAPER, actor=officer, now=NOON)
    for _n in range(rows):
        services.add_document(
            member=member,
            kind="ktp",
            file=ContentFile(photo().getvalue(), "ktp.jpg"),
            actor=officer,
            now=NOON,
        )

    for url, queries in (
        (at("home", hub), 8),
        (at("member", hub, member.pk), 10),
        (at("groups", hub), 7),
        (at("group", hub, group.pk), 8),
    ):
        with django_assert_num_queries(queries, info=url):
            client.get(url)
