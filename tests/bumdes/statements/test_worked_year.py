"""A worked year: all five statements to the rupiah, and how they tie to each other."""

from __future__ import annotations

import pytest

from bumdes.ledger.queries import units_of
from bumdes.organisations.models import Organisation
from bumdes.statements.documents import as_data
from bumdes.statements.queries import pack_of, statements_of
from bumdes.statements.spans import Span
from tests.bumdes.statements import worked_year as year

pytestmark = pytest.mark.django_db
SPAN = Span(2026)


@pytest.fixture
def organisation() -> Organisation:
    return year.make_worked_year()


def test_the_five_statements_to_the_rupiah(organisation):
    data = as_data(pack_of(organisation, span=SPAN))

    assert list(data) == ["laba_rugi", "posisi_keuangan", "perubahan_ekuitas", "arus_kas", "calk"]
    assert data["laba_rugi"] == year.INCOME
    assert data["posisi_keuangan"] == year.POSITION
    assert data["perubahan_ekuitas"] == year.EQUITY
    assert data["arus_kas"] == year.CASH_FLOW


def test_notes_pull_their_numbers(organisation):
    notes = as_data(pack_of(organisation, span=SPAN))["calk"]

    assert notes["rincian"]["kas"] == {
        "jumlah": 80_137_500,
        "lalu": 45_000_000,
        "akun": [
            {"kode": "1.1.01.01", "nama": "Kas Tunai", "jumlah": 7_380_000, "lalu": 5_000_000},
            {"kode": "1.1.01.02", "nama": "Kas di Bank 1", "jumlah": 72_757_500, "lalu": 40_000_000},
        ],
    }
    assert notes["rincian"]["saldo_laba"]["akun"][-1] == {
        "kode": "",
        "nama": "Result not closed yet",
        "jumlah": 11_707_500,
        "lalu": 0,
    }
    assert notes["bagi_hasil"] == {
        "desa": _share("2.1.07.01", 2_400_000, 2_400_000),
        "masyarakat": _share("2.1.07.02", 600_000, 0),
        "pengurus": _share("2.1.07.03", 500_000, 0),
    }
    assert notes["pinjaman"] == {
        "pokok": 15_000_000,
        "jasa": 0,
        "penyisihan": 150_000,
        "bersih": 14_850_000,
        "disalurkan": 6_000_000,
        "angsuran": 1_000_000,
    }
    assert notes["informasi_lain"]["selisih_antarunit"] == 0
    assert {
        code: unit["laba"] for code, unit in notes["informasi_lain"]["hasil_unit"].items()
    } == year.RESULTS


def _share(code: str, added: int, paid: int) -> dict[str, object]:
    return {"akun": code, "awal": 0, "ditetapkan": added, "dibayar": paid, "akhir": added - paid}


def test_every_line_of_the_notes_is_the_sum_of_its_accounts(organisation):
    notes = pack_of(organisation, span=SPAN).notes

    assert [line.name for line in notes.lines if line.amount != sum(a.amount for a in line.accounts)] == []
    assert [line.name for line in notes.lines if line.prior != sum(a.prior for a in line.accounts)] == []


def test_the_first_year_is_compared_with_the_opening_balances(organisation):
    prior = statements_of(organisation.book, span=SPAN).prior

    assert set(prior.income.values()) == {0}
    assert (prior.position["kas"], prior.position["total_aset"]) == (45_000_000, 117_000_000)
    assert prior.equity["ekuitas_akhir"] == prior.position["total_ekuitas"] == 110_000_000
    assert (prior.cash_flow.opening, prior.cash_flow.increase) == (45_000_000, 0)


def test_closing_the_year_changes_no_statement_of_it():
    organisation = year.make_worked_year(close=True)

    data = as_data(pack_of(organisation, span=SPAN))
    after = statements_of(organisation.book, span=Span(2027))

    assert data["laba_rugi"] == year.INCOME
    assert data["posisi_keuangan"] == year.POSITION
    assert data["perubahan_ekuitas"] == year.EQUITY
    assert data["arus_kas"] == year.CASH_FLOW
    assert [row["kode"] for row in data["calk"]["rincian"]["saldo_laba"]["akun"]] == [
        "3.3.01.01",
        "3.3.02.01",
    ]
    assert set(after.now.income.values()) == {0}
    assert after.now.equity["saldo_laba_awal_tidak_dicadangkan"] == 15_207_500
    assert after.now.equity["saldo_laba_awal_dicadangkan"] == 1_000_000
    assert after.prior.income == year.INCOME
    assert after.prior.position == after.now.position == year.POSITION


