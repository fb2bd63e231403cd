"""Two treasurers at the same moment."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from bumdes.banking.models import BankLine, Match
from bumdes.banking.services import book_line, import_file, match_by_hand
from bumdes.ledger.access import opened
from bumdes.ledger.models import Account, Book
from bumdes.ledger.queries import accounts_of, balance, units_of
from core.invariants import violations
from tests.factories.banking import (
    bank_of,
    lines_of,
    make_bank_entry,
    make_file,
    make_import,
    make_list,
    posting_of,
)
from tests.factories.bookkeeping import make_hub
from tests.factories.people import NOON, make_officer
from tests.threads import at_once

pytestmark = pytest.mark.race
OPENING = 10_000_000


def again(account: Account) -> Account:
    """The same account as another request has it."""
    return accounts_of(Book.objects.get(pk=account.book_id)).by_code(account.code)


def test_two_who_want_one_posting(committed_db):
    bank = bank_of(make_hub(bank=OPENING))
    actor = make_officer(bank.book.organisation, "treasurer")
    posting = posting_of(bank, make_bank_entry(bank, 1_000, day=date(2026, 8, 1)))
    make_import(bank, ("05/10", "A", 1_000), ("06/10", "B", 1_000), opening=OPENING)

    answers = at_once(
        [
            partial(
                match_by_hand,
                account=again(bank),
                lines=[line.pk],
                postings=[posting.pk],
                actor=actor,
                now=NOON,
            )
            for line in lines_of(bank)
        ]
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyMatched", "Match"]
    assert list(violations(only="banking.")) == []


def test_two_files_of_the_same_days_bring_each_line_once(committed_db):
    bank = bank_of(make_hub(bank=OPENING))
    content = make_list(*[(f"{day:02d}/10", f"BARIS {day}", day) for day in range(1, 20)], opening=OPENING)
    files = [make_file(bank, content) for _ in range(2)]

    def importing(file):
        with opened(bank.book):
            mine = type(file).objects.select_related("account__book", "book").get(pk=file.pk)
        return import_file(file=mine, opening_balance=OPENING, actor=None, now=NOON)

    answers = at_once([partial(importing, file) for file in files])

    assert sorted((answer.added, answer.repeated) for answer in answers) == [(0, 19), (19, 0)]


def test_a_double_tap_books_a_line_once(committed_db):
    bank = bank_of(make_hub(bank=OPENING))
    actor = make_officer(bank.book.organisation, "treasurer")
    make_import(bank, ("30/10", "BIAYA ADM", -15_000), opening=OPENING)
    (line,) = lines_of(bank)

    def booking():
        account = again(bank)
        with opened(account.book):
            mine = BankLine.objects.get(pk=line.pk)
        mine.account, mine.book = account, account.book
        return book_line(
            line=mine,
            target=accounts_of(account.book)["bank_fee"],
            unit=units_of(account.book)["PUSAT"],
            actor=actor,
            now=NOON,
        )

    answers = at_once([booking for _ in range(3)])

    assert len({answer.pk for answer in answers}) == 1
    assert balance(bank) == OPENING - 15_000
    with opened(bank.book):
        assert Match.objects.count() == 1
