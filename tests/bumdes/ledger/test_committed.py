"""What only a real commit shows: the transaction that posting needs, numbers that follow."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from bumdes.ledger.access import opened
from bumdes.ledger.models import Entry
from bumdes.ledger.services import Draft, cr, dr, post
from core.locks import NotInTransaction
from tests.factories.books import account, make_book, make_entry
from tests.factories.people import NOON


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


def test_an_entry_without_postings_is_refused_at_commit(committed_db):
    book = make_book()

    with pytest.raises(IntegrityError), opened(book), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry (book_id, date, kind, description, source, subject, key, fingerprint,"
            " made_at) VALUES (%s, '2026-03-10', 'ordinary', 'x', 'x', '', 'x', '', now())",
            [book.pk],
        )
