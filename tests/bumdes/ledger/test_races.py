"""Real threads in one book: nothing lost, nothing twice, nobody waits for ever, nothing below zero."""

from __future__ import annotations

import random
import threading
from collections import Counter
from datetime import date
from functools import partial

import pytest
from django.db import connection, transaction

from bumdes.ledger.access import opened
from bumdes.ledger.models import Book, Entry, Guard
from bumdes.ledger.queries import accounts_of, balance
from bumdes.ledger.services import Draft, close_period, cr, dr, post, post_all, seal
from bumdes.ledger.services.refusals import NotEnough, PeriodClosed
from bumdes.ledger.services.sealing import fold_all, publish_heads, seal_all
from core.invariants import violations
from tests import database
from tests.factories.books import make_book, make_entry
from tests.factories.people import NOON
from tests.threads import at_once

pytestmark = pytest.mark.race
DAY = date(2026, 3, 10)


def draft(book: Book, *lines, key: str, day: date = DAY) -> Draft:
    return Draft(book=book, date=day, description="Contoh", lines=lines, source="test", key=key, made_by=None)


def posting(*drafts: Draft) -> list[Entry]:
    with transaction.atomic(durable=True):
        return post_all(drafts, now=NOON)


def numbers(book: Book) -> list[int]:
    with opened(book):
        return list(Entry.objects.order_by("number").values_list("number", flat=True))


def outcomes(results: list) -> Counter:
    return Counter(type(result).__name__ for result in results)


def test_ten_writers_of_fifty_entries_lose_none(committed_db):
    """Each writes two entries at a time that touch the accounts in opposite orders."""
    book = make_book()
    accounts = accounts_of(book)
    cash, sales, salary = (accounts[role] for role in ("cash", "revenue_goods", "salary"))

    def write(worker: int) -> None:
        for number in range(0, 50, 2):
            sale = draft(book, dr(cash, 900), cr(sales, 900), key=f"{worker}-{number}")
            wage = draft(book, dr(salary, 400), cr(cash, 400), key=f"{worker}-{number + 1}")
            posting(*((sale, wage) if worker % 2 else (wage, sale)))

    make_entry(book, dr(cash, 100_000), cr(accounts["village_capital"], 100_000))

    results = at_once([partial(write, worker) for worker in range(10)])
    seal(book)

    assert results == [None] * 10
    assert numbers(book) == list(range(1, 502))
    assert balance(cash) == 100_000 + 250 * 500
    assert (balance(sales), balance(salary)) == (250 * 900, 250 * 400)
    assert list(violations(only="ledger.")) == []


def test_folding_amid_writers_loses_none(committed_db):
    book = make_book()
    accounts = accounts_of(book)
    cash, sales = accounts["cash"], accounts["revenue_goods"]

    def write(worker: int) -> None:
        for number in range(25):
            posting(
                *(draft(book, dr(cash, 900), cr(sales, 900), key=f"{worker}-{number}-{n}") for n in (1, 2))
            )

    def fold() -> None:
        for _ in range(40):
            fold_all(today=date(2026, 4, 1))

    assert at_once([*(partial(write, worker) for worker in range(5)), fold, fold]) == [None] * 7

    fold_all(today=date(2026, 4, 1))
    assert balance(cash) == balance(sales) == 5 * 50 * 900
    assert list(violations(only="ledger.")) == []


def spread(book: Book, amounts: list[int]) -> None:
    """Let cash come in at the same time, so that it lies in as many slots."""
    accounts, together = accounts_of(book), threading.Barrier(len(amounts))

    def receive(amount: int) -> None:
        with transaction.atomic(durable=True):
            lines = dr(accounts["cash"], amount), cr(accounts["village_capital"], amount)
            post(draft(book, *lines, key=f"in-{amount}"), now=NOON)
            together.wait(timeout=30)

    assert at_once([partial(receive, amount) for amount in amounts]) == [None] * len(amounts)
    with opened(book):
        assert sorted(Guard.objects.values_list("balance", flat=True)) == sorted(amounts)


def pay(book: Book, amount: int, *, key: str) -> list[Entry]:
    accounts = accounts_of(book)
    return posting(draft(book, dr(accounts["salary"], amount), cr(accounts["cash"], amount), key=key))


@pytest.mark.parametrize("amounts", [[100_000], [20_000, 21_000, 19_000, 40_000]])
def test_the_last_rupiah_is_paid_out_once(committed_db, amounts):
    book = make_book()
    spread(book, amounts)

    results = at_once([partial(pay, book, 30_000, key=f"k{number}") for number in range(12)])

    assert outcomes(results) == {"list": 3, "NotEnough": 9}
    assert balance(accounts_of(book)["cash"]) == 10_000
    assert list(violations(only="ledger.")) == []


def test_everything_can_be_paid_out_from_many_slots(committed_db):
    book = make_book()
    spread(book, [1_000, 2_000, 3_000, 4_000])

    pay(book, 10_000, key="semua")

    assert balance(accounts_of(book)["cash"]) == 0
    with pytest.raises(NotEnough) as refusal:
        pay(book, 1, key="lebih")
    assert "Rp0" in str(refusal.value)


