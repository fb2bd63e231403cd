"""Entries from a file: what is new, known, changed or wrong; all of it posted, or nothing."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from bumdes.bookkeeping.imports import plan_entries, post_plan, read_rows
from bumdes.bookkeeping.imports.posting import EntryRefused, NotReady
from bumdes.ledger.access import opened
from bumdes.ledger.models import Entry
from bumdes.ledger.queries import accounts_of, balance, units_of
from bumdes.ledger.services import close_period
from core.sheets import ColumnsMissing, TooLong, Unreadable
from tests.factories.books import make_book, make_organisation_with_book
from tests.factories.people import NOON

pytestmark = pytest.mark.django_db
HEADER = "entry,date,description,account,unit,debit,credit,key\n"
CAPITAL = (
    "1,2026-01-02,Modal desa,1.1.01.01,,5000000,,modal\n1,2026-01-02,Modal desa,3.1.01.01,,,5000000,modal\n"
)
SALARY = "2,05/02/2026,Gaji,6.1.01.01,TOKO,300000,,\n2,05/02/2026,Gaji,1.1.01.01,TOKO,,300.000,\n"


def plan(book, text: str, **kw):
    return plan_entries(book, read_rows((HEADER + text).encode()), **kw)


@pytest.fixture
def book():
    return make_book()


def test_a_file_is_posted_once_however_often_it_is_sent(book):
    first = plan(book, CAPITAL + SALARY, may_create_units=True)
    posted = post_plan(book, first, now=NOON)
    again = plan(book, CAPITAL + SALARY)

    assert posted == 2
    assert (again.count("new"), again.count("known"), again.problems) == (0, 2, [])
    assert post_plan(book, again, now=NOON) == 0
    assert balance(accounts_of(book)["cash"], unit=units_of(book)["TOKO"]) == -300_000
    assert balance(accounts_of(book)["cash"]) == 4_700_000


def test_opening_balances_are_no_movement_of_the_year_and_begin_an_empty_book(book):
    post_plan(book, plan(book, CAPITAL, is_opening=True), now=NOON)

    book.refresh_from_db()
    assert book.opened_on == date(2026, 1, 2)
    with opened(book):
        assert Entry.objects.values_list("kind", "period").get() == ("opening", 202600)


def test_opening_balances_of_another_day_are_named_once_the_book_has_begun(book):
    post_plan(book, plan(book, CAPITAL), now=NOON)
    later = CAPITAL.replace(",modal", ",saldo-awal")

    found = plan(book, later, is_opening=True)
    first_day = plan(book, later.replace("2026-01-02", "2026-01-01"), is_opening=True)

    assert [(problem.line, problem.column) for problem in found.problems] == [(2, "date")]
    assert "2026-01-01" in found.problems[0].message
    assert first_day.can_post


def test_an_empty_book_begins_on_one_day_only(book):
    second = CAPITAL.replace("1,2026-01-02", "2,2026-01-03").replace(",modal", ",saldo-awal")

    found = plan(book, CAPITAL + second, is_opening=True)

    assert [problem.line for problem in found.problems] == [2, 4]


def test_what_was_posted_otherwise_stops_the_file(book):
    post_plan(book, plan(book, CAPITAL), now=NOON)

    changed = plan(book, CAPITAL.replace("5000000", "6000000"))

    assert changed.count("changed") == 1
    with pytest.raises(NotReady):
        post_plan(book, changed, now=NOON)


@pytest.mark.parametrize(
    ("rows", "column", "words"),
    [
        ("1,2026-13-01,x,1.1.01.01,,1,,\n1,2026-13-01,x,3.1.01.01,,,1,\n", "date", "2026-01-31"),
        ("1,2025-12-31,x,1.1.01.01,,1,,\n1,2025-12-31,x,3.1.01.01,,,1,\n", "date", "begin on"),
        ("1,2026-01-05,x,1.1.01.01,,1,,\n1,2026-01-05,x,3.1.01.01,,,1,\n", "date", "closed"),
        ("1,2026-03-01,x,9.9.99.99,,1,,\n1,2026-03-01,x,3.1.01.01,,,1,\n", "account", "9.9.99.99"),
        ("1,2026-03-01,x,1.1.01.01,KIOS,1,,\n1,2026-03-01,x,3.1.01.01,,,1,\n", "unit", "KIOS"),
        ("1,2026-03-01,x,1.1.01.01,,-5,,\n1,2026-03-01,x,3.1.01.01,,,5,\n", "debit", "rupiah"),
        ("1,2026-03-01,x,1.1.01.01,,5,5,\n1,2026-03-01,x,3.1.01.01,,,5,\n", "credit", "not both"),
        ("1,2026-03-01,x,1.1.01.01,,,,\n1,2026-03-01,x,3.1.01.01,,,5,\n", "debit", "an amount"),
        ("1,2026-03-01,x,1.1.01.01,,6,,\n1,2026-03-01,x,3.1.01.01,,,5,\n", "", "not balanced"),
        ("1,2026-03-01,x,1.1.01.01,,5,,\n1,2026-03-02,x,3.1.01.01,,,5,\n", "date", "another"),
        (",2026-03-01,x,1.1.01.01,,5,,\n", "entry", "which entry"),
    ],
)
def test_each_mistake_has_its_row_and_reason(book, rows, column, words):
    close_period(book=book, through=date(2026, 1, 31), made_by=None, now=NOON)

    found = plan(book, rows)

    assert not found.can_post
    assert (found.problems[0].line, found.problems[0].column) in {(2, column), (3, column)}
    assert words in found.problems[0].message


def test_decimals_that_say_nothing_are_forgiven(book):
    rows = "1,2026-03-01,x,1.1.01.01,,15.00,,\n1,2026-03-01,x,3.1.01.01,,,15,\n"

    assert plan(book, rows).total == 15


def test_the_first_entry_the_book_refuses_leaves_nothing_behind(book):
    file = plan(
        book,
        CAPITAL + SALARY.replace("300000", "9000000").replace("300.000", "9.000.000"),
        may_create_units=True,
    )

    with pytest.raises(EntryRefused) as refused:
        post_plan(book, file, now=NOON)

    assert "Kas Tunai" in str(refused.value)
    with opened(book):
        assert Entry.objects.count() == 0
    assert list(units_of(book)) == ["PUSAT"]


def test_xlsx_and_semicolons_are_read(book):
    sheet = Workbook()
    sheet.active.append(HEADER.strip().split(","))
    sheet.active.append(["1", date(2026, 1, 2), "Modal", "1.1.01.01 Kas Tunai", None, 5_000_000, None, "m"])
    sheet.active.append(["1", date(2026, 1, 2), "Modal", "3.1.01.01", None, None, 5_000_000.0, "m"])
    file = io.BytesIO()
    sheet.save(file)
    semicolons = "\ufeff" + (HEADER + CAPITAL).replace(",", ";")

    for content in (file.getvalue(), semicolons.encode()):
        found = plan_entries(book, read_rows(content))
        assert (found.problems, found.total) == ([], 5_000_000)


def test_what_is_no_such_file_is_refused():
    for content in (b"", b"PK\x03\x04 not a zip", b"\x00\x01\x02"):
        with pytest.raises((Unreadable, ColumnsMissing)):
            read_rows(content)
    with pytest.raises(ColumnsMissing):
        read_rows(b"tanggal,uraian\n2026-01-01,x\n")
    with pytest.raises(TooLong):
        read_rows(HEADER.encode() + b"x" * (20 * 1024 * 1024))


def test_planning_costs_the_same_queries_for_any_file(book, django_assert_num_queries):
    for entries in (1, 3):
        rows = "".join(
            CAPITAL.replace("1,2026", f"{n},2026").replace("modal", f"m{n}") for n in range(entries)
        )
        with django_assert_num_queries(9):
            plan(book, rows)


def test_the_command_imports_and_names_what_is_wrong(tmp_path, capsys):
    hub = make_organisation_with_book(code="desa-contoh")
    good, bad = tmp_path / "baik.csv", tmp_path / "salah.csv"
    good.write_text(HEADER + CAPITAL + SALARY)
    bad.write_text(HEADER + CAPITAL.replace("3.1.01.01", "x"))

    with pytest.raises(SystemExit) as stopped:
        call_command("import_entries", str(bad), bumdes="desa-contoh")
    assert stopped.value.code == 1
    assert "row 3, account: There is no account x in this book." in capsys.readouterr().err
    call_command("import_entries", str(good), "--create-units", bumdes="desa-contoh")
    call_command("import_entries", str(good), "--create-units", bumdes="desa-contoh")
    with pytest.raises(CommandError):
        call_command("import_entries", str(good), bumdes="tidak-ada")

    assert balance(accounts_of(hub.book)["cash"]) == 4_700_000
