"""Lists of people from a spreadsheet."""

from __future__ import annotations

import gzip
import io
from datetime import date
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from bumdes.members.models import Member, MemberFile
from bumdes.members.services import discard_list, plan_in, record_list, template_xlsx, upload_list
from bumdes.members.services.files import NothingInIt, NotOpenAnyMore, NotReady
from bumdes.members.services.lists import COLUMNS, plan_of
from bumdes.villages.models import District, Village
from core.sheets import ColumnsMissing
from tests.factories.books import make_organisation_with_book
from tests.factories.members import make_member
from tests.factories.people import NOON, make_officer, make_user
from tests.threads import at_once

NIK = "1607014507900001"  # a woman of 5 July 1990
TODAY = date(2026, 3, 10)


def csv(*rows: str, header: str = "nama;nik;jenis_kelamin;tanggal_lahir;desa;telepon;status;sejak") -> bytes:
    return "\n".join([header, *rows]).encode()


@pytest.fixture
def hub(db):
    return make_organisation_with_book()


def wrong(plan) -> list[tuple[int, str]]:
    return [(each.line, each.column) for each in plan.wrong]


def test_a_row_says_who_somebody_is(hub):
    plan = plan_of(
        hub,
        csv(
            f"  Siti   Aminah ;{NIK};P;05/07/1990;;0812 0000 0001;anggota;2026-01-05", "Rusdi;;l;;;;nasabah;"
        ),
        today=TODAY,
    )

    siti, rusdi = plan.people
    assert plan.wrong == []
    assert (siti.facts.name, siti.facts.nik, siti.facts.sex) == ("Siti Aminah", NIK, "female")
    assert (siti.facts.birth_date, siti.joined_on) == (date(1990, 7, 5), date(2026, 1, 5))
    assert (siti.facts.village, siti.facts.phone, siti.doubts) == (hub.village, "+6281200000001", ())
    assert (rusdi.facts.standing, rusdi.facts.sex, rusdi.joined_on) == ("customer", "male", TODAY)


def test_what_is_wrong_is_said_by_row_and_column(hub):
    plan = plan_of(
        hub,
        csv(
            ";;;;;;;",
            f";{NIK};;;;;;",
            "Ani;123;x;31-02-1990;Negeri Jauh;abc;raja;2030-01-01",
            f"{'A' * 121};;;;;;;",
        ),
        today=TODAY,
    )

    assert wrong(plan) == [
        (3, "nama"),
        *(
            (4, name)
            for name in ("nik", "jenis_kelamin", "status", "tanggal_lahir", "sejak", "desa", "telepon")
        ),
        (5, "nama"),
    ]


def test_a_village_is_named_with_its_district_when_two_are_called_so(hub):
    other = District.objects.create(code="16.07.98", name="Kecamatan Lain")
    Village.objects.create(code="16.07.98.2001", district=other, name=hub.village.name, kind="desa")
    name = hub.village.name

    plan = plan_of(
        hub,
        csv(f"Ani;;;;{name};;;", f'Budi;;;;"{name}, Kecamatan Lain";;;', "Cici;;;;16.07.98.2001;;;"),
        today=TODAY,
    )

    assert wrong(plan) == [(2, "desa")]
    assert [person.facts.village.code for person in plan.people] == ["16.07.98.2001"] * 2


def test_who_is_known_adds_nothing_and_stays(hub):
    make_member(hub, name="Siti A.", nik=NIK)
    make_member(hub, name="Rusdi")

    plan = plan_of(hub, csv(f"Siti Aminah;{NIK};;;;;;", "RUSDI;;;;;;;", "Baru;;;;;;;"), today=TODAY)

    assert [person.facts.name for person in plan.known] == ["Siti Aminah", "RUSDI"]
    assert [person.facts.name for person in plan.new] == ["Baru"]


def test_one_person_stands_in_a_list_once(hub):
    plan = plan_of(
        hub, csv(f"Siti;{NIK};;;;;;", f"Aminah;{NIK};;;;;;", "Ani;;;;;;;", "ani;;;;;;;"), today=TODAY
    )

    assert wrong(plan) == [(3, "nik"), (5, "nama")]


def test_a_nik_that_does_not_fit_is_only_doubted(hub):
    plan = plan_of(hub, csv(f"Siti;{NIK};l;1991-01-01;;;;"), today=TODAY)

    assert len(plan.people[0].doubts) == 2
    assert plan.can_record


def test_the_template_is_read_back_with_whole_numbers(hub):
    book = load_workbook(io.BytesIO(template_xlsx()))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert sheet["B2"].number_format == sheet["B900"].number_format == "@"
    for at, value in ((1, "Siti"), (2, NIK), (5, date(1990, 7, 5))):
        sheet.cell(2, at, value)
    file = io.BytesIO()
    book.save(file)

    (siti,) = plan_of(hub, file.getvalue(), today=TODAY).people

    assert (siti.facts.nik, siti.facts.birth_date) == (NIK, date(1990, 7, 5))