def test_both_halves_make_the_year(organisation):
    first, second = (statements_of(organisation.book, span=Span.half(2026, n)).now for n in (1, 2))

    assert {name: first.income[name] + second.income[name] for name in first.income} == year.INCOME
    # 5,18 - 0,4 - 0,5 in cash; 40 + 20 + 2,5 - 18 - 5,94 - 4,85 - 0,15 + 3 + 0,06 - 0,0125 + 25 - 1,2 + 20.
    assert first.position["kas"] == first.cash_flow.closing == 4_280_000 + 80_407_500
    assert second.cash_flow.opening == first.cash_flow.closing
    assert second.position == year.POSITION
    assert first.cash_flow.increase + second.cash_flow.increase == 35_137_500


def test_a_unit_shows_what_it_owes_the_others(organisation):
    unit = units_of(organisation.book)["TOKO"]

    now = statements_of(organisation.book, span=SPAN, unit=unit).now

    assert now.income["laba_bersih_sebelum_bagi_hasil"] == 1_820_000
    # 12 - 14 + 2,5 - 0,5 - 1 + 2 - 0,2 in cash, of which 2 came from the head office.
    assert now.position["kas"] == now.cash_flow.closing == 800_000
    assert now.position["rk_pusat"] == 2_000_000
    # Opening 8 - 3, the rent the head office had paid 0,6, less the electricity paid for it 0,2.
    assert now.position["rk_tersirat_kewajiban"] == 5_400_000
    assert now.position["total_aset"] == now.position["total_kewajiban_dan_ekuitas"] == 13_300_000
    assert now.position["total_ekuitas"] == now.equity["ekuitas_akhir"] == 1_820_000
    assert now.cash_flow.lines["rk_antar_unit"] == 1_800_000


def test_units_add_up_to_the_entity(organisation):
    units = units_of(organisation.book).values()
    entity = statements_of(organisation.book, span=SPAN).now
    parts = [statements_of(organisation.book, span=SPAN, unit=unit).now for unit in units]

    for name, amount in entity.income.items():
        assert sum(part.income[name] for part in parts) == amount, name
    for name, amount in entity.cash_flow.lines.items():
        assert sum(part.cash_flow.lines[name] for part in parts) == amount, name
    implied = [(p.position["rk_tersirat_aset"], p.position["rk_tersirat_kewajiban"]) for p in parts]
    assert sum(claim for claim, _debt in implied) == sum(debt for _claim, debt in implied)


def test_an_inter_unit_difference_is_named(organisation):
    year.book_lines(
        organisation.book,
        [("inter_unit_receivable_shop", "PUSAT", 30_000), ("bank_1", "PUSAT", -30_000)],
        day=SPAN.until,
    )

    pack = pack_of(organisation, span=SPAN)

    assert pack.notes.inter_unit_difference == 30_000
    position = pack.statements.now.position
    assert (position["rk_unit_usaha"], position["rk_pusat"]) == (30_000, 0)
    assert position["total_aset"] == position["total_kewajiban_dan_ekuitas"]
    note = next(line for line in pack.notes.lines if line.name == "rk_unit_usaha")
    assert [(a.code, a.amount) for a in note.accounts] == [
        ("1.1.99.03", 2_030_000),
        ("3.8.01.01", -2_000_000),
    ]


@pytest.mark.parametrize("months", [(1, 12), (1, 6), (7, 12), (4, 6), (3, 3), (2, 11)])
@pytest.mark.parametrize("code", [None, "PUSAT", "TOKO", "SP"])
def test_the_statements_tie(organisation, months, code):
    unit = units_of(organisation.book)[code] if code else None
    book = statements_of(organisation.book, span=Span(2026, *months), unit=unit)

    for now in (book.now, book.prior):
        position, flow = now.position, now.cash_flow
        assert position["total_aset"] == position["total_kewajiban_dan_ekuitas"]
        assert position["kas"] + position["setara_kas"] == flow.closing
        assert now.equity["ekuitas_akhir"] == position["total_ekuitas"]
        assert now.equity["saldo_laba_akhir"] == position["saldo_laba"]
        assert now.equity["laba_periode"] == now.income["laba_bersih_sebelum_bagi_hasil"]


def test_a_year_of_statements_costs_a_few_queries(organisation, django_assert_num_queries):
    # Accounts, units, sums; opening and shutting the book.
    with django_assert_num_queries(5):
        statements_of(organisation.book, span=SPAN)
    # The settings and the offices too.
    organisation = Organisation.objects.select_related("book", "village__district").get()
    with django_assert_num_queries(7):
        pack_of(organisation, span=SPAN)
