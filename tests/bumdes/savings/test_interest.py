"""A month's interest: what it pays, where it goes, that it comes once, and the command."""

from __future__ import annotations

from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bumdes.ledger.models import Entry
from bumdes.ledger.queries import balance
from bumdes.ledger.services import close_period
from bumdes.ledger.services.refusals import PeriodClosed
from bumdes.savings.enums import Basis, Kind, Move
from bumdes.savings.models import InterestRun, Movement
from bumdes.savings.queries.earnings import earnings
from bumdes.savings.services import refusals, run_everywhere, run_interest
from core.invariants import violations
from tests.factories.books import NEW_YEAR, account, make_organisation_with_book
from tests.factories.people import NOON, make_user
from tests.factories.savings import make_account, make_product, put_in, take_out

JANUARY, FEBRUARY, MARCH = NEW_YEAR, date(2026, 2, 1), date(2026, 3, 1)


def pay(product, month=FEBRUARY, now=NOON) -> InterestRun:
    return run_interest(product=product, month=month, actor=make_user(), now=now)


def test_a_month_pays_by_the_lowest_balance_in_one_entry(hub):
    product = make_product(hub.book, rate_bps=600)
    first, second, empty = (make_account(product, hub) for _n in range(3))
    put_in(first, 1_000_000, on=date(2026, 1, 5))
    put_in(first, 500_000, on=date(2026, 2, 10))
    put_in(second, 400_000, on=date(2026, 1, 5))
    take_out(second, 100_000, on=date(2026, 2, 27))

    run = pay(product)

    # 1,000,000 and 300,000 at 6 % over 28 of 365 days.
    assert [
        (m.account, m.amount, m.on) for m in Movement.objects.filter(kind=Move.INTEREST).order_by("pk")
    ] == [
        (first, 4_602, date(2026, 2, 28)),
        (second, 1_380, date(2026, 2, 28)),
    ]
    assert (run.total, run.accounts, run.entry.date) == (5_982, 2, date(2026, 2, 28))
    first.refresh_from_db()
    empty.refresh_from_db()
    assert (first.balance, empty.balance) == (1_504_602, 0)
    assert balance(account(hub.book, "savings_interest_expense")) == 5_982
    assert list(violations(only="savings.")) == []


def test_the_average_counts_every_day(hub):
    product = make_product(hub.book, rate_bps=600, basis=Basis.AVERAGE)
    saved = make_account(product, hub)
    put_in(saved, 1_000_000, on=date(2026, 2, 15))

    # 14 of 28 days: 1,000,000 x 14 x 600 / 3,650,000.
    assert pay(product).total == 2_301


def test_what_moved_after_the_month_does_not_count(hub):
    product = make_product(hub.book, rate_bps=600)
    saved = make_account(product, hub)
    put_in(saved, 1_000_000, on=date(2026, 1, 5))
    put_in(saved, 9_000_000, on=date(2026, 3, 5))
    take_out(saved, 9_500_000 - 1, on=date(2026, 3, 6), against=account(hub.book, "cash"))

    assert pay(product).total == 4_602


def test_a_month_is_paid_once(hub):
    product = make_product(hub.book, rate_bps=600)
    put_in(make_account(product, hub), 1_000_000, on=date(2026, 1, 5))

    first, again = pay(product), pay(product)

    assert first == again == InterestRun.objects.get()
    assert Entry.objects.filter(source="savings.interest").count() == 1


def test_a_month_without_interest_is_done_without_an_entry(hub):
    product = make_product(hub.book, rate_bps=600)
    make_account(product, hub)

    run = pay(product)

    assert (run.total, run.accounts, run.entry) == (0, 0, None)


def test_months_are_paid_when_they_are_over_and_in_their_order(hub):
    product = make_product(hub.book, rate_bps=600)
    put_in(make_account(product, hub), 1_000_000, on=date(2026, 1, 5))
    # 17.00 UTC of the last day is the next day's midnight here.
    with pytest.raises(refusals.MonthNotOver):
        pay(product, now=datetime(2026, 2, 28, 16, 59, tzinfo=NOON.tzinfo))
    pay(product, now=datetime(2026, 2, 28, 17, 0, tzinfo=NOON.tzinfo))

    with pytest.raises(refusals.LaterMonthPaid):
        pay(product, month=JANUARY)
    # March earns on what February brought: 1,004,602 x 31 x 600 / 3,650,000.
    assert pay(product, month=MARCH).total == 5_119


