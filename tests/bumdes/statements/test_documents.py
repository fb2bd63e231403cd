"""The statements as files: JSON, a workbook that counts, a PDF."""

from __future__ import annotations

import json
import re
from io import BytesIO, StringIO, TextIOWrapper

import pytest
import typst
from django.core.management import CommandError, call_command
from django.utils import translation
from openpyxl import load_workbook

from bumdes.organisations.models import Organisation
from bumdes.statements.documents import as_pdf, as_workbook
from bumdes.statements.documents.pdf import TEMPLATE, TEMPLATES, document_of, inputs
from bumdes.statements.models import ReportSettings
from bumdes.statements.queries import pack_of
from bumdes.statements.spans import Span
from bumdes.statements.tables import tables_of
from tests.bumdes.statements import worked_year as year
from tests.factories.people import NOON, make_officer, make_organisation

pytestmark = pytest.mark.django_db
SHEETS = ["Laba Rugi", "Posisi Keuangan", "Perubahan Ekuitas", "Arus Kas", "CALK"]


@pytest.fixture
def organisation() -> Organisation:
    organisation = year.make_worked_year()
    make_officer(organisation, "director", name="Contoh Direktur")
    ReportSettings.objects.create(organisation=organisation, adviser="=HYPERLINK(1)", basis="sak_emkm")
    return organisation


@pytest.fixture
def pack(organisation):
    return pack_of(organisation, span=Span(2026))


def recount(sheet) -> dict[str, int]:
    """Every labelled figure of column B, formulas counted anew by what they say."""

    def value(reference: str) -> int:
        held = sheet[reference].value
        if not isinstance(held, str):
            return held or 0
        if summed := re.fullmatch(r"=SUM\(B(\d+):B(\d+)\)", held):
            return sum(value(f"B{row}") for row in range(int(summed[1]), int(summed[2]) + 1))
        assert re.fullmatch(r"=-?B\d+([+-]B\d+)*", held), held
        return sum(
            (-1 if sign == "-" else 1) * value(cell) for sign, cell in re.findall(r"([+-]?)(B\d+)", held[1:])
        )

    return {
        (sheet[f"A{row}"].value or ""): value(f"B{row}")
        for row in range(7, sheet.max_row + 1)
        if sheet[f"B{row}"].value is not None
    }


def test_the_workbook_counts_to_the_same_figures(pack):
    with translation.override("id"):
        book = load_workbook(BytesIO(as_workbook(pack)))
        tables = tables_of(pack.statements.now, pack.statements.prior)

    assert book.sheetnames == SHEETS
    for sheet, table in zip(SHEETS[:4], tables, strict=True):
        found = recount(book[sheet])
        with translation.override("id"):
            wanted = {row.label: row.amount for row in table.rows if row.kind != "heading"}
        assert found == wanted


def test_the_totals_of_the_workbook_are_formulas(pack):
    book = load_workbook(BytesIO(as_workbook(pack)))
    sheet = book["Income statement"]
    rows = {sheet[f"A{n}"].value: sheet[f"B{n}"].value for n in range(1, sheet.max_row + 1)}

    assert rows["Total revenue"] == "=B8+B9+B10"
    assert rows["Gross profit (loss)"] == "=B11-B12"
    notes = recount(book["CALK"])
    assert (notes["Cash on hand"], notes["1.1.01.01 Kas Tunai"]) == (80_137_500, 7_380_000)


def test_a_name_never_becomes_a_formula(organisation):
    organisation.name = "=1+1"
    organisation.save()
    settings = organisation.report_settings
    settings.other_information = "@SUM(A1)"
    settings.save()

    book = load_workbook(BytesIO(as_workbook(pack_of(organisation, span=Span(2026)))))

    texts = [
        (cell.value, cell.data_type) for sheet in book for row in sheet for cell in row if cell.column == 1
    ]
    assert ("=1+1", "s") in texts
    assert ("@SUM(A1)", "s") in texts
    assert {kind for _value, kind in texts} == {"s", "n"}


def test_the_pdf_is_one(pack):
    with translation.override("id"):
        content = as_pdf(pack, printed_at=NOON)

    assert content.startswith(b"%PDF-")
    # Statements on a page each, and the notes; what is on the pages is compressed.
    assert len(re.findall(rb"/Type\s*/Page\b", content)) >= 6


