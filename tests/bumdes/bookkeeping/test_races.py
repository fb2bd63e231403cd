"""Two taps at the same moment."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from bumdes.bookkeeping.models import CashCount, EntryTemplate
from bumdes.bookkeeping.services import count_cash, record_act, save_template, undo, use_template
from bumdes.ledger.access import opened
from bumdes.ledger.models import Book, Entry
from bumdes.ledger.queries import accounts_of, balance
from core.invariants import violations
from tests.factories.bookkeeping import TODAY, make_act, make_hub
from tests.factories.people import NOON, make_officer
from tests.threads import at_once

pytestmark = pytest.mark.race


def again(book: Book) -> Book:
    """The same book as another request has it."""
    return Book.objects.get(pk=book.pk)


def test_a_double_tap_records_once(committed_db):
    hub = make_hub()
    actor = make_officer(hub, "treasurer")
    tap = {
        "act": "pay",
        "amount": 50_000,
        "date": TODAY,
        "what": "listrik",
        "out_of": "1.1.01.01",
        "key": "satu-ketukan-saja-0",
        "actor": actor,
        "now": NOON,
    }

    answers = at_once([partial(record_act, book=again(hub.book), **tap) for _ in range(3)])

    assert len({answer.pk for answer in answers}) == 1
    assert balance(accounts_of(hub.book)["cash"]) == 950_000
    assert list(violations()) == []


def test_two_who_take_one_entry_back_take_it_back_once(committed_db):
    hub = make_hub()
    entry = make_act(hub)

    def taking(number: int) -> Entry:
        with opened(hub.book):
            mine = Entry.objects.get(pk=entry.pk)
        return undo(
            entry=mine,
            reason="Salah",
            key=f"kunci-pembatalan-{number}",
            actor=actor,
            keeps_books=True,
            now=NOON,
        )

    actor = make_officer(hub, "treasurer")
    answers = at_once([partial(taking, number) for number in range(2)])

    assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyReversed", "Entry"]
    assert balance(accounts_of(hub.book)["cash"]) == 1_000_000


def test_two_who_post_one_template_post_it_once(committed_db):
    hub = make_hub()
    actor = make_officer(hub, "treasurer")
    entry = make_act(hub, date=date(2026, 9, 20), actor=actor)
    template = save_template(entry=entry, name="Listrik", monthly_on=25, actor=actor, now=NOON)

    def posting(number: int) -> Entry:
        with opened(hub.book):
            mine = EntryTemplate.objects.get(pk=template.pk)
        return use_template(
            template=mine,
            date=date(2026, 9, 25 + number),
            due=date(2026, 9, 25),
            key=f"kunci-halaman-{number}",
            actor=actor,
            now=NOON,
        )

    answers = at_once([partial(posting, number) for number in range(2)])

    assert answers[0].pk == answers[1].pk
    assert balance(accounts_of(hub.book)["electricity"]) == 100_000


def test_two_counts_of_one_page_are_one(committed_db):
    hub = make_hub()
    actor = make_officer(hub, "cashier")
    counting = {
        "pieces": {100_000: 9},
        "booked": 1_000_000,
        "reason": "Kurang",
        "key": "kunci-hitung-kas-1",
        "actor": actor,
        "now": NOON,
    }

    answers = at_once(
        [partial(count_cash, account=accounts_of(hub.book)["cash"], **counting) for _ in range(2)]
    )

    assert answers[0].pk == answers[1].pk
    with opened(hub.book):
        assert CashCount.objects.count() == 1
