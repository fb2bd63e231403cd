"""Importing lists, and taking a wrong one back."""

from __future__ import annotations

import pytest

from bumdes.banking.models import BankStart
from bumdes.banking.services import (
    import_file,
    take_back,
)
from bumdes.banking.services.refusals import (
    LinesInUse,
    OpeningBalanceMissing,
    WrongLines,
)
from tests.bumdes.banking.acts import OPENING, at, book, broken, standing
from tests.factories.banking import (
    lines_of,
    make_bank_entry,
    make_file,
    make_import,
    make_list,
)
from tests.factories.people import NOON


def test_a_file_sent_twice_adds_nothing(bank, treasurer):
    rows = [("05/10", "SETOR A", 1_000), ("06/10", "SETOR B", 2_000)]
    make_import(bank, *rows, opening=OPENING)

    again = make_import(bank, *rows, opening=OPENING)

    assert (again.added, again.repeated) == (0, 2)
    assert len(lines_of(bank)) == 2


def test_a_file_that_overlaps_adds_what_is_new(bank):
    make_import(bank, ("05/10", "BIAYA", -1_000), ("06/10", "SETOR", 2_000), opening=OPENING)

    second = make_import(
        bank, ("06/10", "SETOR", 2_000), ("06/10", "SETOR", 2_000), ("07/10", "C", 5), opening=OPENING - 1_000
    )

    assert (second.added, second.repeated) == (2, 1)
    assert [line.amount for line in lines_of(bank)] == [-1_000, 2_000, 2_000, 5]


def test_twins_of_one_file_are_two_lines(bank):
    file = make_import(bank, ("05/10", "TOKO", 2_000), ("05/10", "TOKO", 2_000), opening=OPENING)

    assert file.added == 2


def test_one_import_of_one_file_that_is_sent_twice(bank):
    file = make_file(bank, make_list(("05/10", "A", 1_000)))

    first = import_file(file=file, opening_balance=OPENING, actor=None, now=NOON)
    again = import_file(file=file, opening_balance=OPENING, actor=None, now=NOON)

    assert (first.pk, again.added, len(lines_of(bank))) == (again.pk, 1, 1)


def test_a_wrong_line_leaves_everything_out(bank):
    file = make_file(bank, make_list(("05/10", "A", 1_000)) + b"\n32/10/2026;B;;5;\n")

    with pytest.raises(WrongLines):
        import_file(file=file, opening_balance=OPENING, actor=None, now=NOON)

    assert lines_of(bank) == []


def test_the_first_file_needs_the_balance_before(bank):
    file = make_file(bank, make_list(("05/10", "A", 1_000)))

    with pytest.raises(OpeningBalanceMissing):
        import_file(file=file, opening_balance=None, actor=None, now=NOON)


def test_lines_older_than_the_start_are_left_out(bank):
    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)

    older = make_import(bank, ("04/10", "B", 7), ("05/10", "A", 1_000), ("06/10", "C", 8), opening=0)

    assert (older.added, older.repeated, older.skipped) == (1, 1, 1)


def test_a_wrong_file_is_taken_back_and_can_come_again(bank, treasurer, seen):
    make_bank_entry(bank, 1_000, day=at(4))
    file = make_import(bank, ("05/10", "A", 1_000), opening=OPENING)

    take_back(file=file, actor=treasurer, now=NOON)

    assert (lines_of(bank), standing(bank), BankStart.objects.count()) == ([], 0, 0)
    assert make_import(bank, ("05/10", "A", 1_000), opening=OPENING).added == 1
    assert broken() == []


def test_a_file_whose_lines_are_used_stays(bank, treasurer):
    file = make_import(bank, ("05/10", "A", 1_000), opening=OPENING)
    book(lines_of(bank)[0], "unapplied_receipts", treasurer)

    with pytest.raises(LinesInUse):
        take_back(file=file, actor=treasurer, now=NOON)
