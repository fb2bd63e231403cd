"""Finding a month to agree, and what that holds fast."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from bumdes.banking.models import Match, Reconciliation
from bumdes.banking.queries.accounts import bank_accounts
from bumdes.banking.queries.statements import BOOKED_LATER, IN_TRANSIT, OUTSTANDING, statement_of
from bumdes.banking.services import (
    undo_match,
)
from bumdes.banking.services.refusals import (
    LinesOpen,
    MonthIsClosed,
    Unexplained,
)
from bumdes.ledger.access import opened
from bumdes.ledger.services import close_period
from tests.bumdes.banking.acts import OCTOBER, OPENING, at, book, mark
from tests.factories.banking import (
    bank_of,
    lines_of,
    make_bank_entry,
    make_import,
    posting_of,
)
from tests.factories.books import make_organisation_with_book
from tests.factories.people import NOON


def test_a_month_with_items_on_their_way(bank, treasurer):
    make_bank_entry(bank, 1_000, day=at(31), words="Setoran")  # comes to the bank in November
    make_bank_entry(bank, -400, day=at(30), words="Cek")  # never came yet
    make_bank_entry(bank, 70, day=at(2, 11), words="Bunga")  # the bank had it in October
    make_import(
        bank,
        ("01/10", "SETOR AWAL", 5_000),
        ("31/10", "BUNGA", 70),
        ("02/11", "SETORAN", 1_000),
        opening=OPENING,
    )
    book(lines_of(bank)[0], "unapplied_receipts", treasurer)

    fact = mark(bank, treasurer, OPENING + 5_070)

    statement = statement_of(bank, month_end=OCTOBER)
    assert statement.agrees
    assert [item.amount for item in statement.of(IN_TRANSIT)] == [1_000]
    assert [item.amount for item in statement.of(OUTSTANDING)] == [-400]
    assert [item.amount for item in statement.of(BOOKED_LATER)] == [70]
    assert (fact.book_balance, fact.in_transit, fact.outstanding, fact.booked_later) == (
        OPENING + 5_000 + 1_000 - 400,
        1_000,
        400,
        70,
    )


def test_a_month_is_found_to_agree_once(bank, treasurer, seen):
    make_bank_entry(bank, 1_000, day=at(4))
    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)

    assert mark(bank, treasurer, OPENING + 1_000) == mark(bank, treasurer, OPENING + 1_000)
    assert Reconciliation.objects.count() == 1


def test_open_lines_and_differences_are_refused(bank, treasurer):
    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)
    with pytest.raises(LinesOpen):
        mark(bank, treasurer, OPENING + 1_000)
    book(lines_of(bank)[0], "unapplied_receipts", treasurer)

    with pytest.raises(Unexplained):
        mark(bank, treasurer, OPENING + 1_001)


def test_a_month_that_changed_is_told_and_found_to_agree_again(bank, treasurer, seen):
    make_bank_entry(bank, 1_000, day=at(4))
    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)
    mark(bank, treasurer, OPENING + 1_000)
    assert bank_accounts(bank.book, month_end=OCTOBER)[0].is_reconciled

    make_bank_entry(bank, 30, day=at(20))

    assert not bank_accounts(bank.book, month_end=OCTOBER)[0].is_reconciled
    assert mark(bank, treasurer, OPENING + 1_000).number == 2
    assert bank_accounts(bank.book, month_end=OCTOBER)[0].is_reconciled


def test_a_difference_from_before_the_start_needs_a_note_and_is_gone_when_it_came(bank, treasurer, seen):
    old = make_bank_entry(bank, 250, day=at(30, 9), words="Setoran lama")
    make_import(bank, ("05/10", "LAMA", 250), ("20/10", "X", -5), opening=OPENING)
    line = lines_of(bank)[1]
    book(line, "bank_fee", treasurer)

    statement = statement_of(bank, month_end=OCTOBER)

    assert (posting_of(bank, old).debit, statement.before_start) == (250, 0)
    assert mark(bank, treasurer, OPENING + 245).before_start == 0


def test_a_match_of_a_closed_and_reconciled_month_stays(treasurer, seen):
    hub = make_organisation_with_book()
    bank = bank_of(hub)
    make_bank_entry(bank, 1_000, day=date(2026, 1, 4))
    make_import(bank, ("05/01", "A", 1_000))
    end = date(2026, 1, 31)
    mark(bank, treasurer, 1_000, end=end)
    with transaction.atomic():
        close_period(book=hub.book, through=end, made_by=treasurer, now=NOON)
    with opened(hub.book):
        match = Match.objects.get(account=bank)

    with pytest.raises(MonthIsClosed):
        undo_match(match=match, actor=treasurer, now=NOON)