def test_a_list_without_names_or_rows_is_refused(hub):
    with pytest.raises(ColumnsMissing, match="nama"):
        plan_of(hub, b"nik;telepon\n1;2", today=TODAY)
    with pytest.raises(NothingInIt):
        upload_list(organisation=hub, content=csv(), name="a.csv", actor=make_user(), now=NOON)


def sent(hub, *rows: str) -> MemberFile:
    return upload_list(organisation=hub, content=csv(*rows), name="a.csv", actor=make_user(), now=NOON)


def test_recording_registers_who_is_new_and_forgets_the_file(hub):
    make_member(hub, name="Rusdi")
    file = sent(hub, f"Siti;{NIK};P;;;;;", "Rusdi;;;;;;;")
    assert NIK.encode() not in bytes(file.content_sealed)

    for _time in range(2):
        file = record_list(file=file, actor=make_user(), now=NOON)

    assert (file.added, file.known, bytes(file.content_sealed)) == (1, 1, b"")
    assert list(Member.objects.of(hub).order_by("pk").values_list("number", "name")) == [
        ("A-0001", "Rusdi"),
        ("A-0002", "Siti"),
    ]
    assert sent(hub, f"Siti;{NIK};P;;;;;", "Rusdi;;;;;;;").pk == file.pk
    with pytest.raises(NotOpenAnyMore):
        discard_list(file=file, actor=make_user(), now=NOON)


def test_nobody_is_registered_while_a_row_is_wrong(hub):
    file = sent(hub, "Ani;;;;;;;", "Budi;123;;;;;;")

    with pytest.raises(NotReady):
        record_list(file=file, actor=make_user(), now=NOON)

    assert not Member.objects.of(hub).exists()


def test_what_was_thrown_away_may_come_again(hub):
    first = discard_list(file=sent(hub, "Ani;;;;;;;"), actor=make_user(), now=NOON)

    again = sent(hub, "Ani;;;;;;;")

    assert (first.is_open, bytes(first.content_sealed), again.pk != first.pk) == (False, b"", True)
    assert plan_in(first, now=NOON).people == []
    with pytest.raises(NotOpenAnyMore):
        record_list(file=first, actor=make_user(), now=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        MemberFile.objects.filter(pk=again.pk).update(discarded_at=NOON)


@pytest.mark.race
def test_recorded_by_four_at_once_everybody_is_there_once(committed_db):
    hub = make_organisation_with_book()
    file = sent(hub, *(f"Orang {n};;;;;;;" for n in range(20)))
    actor = make_user()

    at_once([partial(record_list, file=MemberFile.objects.get(pk=file.pk), actor=actor, now=NOON)] * 4)

    numbers = list(Member.objects.of(hub).order_by("pk").values_list("number", flat=True))
    assert numbers == [f"A-{n:04d}" for n in range(1, 21)]


def client_of(hub, role: str) -> Client:
    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.force_login(make_officer(hub, role))
    client.cookies["django_language"] = "en"
    return client


def test_the_pages_take_a_list_from_file_to_members(hub, django_assert_max_num_queries):
    client = client_of(hub, "credit_officer")
    upload, home = reverse("members:files", args=[hub.code]), reverse("members:home", args=[hub.code])

    nothing = client.post(upload)
    assert nothing.status_code == 422
    assert "Choose the file." in nothing.content.decode()
    wrong_one = client.post(upload, {"file": SimpleUploadedFile("a.csv", csv("Ani;1;;;;;;"))}, follow=True)
    assert "Row 2, nik" in wrong_one.content.decode()
    file = MemberFile.objects.get()
    refused = client.post(reverse("members:record_file", args=[hub.code, file.pk]))
    assert refused.status_code == 422
    client.post(reverse("members:discard_file", args=[hub.code, file.pk]))

    good = csv(*(f"Orang {n:03d};;;;;;;" for n in range(60)))
    with django_assert_max_num_queries(40):
        page = client.post(upload, {"file": SimpleUploadedFile("b.csv", good)}, follow=True)
    assert len(gzip.compress(page.content, 6)) < 5 * 1024
    assert "Orang 000" in page.content.decode()
    done = client.post(
        reverse("members:record_file", args=[hub.code, MemberFile.objects.last().pk]), follow=True
    )
    assert done.redirect_chain[-1][0] == home
    assert "60 people are written down." in done.content.decode()


def test_who_only_looks_sends_nothing_in(hub):
    client = client_of(hub, "supervisor")

    assert client.get(reverse("members:files", args=[hub.code])).status_code == 403
    assert "impor" not in client.get(reverse("members:home", args=[hub.code])).content.decode()


def test_an_excel_number_loses_nothing_else(hub):
    book = Workbook()
    book.active.append(["Nama", "Telepon"])
    book.active.append(["Ani", 81200000001])
    file = io.BytesIO()
    book.save(file)

    (ani,) = plan_of(hub, file.getvalue(), today=TODAY).people

    assert ani.facts.phone == "+6281200000001"