def test_money_moves_both_ways_between_guarded_accounts(committed_db):
    """Cash to bank and bank to cash, with hardly anything in either: every answer is yes or not enough."""
    book = make_book()
    accounts = accounts_of(book)
    cash, bank = accounts["cash"], accounts["bank_1"]
    for account in (cash, bank):
        make_entry(book, dr(account, 50_000), cr(accounts["village_capital"], 50_000))

    def carry(worker: int) -> int:
        chance, moved = random.Random(worker), 0
        here, there = (cash, bank) if worker % 2 else (bank, cash)
        for number in range(25):
            amount = chance.randrange(1_000, 30_000)
            try:
                posting(draft(book, dr(there, amount), cr(here, amount), key=f"{worker}-{number}"))
            except NotEnough:
                continue
            moved += amount if worker % 2 else -amount
        return moved

    results = at_once([partial(carry, worker) for worker in range(8)])

    assert all(isinstance(result, int) for result in results), results
    assert balance(bank) == 50_000 + sum(results)
    assert balance(cash) == 50_000 - sum(results)
    assert list(violations(only="ledger.")) == []


def test_several_entries_of_one_transaction_may_wait_in_a_ring(committed_db):
    """Each holds what the other needs, in another account: one is told that there is not enough."""
    book = make_book()
    accounts, together = accounts_of(book), threading.Barrier(2)
    capital = accounts["village_capital"]
    for role in ("cash", "bank_1"):
        make_entry(book, dr(accounts[role], 100), cr(capital, 100))

    def swap(into: str, out_of: str) -> list[Entry]:
        with transaction.atomic(durable=True):
            first = draft(book, dr(accounts[into], 5_000), cr(capital, 5_000), key=f"{into}-in")
            post(first, now=NOON)
            together.wait(timeout=30)
            second = draft(book, dr(capital, 4_000), cr(accounts[out_of], 4_000), key=f"{into}-out")
            return [post(second, now=NOON)]

    results = at_once([partial(swap, "cash", "bank_1"), partial(swap, "bank_1", "cash")])

    # With the first one gone, the other may find that nothing came in.
    assert outcomes(results)["NotEnough"] >= 1, results
    assert set(outcomes(results)) <= {"NotEnough", "list"}, results
    assert list(violations(only="ledger.")) == []


def test_one_key_from_five_threads_posts_once(committed_db):
    book = make_book()
    accounts = accounts_of(book)
    once = draft(book, dr(accounts["cash"], 5_000), cr(accounts["village_capital"], 5_000), key="sekali")

    results = at_once([partial(posting, once)] * 5)

    assert len({entry.pk for (entry,) in results}) == 1
    assert balance(accounts["cash"]) == 5_000


def test_closing_a_month_while_it_is_written(committed_db):
    """Each entry is in before the closing, with a number, or was told that the month is closed."""
    book = make_book()
    accounts = accounts_of(book)
    january, twenty = date(2026, 1, 20), threading.Event()
    posted: list[int] = []

    def write(worker: int) -> int:
        for number in range(40):
            try:
                posting(
                    draft(
                        book,
                        *(dr(accounts["cash"], 1_000), cr(accounts["revenue_goods"], 1_000)),
                        key=f"{worker}-{number}",
                        day=january,
                    )
                )
            except PeriodClosed:
                return number
            posted.append(1)
            if len(posted) >= 20:
                twenty.set()
        return 40

    def close() -> int:
        twenty.wait(timeout=60)
        with transaction.atomic(durable=True):
            close_period(book=book, through=date(2026, 1, 31), made_by=None, now=NOON)
            return len(numbers(book))

    *written, at_closing = at_once([*(partial(write, worker) for worker in range(4)), close])

    assert sum(written) == at_closing == len(posted)
    assert numbers(book) == list(range(1, at_closing + 1))
    assert balance(accounts["cash"]) == 1_000 * at_closing
    assert list(violations(only="ledger.")) == []


def unsealed(book: Book, count: int) -> None:
    """Entries whose sealing waits, as after a burst."""
    with transaction.atomic(durable=True):
        accounts = accounts_of(book)
        for number in range(count):
            lines = dr(accounts["cash"], 1_000), cr(accounts["revenue_goods"], 1_000)
            post(draft(book, *lines, key=f"u{number}"), now=NOON)
        connection.run_on_commit.clear()


def test_sealers_at_once_number_everything_once(committed_db):
    book = make_book()
    unsealed(book, 30)

    results = at_once([*([partial(seal, book)] * 3), partial(seal, book, waits=False), seal_all])

    assert sum(results) == 30
    assert numbers(book) == list(range(1, 31))
    assert list(violations(only="ledger.")) == []


def test_a_sealer_killed_half_way_leaves_nothing_behind(committed_db):
    book = make_book()
    unsealed(book, 30)
    sealed, killed = threading.Event(), threading.Event()

    def seal_and_die() -> int:
        with transaction.atomic(durable=True):
            count = seal(book)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                sessions.append(cursor.fetchone()[0])
            sealed.set()
            killed.wait(timeout=30)
        return count

    def kill() -> int:
        sealed.wait(timeout=30)
        left = seal(book, waits=False)
        with database._admin() as server:
            server.execute("SELECT pg_terminate_backend(%s)", sessions)
        killed.set()
        return left

    sessions: list[int] = []
    died, meanwhile = at_once([seal_and_die, kill])

    assert isinstance(died, Exception)
    assert meanwhile == 0
    assert set(numbers(book)) == {None}
    assert seal(book) == 30
    assert numbers(book) == list(range(1, 31))
    assert [head.sequence for head in publish_heads(now=NOON)] == [30]
    assert list(violations(only="ledger.")) == []
