"""From any figure down to its accounts and postings."""

from __future__ import annotations

import pytest

from bumdes.ledger.models import Account
from bumdes.ledger.queries import accounts_of, units_of
from bumdes.statements.layout import CASH_FLOW, EQUITY, INCOME, POSITION, Heading, Line
from bumdes.statements.queries import BookStatements, behind, statements_of
from bumdes.statements.queries.behind import NoSuchLine
from bumdes.statements.spans import Span
from tests.bumdes.statements import worked_year as year

pytestmark = pytest.mark.django_db


@pytest.fixture
def book() -> BookStatements:
    return statements_of(year.make_worked_year().book, span=Span(2026))


def test_an_income_line_opens_into_its_postings(book):
    found = behind(book, statement="laba_rugi", name="penjualan_barang_dagangan_bersih")

    assert (found.amount, found.prior) == (15_500_000, 0)
    assert [(a.code, a.amount) for a in found.accounts] == [
        ("4.2.01.91", 16_000_000),
        ("4.2.98.01", -500_000),
    ]
    assert [(p.date.month, p.description, p.debit, p.credit) for p in found.postings.rows] == [
        (2, "Jual tunai beserta harga pokoknya", 0, 12_000_000),
        (2, "Jual dengan bon", 0, 4_000_000),
        (5, "Retur penjualan", 500_000, 0),
    ]


def test_a_balance_opens_into_what_moved_it_in_the_span(book):
    found = behind(book, statement="posisi_keuangan", name="utang_usaha")

    assert (found.amount, found.prior) == (4_000_000, 3_000_000)
    assert [(p.debit, p.credit) for p in found.postings.rows] == [(0, 15_000_000), (14_000_000, 0)]


def test_a_cash_flow_line_opens_into_entries_that_moved_cash(book):
    goods = behind(book, statement="arus_kas", name="penjualan_barang_dagangan")
    suppliers = behind(book, statement="arus_kas", name="pemasok")

    # The sale on credit moved no cash.
    assert [(p.debit, p.credit) for p in goods.postings.rows] == [(0, 12_000_000), (500_000, 0)]
    assert [(a.code, a.amount) for a in suppliers.accounts] == [
        ("1.1.05.01", -9_000_000),
        ("2.1.01.01", 14_000_000),
        ("5.1.01.01", 9_000_000),
    ]


def test_one_account_and_one_unit_narrow_the_postings(book):
    staff = accounts_of(book.sums.book)["revenue_returns"]
    unit = units_of(book.sums.book)["SP"]
    of_unit = statements_of(book.sums.book, span=Span(2026), unit=unit)

    one = behind(book, statement="laba_rugi", name="penjualan_barang_dagangan_bersih", account=staff.pk)
    sp = behind(of_unit, statement="laba_rugi", name="total_pendapatan")

    assert [p.description for p in one.postings.rows] == ["Retur penjualan"]
    assert [(p.unit, p.credit) for p in sp.postings.rows] == [
        ("Simpan pinjam", 60_000),
        ("Simpan pinjam", 180_000),
    ]


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("laba_rugi", [row.name for row in INCOME if isinstance(row, Line)]),
        ("posisi_keuangan", [row.name for row in POSITION if isinstance(row, Line)]),
        ("perubahan_ekuitas", [row.name for row in EQUITY if not isinstance(row, Heading)]),
        ("arus_kas", [line.name for activity in CASH_FLOW for line in activity.lines]),
    ],
)
def test_the_accounts_behind_every_figure_add_up_to_it(book, statement, names):
    for name in names:
        found = behind(book, statement=statement, name=name)

        assert sum(each.amount for each in found.accounts) == found.amount, name


def test_every_subtotal_opens(book):
    for statement, layout in (("laba_rugi", INCOME), ("posisi_keuangan", POSITION)):
        for row in layout:
            if not isinstance(row, Heading):
                behind(book, statement=statement, name=row.name)


@pytest.mark.parametrize("statement", ["laba_rugi", "arus_kas", "calk", "lain"])
def test_an_unknown_line_is_not_found(book, statement):
    with pytest.raises(NoSuchLine):
        behind(book, statement=statement, name="tidak_ada")


def test_it_costs_one_query_however_many_postings(book, django_assert_num_queries):
    account = Account.objects.filter(role="cash").exists  # the book is shut: nothing is seen outside
    assert not account()

    with django_assert_num_queries(3):
        few = behind(book, statement="laba_rugi", name="beban_utilitas_umum")
    with django_assert_num_queries(3):
        many = behind(book, statement="posisi_keuangan", name="total_aset")

    assert (len(few.postings.rows), len(many.postings.rows)) == (2, 30)
