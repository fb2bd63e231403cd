"""What the database refuses, and what stays out of sight."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from bumdes.banking.models import BankLine
from bumdes.ledger.access import opened
from tests.bumdes.banking.acts import OPENING, at, mark
from tests.factories.banking import (
    make_bank_entry,
    make_import,
)


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("UPDATE banking_bankline SET credit = credit + 1", "what the bank wrote stays"),
        ("DELETE FROM banking_bankline", "what the bank wrote stays"),
        ("UPDATE banking_bankline SET taken_back_at = now()", "is not taken back"),
        ("UPDATE banking_match SET settled_on = settled_on + 1", "only undone"),
        ("DELETE FROM banking_matchitem", "stays until the match is undone"),
        ("UPDATE banking_matchitem SET stands = FALSE", "not whole"),
        ("UPDATE banking_match SET undone_at = now()", "stands no more"),
        ("UPDATE banking_reconciliation SET bank_balance = 0", "only ever added"),
        ("DELETE FROM banking_bankstart", "while lines stand"),
        (
            "INSERT INTO banking_matchitem (book_id, match_id, posting_id, stands)"
            " SELECT m.book_id, m.id, p.id, TRUE FROM banking_match m, ledger_posting p"
            " WHERE p.account_id = m.account_id AND p.debit = 10000000",
            "the bank has",
        ),
    ],
)
def test_the_database_refuses(sql, rule, bank, treasurer, seen):
    make_bank_entry(bank, 1_000, day=at(4))
    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)
    mark(bank, treasurer, OPENING + 1_000)

    with pytest.raises(IntegrityError, match=rule), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_rows_of_another_book_are_out_of_sight(bank):
    make_import(bank, ("05/10", "A", 1_000), opening=OPENING)

    assert BankLine.objects.count() == 0
    with opened(bank.book):
        assert BankLine.objects.count() == 1