def test_a_closed_period_is_left_alone(hub):
    product = make_product(hub.book, rate_bps=600)
    put_in(make_account(product, hub), 1_000_000, on=date(2026, 1, 5))
    for through in (date(2026, 1, 31), date(2026, 2, 28)):
        close_period(book=hub.book, through=through, made_by=None, now=NOON)

    with pytest.raises(PeriodClosed):
        pay(product)
    assert not InterestRun.objects.exists()


def test_nothing_is_written_into_a_paid_month(hub):
    product = make_product(hub.book, rate_bps=600)
    saved = make_account(product, hub)
    put_in(saved, 1_000_000, on=date(2026, 1, 5))
    pay(product)

    with pytest.raises(refusals.InterestWasPaid):
        put_in(saved, 1_000, on=date(2026, 2, 28))
    assert put_in(saved, 1_000, on=MARCH).balance_after == 1_005_602


def test_a_terms_interest_goes_where_its_owner_said_and_ends_with_the_term(hub):
    plain = make_account(make_product(hub.book), hub)
    product = make_product(hub.book, Kind.TERM, rate_bps=600, term_months=2)
    saved = make_account(product, hub, owner=plain.member, interest_to=plain)
    put_in(saved, 1_000_000, on=date(2026, 1, 1))

    january, february, march = (pay(product, month) for month in (JANUARY, FEBRUARY, MARCH))

    # Due on 1 March: March earns nothing.
    assert [run.total for run in (january, february, march)] == [5_095, 4_602, 0]
    plain.refresh_from_db()
    saved.refresh_from_db()
    assert (plain.balance, saved.balance) == (9_697, 1_000_000)
    assert [m.note for m in plain.movements.order_by("pk")] == [saved.number] * 2
    assert list(violations(only="savings.")) == []


def test_a_preview_writes_nothing_and_is_what_is_paid(hub):
    product = make_product(hub.book, rate_bps=600)
    for _n in range(2):
        put_in(make_account(product, hub), 1_000_000, on=date(2026, 1, 5))

    rows = earnings(product, FEBRUARY)

    assert [row.interest for row in rows] == [4_602, 4_602]
    assert not InterestRun.objects.exists()
    assert pay(product).total == sum(row.interest for row in rows)


def test_queries_do_not_grow_with_accounts(hub):
    def cost(number: int) -> int:
        product = make_product(hub.book, rate_bps=600)
        for _n in range(number):
            put_in(make_account(product, hub), 1_000_000, on=date(2026, 1, 5))
        actor = make_user()
        with CaptureQueriesContext(connection) as found:
            run_interest(product=product, month=FEBRUARY, actor=actor, now=NOON)
        return len(found)

    assert cost(1) == cost(3)


def test_one_that_fails_does_not_stop_the_others(hub):
    other = make_organisation_with_book()
    products = [make_product(each.book, rate_bps=600) for each in (hub, other)]
    for each, product in zip((hub, other), products, strict=True):
        put_in(make_account(product, each), 1_000_000, on=date(2026, 1, 5))
    for through in (date(2026, 1, 31), date(2026, 2, 28)):
        close_period(book=hub.book, through=through, made_by=None, now=NOON)
    told, complaints = [], []

    failed = run_everywhere(month=FEBRUARY, now=NOON, tell=told.append, complain=complaints.append)

    assert failed == 1
    assert told == [f"{other.code} {products[1].name}: 1 accounts, Rp4602"]
    assert len(complaints) == 1
    assert complaints[0].startswith(f"{hub.code} {products[0].name}: The books are closed")


def test_the_command_pays_one_bumdes_and_a_repeat_finds_it_paid(hub):
    product = make_product(hub.book, rate_bps=600)
    put_in(make_account(product, hub), 1_000_000, on=date(2026, 1, 5))
    said = [StringIO(), StringIO()]

    for out in said:
        call_command("savings_interest", f"--bumdes={hub.code}", "--month=2026-02", stdout=out)

    assert [out.getvalue() for out in said] == [f"{hub.code} {product.name}: 1 accounts, Rp4602\n"] * 2
    with pytest.raises(CommandError, match="no BUMDes"):
        call_command("savings_interest", "--bumdes=nowhere", "--month=2026-02")