def test_the_pdf_prints_every_figure(pack):
    with translation.override("id"):
        printed = typst.query(
            TEMPLATE,
            "<figure>",
            root=TEMPLATES,
            sys_inputs=inputs(document_of(pack), printed_at=NOON),
            ignore_system_fonts=True,
        )

    figures = [each["text"] for each in json.loads(printed)]
    tables = tables_of(pack.statements.now, pack.statements.prior)
    wanted = [_printed(row.amount) for table in tables for row in table.rows if row.kind != "heading"]
    assert figures[: len(wanted)] == wanted


def _printed(amount: int) -> str:
    if not amount:
        return "–"
    whole = f"{abs(amount):,}".replace(",", ".")
    return f"({whole})" if amount < 0 else whole


def test_the_pdf_says_who_reports_and_in_words(pack):
    with translation.override("id"):
        data = json.loads(inputs(document_of(pack), printed_at=NOON)["data"])

    assert data["basis"] == "Dasar penyusunan: SAK EMKM. Semua jumlah dalam rupiah penuh."
    assert data["signatures"]["prepared"] == [
        {"role": "Disusun oleh Bendahara", "name": ""},
        {"role": "Direktur", "name": "Contoh Direktur"},
    ]
    assert data["signatures"]["reviewed"][1]["name"] == "=HYPERLINK(1)"
    assert data["tables"][0]["words"]["text"] == "sebelas juta tujuh ratus tujuh ribu lima ratus rupiah"
    assert data["page_of"] == "Halaman {page} dari {pages}"


@pytest.mark.parametrize("span", [Span(2026), Span.half(2026, 1), Span(2031)])
def test_a_pdf_of_markup_and_of_nothing_is_made(organisation, span):
    organisation.name = '#panic("x") *_`$'
    organisation.save()

    assert as_pdf(pack_of(organisation, span=span), printed_at=NOON).startswith(b"%PDF-")


def test_the_command_prints_json_of_the_asked_shape(organisation):
    out = StringIO()

    call_command("statements", bumdes="contoh", year=2026, format="json", stdout=out)

    data = json.loads(out.getvalue())
    assert list(data) == ["laba_rugi", "posisi_keuangan", "perubahan_ekuitas", "arus_kas", "calk"]
    assert data["arus_kas"] == year.CASH_FLOW
    assert {type(value) for value in data["posisi_keuangan"].values()} == {int}


def test_the_command_takes_a_half_and_a_unit(organisation):
    out = StringIO()

    call_command("statements", bumdes="contoh", year=2026, half=1, unit="TOKO", stdout=out)

    data = json.loads(out.getvalue())
    assert data["calk"]["umum"]["sampai"] == "2026-06-30"
    # 12.000.000 + 4.000.000 - 500.000, less 12.000.000 and the rent of 600.000.
    assert data["laba_rugi"]["laba_bersih_sebelum_bagi_hasil"] == 2_900_000


@pytest.mark.parametrize(("format", "start"), [("xlsx", b"PK"), ("pdf", b"%PDF-"), ("json", b"{")])
def test_the_command_writes_a_file(organisation, tmp_path, format, start):
    path = tmp_path / f"laporan.{format}"

    call_command("statements", bumdes="contoh", year=2026, format=format, output=path)

    assert path.read_bytes().startswith(start)


def test_the_command_sends_bytes_down_a_pipe(organisation):
    pipe = TextIOWrapper(BytesIO())

    call_command("statements", bumdes="contoh", year=2026, format="xlsx", stdout=pipe)

    assert load_workbook(pipe.buffer).sheetnames[-1] == "CALK"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"bumdes": "lain"}, "There is no BUMDes with the code lain."),
        ({"bumdes": "tanpa-buku"}, "Tanpa keeps no book here yet."),
        ({"unit": "X"}, "BUMDes Contoh Maju has no unit X."),
        ({"year": 99}, "Choose a year, and months of it in order."),
    ],
)
def test_the_command_says_what_is_wrong(organisation, options, message):
    make_organisation(code="tanpa-buku", name="Tanpa")

    with pytest.raises(CommandError, match=f"^{re.escape(message)}$"):
        call_command("statements", **{"bumdes": "contoh", "year": 2026, "stdout": StringIO(), **options})
