"""What only a real commit shows: the transaction that posting needs, numbers that follow."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from django.db import transaction

from bumdes.ledger.access import opened
from bumdes.ledger.models import Entry, Total
from bumdes.ledger.queries import balance
from bumdes.ledger.services import Draft, close_period, cr, dr, post
from bumdes.ledger.services.sealing import fold_all
from core.invariants import violations
from core.locks import NotInTransaction
from tests.factories.books import account, make_book, make_entry
from tests.factories.people import NOON
from tests.threads import at_once


def test_post_needs_a_transaction(committed_db):
    book = make_book()
    lines = (dr(account(book, "cash"), 1), cr(account(book, "village_capital"), 1))

    with pytest.raises(NotInTransaction):
        post(
            Draft(
                book=book,
                date=date(2026, 3, 10),
                description="x",
                lines=lines,
                source="test",
                key="k",
                made_by=None,
            ),
            now=NOON,
        )


def test_the_number_follows_the_commit(committed_db):
    book = make_book()

    make_entry(book)

    with opened(book):
        assert Entry.objects.get().number == 1


def test_closing_makes_one_row_of_the_slots(committed_db):
    """Two writers at once leave two rows for an account and a month; a closed month needs one."""
    book = make_book()
    with transaction.atomic():
        make_entry(book, day=date(2026, 1, 5))
        at_once([partial(make_entry, book, day=date(2026, 1, 6))])
    assert slots(book) == [0, 0, 1, 1]

    with transaction.atomic():
        close_period(book=book, through=date(2026, 1, 31), made_by=None, now=NOON)

    assert slots(book) == [0, 0]
    assert balance(account(book, "cash")) == 200_000
    assert list(violations(only="ledger.")) == []


def test_months_that_are_over_become_one_row_before_they_close(committed_db):
    book = make_book()
    with transaction.atomic():
        make_entry(book, day=date(2026, 1, 5))
        at_once(
            [partial(make_entry, book, day=date(2026, 1, 6)), partial(make_entry, book, day=date(2026, 2, 6))]
        )

    assert fold_all(today=date(2026, 2, 28)) == 2

    assert rows_of_january(book) == [(0, 200_000), (0, 200_000)]
    assert balance(account(book, "cash")) == 300_000
    assert fold_all(today=date(2026, 2, 28)) == 0
    assert list(violations(only="ledger.")) == []


def test_rows_that_somebody_writes_are_folded_the_next_time(committed_db):
    book = make_book()
    with transaction.atomic():
        make_entry(book, day=date(2026, 1, 5))
        at_once([partial(make_entry, book, day=date(2026, 1, 6))])
    with transaction.atomic():
        make_entry(book, day=date(2026, 1, 7))  # holds slot 0

        assert at_once([partial(fold_all, today=date(2026, 2, 28))]) == [0]

    assert fold_all(today=date(2026, 2, 28)) == 2
    assert rows_of_january(book) == [(0, 300_000), (0, 300_000)]


def rows_of_january(book) -> list[tuple[int, int]]:
    """Slot and turnover of each account's row."""
    with opened(book):
        rows = Total.objects.filter(period=202601)
        return [(row.slot, row.debit + row.credit) for row in rows]


def slots(book) -> list[int]:
    with opened(book):
        return list(Total.objects.order_by("slot").values_list("slot", flat=True))
