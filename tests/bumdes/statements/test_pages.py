"""The pages: who sees them, what they say, what they cost."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django.asserts import assertContains, assertNotContains

from bumdes.organisations.models import Organisation
from bumdes.statements.models import ReportSettings
from core.audit.models import AuditLine
from core.users.models import User
from tests.bumdes.statements import worked_year as year
from tests.factories.people import make_officer, make_user

pytestmark = pytest.mark.django_db
PAGES = ("income", "position", "equity", "cash_flow", "notes", "figure", "pdf", "workbook", "settings")
YEAR = {"tahun": "2026"}


@pytest.fixture
def organisation() -> Organisation:
    return year.make_worked_year()


@pytest.fixture
def treasurer(organisation, client) -> User:
    user = make_officer(organisation, "treasurer", name="Contoh Bendahara")
    client.force_login(user)
    return user


def at(name: str, code: str = "contoh") -> str:
    return reverse(f"statements:{name}", args=[code])


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_finds_nothing(client, organisation, page):
    client.force_login(make_user())

    assert client.get(at(page)).status_code == 404


@pytest.mark.parametrize(
    ("page", "label", "amount"),
    [
        ("income", "Laba (rugi) bersih sebelum bagi hasil", "11.707.500"),
        ("position", "Total aset", "171.687.500"),
        ("equity", "Ekuitas akhir", "141.707.500"),
        ("cash_flow", "Saldo kas akhir", "80.137.500"),
        ("notes", "Sisa pokok pinjaman", "Rp15.000.000"),
    ],
)
def test_each_statement_shows_its_figures(client, treasurer, page, label, amount):
    response = client.get(at(page), YEAR)

    assertContains(response, label)
    assertContains(response, amount)


def test_months_and_a_unit_are_chosen_by_the_address(client, treasurer):
    response = client.get(at("income"), {"tahun": 2026, "dari": 1, "sampai": 6, "unit": "TOKO"})

    assert response.context["span"].until.month == 6
    rows = {row.name: row.amount for row in response.context["table"].rows if row.name}
    assert rows["laba_bersih_sebelum_bagi_hasil"] == 2_900_000
    assertContains(response, "Toko desa")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"tahun": 2026, "dari": 5, "sampai": 4}, "Bulan akhir mendahului bulan awal."),
        ({"tahun": "dua"}, "Masukkan pilihan yang valid. dua bukan salah satu dari pilihan yang tersedia."),
        (
            {"tahun": 2026, "unit": "X"},
            "Masukkan pilihan yang valid. X bukan salah satu dari pilihan yang tersedia.",
        ),
    ],
)
def test_a_wrong_choice_is_told_and_the_year_shown(client, treasurer, asked, message):
    response = client.get(at("position"), asked)

    assertContains(response, message)
    assert response.context["span"].is_year


def test_a_figure_opens_down_to_its_postings(client, treasurer):
    response = client.get(at("figure"), {**YEAR, "lembar": "laba_rugi", "pos": "beban_utilitas_umum"})

    assertContains(response, "Toko membayar listrik pusat")
    assertContains(response, "Beban Listrik")
    entry = response.context["found"].postings.rows[0].entry
    assertContains(response, reverse("books:entry", args=["contoh", entry]))
    assertNotContains(response, "Biaya bank")


def test_the_postings_of_a_figure_come_by_pages(client, treasurer):
    asked = {**YEAR, "lembar": "posisi_keuangan", "pos": "total_aset"}

    first = client.get(at("figure"), asked)
    second = client.get(at("figure"), {**asked, "page": "2"})

    rows = [*first.context["found"].postings.rows, *second.context["found"].postings.rows]
    assert len(first.context["found"].postings.rows) == 30
    assert [row.date for row in rows] == sorted(row.date for row in rows)
    assertContains(
        first,
        "?lembar=posisi_keuangan&amp;pos=total_aset&amp;tahun=2026&amp;dari=1&amp;sampai=12&amp;unit=semua&amp;page=2",
    )


@pytest.mark.parametrize(
    "asked",
    [
        {"lembar": "laba_rugi", "pos": "tidak_ada"},
        {"lembar": "tidak", "pos": "kas"},
        {"lembar": "calk", "pos": "kas"},
    ],
)
def test_a_figure_that_does_not_exist_is_not_found(client, treasurer, asked):
    assert client.get(at("figure"), asked).status_code == 404


def test_no_figure_at_all_leads_back_to_the_statements(client, treasurer):
    assert client.get(at("figure")).url == at("income")


def test_an_account_that_is_not_behind_the_figure_shows_nothing(client, treasurer):
    response = client.get(at("figure"), {**YEAR, "lembar": "laba_rugi", "pos": "beban_pajak", "akun": "1"})

    assertContains(response, "Tidak ada baris jurnal pada periode ini")


def test_files_are_of_the_scope_on_the_screen(client, treasurer):
    asked = {"tahun": 2026, "dari": 1, "sampai": 6, "unit": "TOKO"}

    pdf, book = client.get(at("pdf"), asked), client.get(at("workbook"), asked)

    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Disposition"] == 'attachment; filename="laporan-contoh-2026-01-06-toko.pdf"'
    assert book["Content-Disposition"] == 'attachment; filename="laporan-contoh-2026-01-06-toko.xlsx"'
    assert "Toko desa" in load_workbook(BytesIO(book.content)).worksheets[0]["A4"].value


def test_the_pages_cost_the_same_for_every_book(client, treasurer, django_assert_num_queries):
    client.get(at("income"))  # the session's own first steps
    # Session, user, the BUMDes, the offices; opening and shutting the book; units twice, accounts, sums.
    with django_assert_num_queries(10):
        client.get(at("income"), YEAR)
    # The settings and who holds which office too.
    with django_assert_num_queries(12):
        client.get(at("notes"), YEAR)


@pytest.mark.parametrize(("pos", "postings"), [("beban_pegawai_operasional", 1), ("beban_utilitas_umum", 2)])
def test_a_figure_costs_the_same_for_more_postings(
    client, treasurer, django_assert_num_queries, pos, postings
):
    client.get(at("income"))
    with django_assert_num_queries(11):
        response = client.get(at("figure"), {**YEAR, "lembar": "laba_rugi", "pos": pos})

    assert len(response.context["found"].postings.rows) == postings


def test_settings_are_kept_and_told_to_the_audit(client, treasurer, organisation):
    sent = {
        "basis": "kepmendesa",
        "founded_on": "2021-05-17",
        "adviser": "Contoh Kepala Desa",
        "deed": "Perdes 4",
    }

    response = client.post(at("settings"), sent)

    assert response.url == at("notes")
    kept = ReportSettings.objects.get()
    assert (kept.basis, kept.adviser, kept.founded_on.year) == ("kepmendesa", "Contoh Kepala Desa", 2021)
    line = AuditLine.objects.get(action="statements.settings_changed")
    assert line.data == {"changed": ["basis", "founded_on", "deed", "adviser"]}
    assertContains(
        client.get(at("notes")), "Laporan keuangan ini disusun menurut pedoman Kepmendesa PDTT 136/2022."
    )


def test_settings_sent_twice_change_nothing_more(client, treasurer):
    for _time in range(2):
        client.post(at("settings"), {"basis": "sak_emkm"})

    assert AuditLine.objects.filter(action="statements.settings_changed").count() == 1


def test_wrong_settings_stay_as_typed(client, treasurer):
    response = client.post(at("settings"), {"basis": "sak_ep", "founded_on": "kemarin", "deed": "Perdes 4"})

    assert response.status_code == 422
    assertContains(response, "kemarin", status_code=422)
    assertContains(response, "Masukkan tanggal yang valid.", status_code=422)
    assert ReportSettings.objects.count() == 0


def test_a_cashier_reads_but_does_not_set(client, organisation):
    client.force_login(make_officer(organisation, "cashier"))

    assert client.get(at("notes")).status_code == 200
    assertNotContains(client.get(at("notes")), at("settings"))
    assert client.get(at("settings")).status_code == 403
    assert client.post(at("settings"), {"basis": "sak_ep"}).status_code == 403


def test_signers_are_who_holds_the_office_unless_named(client, treasurer, organisation):
    ReportSettings.objects.create(organisation=organisation, supervisor="Contoh Pengawas")

    response = client.get(at("notes"))

    head = response.context["letterhead"]
    assert (head.treasurer, head.supervisor, head.director) == ("Contoh Bendahara", "Contoh Pengawas", "")


def test_nobody_is_sent_to_sign_in(organisation):
    assert "/akun/masuk/" in Client().get(at("income")).url
