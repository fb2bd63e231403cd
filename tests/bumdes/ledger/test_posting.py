"""Posting, reversing, closing, approving: what the books take, and what they refuse."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from django.db import transaction

from bumdes.ledger.access import opened
from bumdes.ledger.models import Entry, Total
from bumdes.ledger.queries import account_statement, accounts_of, balance, trial_balance
from bumdes.ledger.services import (
    Draft,
    approve,
    close_period,
    cr,
    dr,
    post_all,
    post_or_propose,
    refuse,
    reopen_period,
    reverse,
    seal,
)
from bumdes.ledger.services.refusals import (
    AlreadyReversed,
    BeforeTheBook,
    KeyTaken,
    NotBalanced,
    NotEnough,
    OnePerson,
    PeriodClosed,
    TooFewLines,
    WrongDay,
)
from core.invariants import violations
from tests.factories.books import make_book, make_entry, make_unit
from tests.factories.people import NOON, make_user

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 10)


@pytest.fixture
def book():
    return make_book()


@pytest.fixture
def accounts(book):
    return accounts_of(book)


def draft(book, *lines, **kw) -> Draft:
    kw = {
        "date": MARCH,
        "description": "Contoh",
        "source": "test",
        "key": "k",
        "made_by": None,
    } | kw
    return Draft(book=book, lines=lines, **kw)


def test_post_keeps_both_sides_and_the_balance(book, accounts):
    unit = make_unit(book)

    entry = make_entry(
        book, dr(accounts["cash"], 70_000, unit), cr(accounts["revenue_goods"], 70_000, unit), key="jual"
    )

    with opened(book):
        rows = list(
            entry.postings.order_by("pk").values_list("account__role", "debit", "credit", "unit__code")
        )
        totals = Total.objects.filter(account=accounts["cash"]).values_list("period", "with_cash", "debit")
        assert rows == [("cash", 70_000, 0, "TOKO"), ("revenue_goods", 0, 70_000, "TOKO")]
        assert list(totals) == [(202603, True, 70_000)]
    assert balance(accounts["cash"]) == balance(accounts["revenue_goods"]) == 70_000
    assert balance(accounts["cash"], on=date(2026, 3, 9)) == 0
    assert balance(accounts["cash"], on=MARCH, unit=unit) == 70_000


def test_a_line_without_unit_belongs_to_the_head_office(book):
    entry = make_entry(book)

    with opened(book):
        assert set(entry.postings.values_list("unit__code", flat=True)) == {"PUSAT"}


def test_the_same_key_posts_once(book, accounts):
    lines = (dr(accounts["cash"], 5_000), cr(accounts["village_capital"], 5_000))

    first, again = (make_entry(book, *lines, key="sekali") for _ in range(2))

    assert first.pk == again.pk
    assert balance(accounts["cash"]) == 5_000


def test_the_same_key_gives_its_answer_when_the_period_has_closed(book):
    first = make_entry(book, key="sekali", day=date(2026, 1, 5))
    close_period(book=book, through=date(2026, 1, 31), made_by=None, now=NOON)

    assert make_entry(book, key="sekali", day=date(2026, 1, 5)).pk == first.pk


def test_opening_balances_stand_on_the_first_day(book):
    with pytest.raises(WrongDay), transaction.atomic():
        make_entry(book, day=date(2026, 2, 1), kind="opening")

    make_entry(book, day=date(2026, 1, 1), kind="opening")

    rows = trial_balance(book, since=date(2026, 1, 1), until=date(2026, 1, 1))
    assert [(row.opening, row.debit, row.credit) for row in rows] == [(100_000, 0, 0)] * 2


def test_the_same_key_with_other_content_is_refused(book, accounts):
    make_entry(book, key="sekali")

    with pytest.raises(KeyTaken):
        make_entry(book, dr(accounts["cash"], 1), cr(accounts["village_capital"], 1), key="sekali")


@pytest.mark.parametrize(
    ("amounts", "refusal"),
    [((5, 4), NotBalanced), ((0, 0), TooFewLines), ((10, 0), TooFewLines)],
)
def test_unbalanced_or_empty_is_refused(book, accounts, amounts, refusal):
    debit, credit = amounts
    lines = (dr(accounts["cash"], debit), cr(accounts["village_capital"], credit))

    with pytest.raises(refusal):
        make_entry(book, *lines)


def test_cash_never_falls_below_zero(book, accounts):
    make_entry(book)

    with pytest.raises(NotEnough) as refused, transaction.atomic():
        make_entry(book, dr(accounts["salary"], 100_001), cr(accounts["cash"], 100_001))

    assert "Kas Tunai" in str(refused.value)
    assert "Rp100.000" in str(refused.value)
    assert balance(accounts["cash"]) == 100_000


def test_reverse_mirrors_once(book, accounts):
    entry = make_entry(book)
    mirror = partial(reverse, entry=entry, date=MARCH, reason="Salah akun", made_by=None, now=NOON)

    undone = mirror(key="balik")

    assert undone.reversal_of_id == entry.pk
    assert balance(accounts["cash"]) == 0
    assert mirror(key="balik").pk == undone.pk
    with pytest.raises(AlreadyReversed), transaction.atomic():
        mirror(key="balik lagi")


def test_a_closed_month_takes_no_entry(book):
    make_entry(book, day=date(2026, 1, 5))
    close_period(book=book, through=date(2026, 1, 31), made_by=None, now=NOON)

    with pytest.raises(PeriodClosed), transaction.atomic():
        make_entry(book, day=date(2026, 1, 31))
    make_entry(book, day=date(2026, 2, 1))
    with pytest.raises(BeforeTheBook), transaction.atomic():
        make_entry(make_book(), day=date(2025, 12, 31))


def test_closing_seals_what_it_closes(book):
    make_entry(book, day=date(2026, 1, 5))

    close_period(book=book, through=date(2026, 1, 31), made_by=None, now=NOON)

    with opened(book):
        assert Entry.objects.get().number == 1


def test_reopening_needs_another_person(book):
    maker, same, other = (
        make_user(email="budi@contoh.test"),
        make_user(email="budi+2@contoh.test"),
        make_user(),
    )
    close_period(book=book, through=date(2026, 1, 31), made_by=maker, now=NOON)
    reopen = partial(reopen_period, book=book, through=None, made_by=maker, reason="Salah", now=NOON)

    for person in (maker, same):
        with pytest.raises(OnePerson), transaction.atomic():
            reopen(approved_by=person)
    book.refresh_from_db()
    reopen(approved_by=other)

    make_entry(book, day=date(2026, 1, 31))


def test_numbers_follow_the_year_and_the_chain_is_proved(book):
    for day in (date(2026, 5, 1), date(2026, 1, 1), date(2027, 1, 1)):
        make_entry(book, day=day)

    assert seal(book) == 3
    assert seal(book) == 0

    with opened(book):
        rows = list(Entry.objects.order_by("sequence").values_list("year", "number", "sequence"))
    assert rows == [(2026, 1, 1), (2026, 2, 2), (2027, 1, 3)]


def test_a_large_journal_waits_for_a_second_person(book, accounts):
    book.approval_limit = 50_000
    book.save()
    maker, checker = make_user(), make_user()
    big = draft(
        book,
        dr(accounts["cash"], 60_000),
        cr(accounts["village_capital"], 60_000),
        source="journal",
        made_by=maker,
    )

    proposal = post_or_propose(big, now=NOON)
    with pytest.raises(OnePerson):
        approve(proposal=proposal, actor=maker, now=NOON)
    assert balance(accounts["cash"]) == 0
    entry = approve(proposal=proposal, actor=checker, now=NOON)

    assert (entry.made_by, entry.approved_by) == (maker, checker)
    assert balance(accounts["cash"]) == 60_000
    assert approve(proposal=proposal, actor=checker, now=NOON).pk == entry.pk


def test_a_refused_journal_posts_nothing(book, accounts):
    book.approval_limit = 0
    maker = make_user()
    proposal = post_or_propose(
        draft(
            book, dr(accounts["cash"], 9), cr(accounts["village_capital"], 9), source="journal", made_by=maker
        ),
        now=NOON,
    )

    refuse(proposal=proposal, note="Tanpa bukti", actor=make_user(), now=NOON)

    assert balance(accounts["cash"]) == 0


def test_trial_balance_balances_at_any_day(book, accounts):
    make_entry(book, day=date(2026, 1, 5))
    make_entry(book, dr(accounts["salary"], 30_000), cr(accounts["cash"], 30_000), day=date(2026, 2, 20))

    for since, until in ((date(2026, 1, 1), date(2026, 12, 31)), (date(2026, 2, 10), date(2026, 2, 25))):
        rows = trial_balance(book, since=since, until=until)
        by_role = {row.code: row for row in rows}
        cash = by_role[accounts["cash"].code]
        assert cash.closing == 70_000
        assert sum(row.debit - row.credit for row in rows) == 0
    assert by_role[accounts["cash"].code].opening == 100_000
    assert trial_balance(book, since=date(2026, 2, 1), until=date(2026, 2, 19))[0].credit == 0


def test_account_statement_runs_from_its_opening(book, accounts):
    make_entry(book, day=date(2026, 1, 5))
    make_entry(book, dr(accounts["salary"], 30_000), cr(accounts["cash"], 30_000), day=date(2026, 2, 20))

    card = account_statement(accounts["cash"], since=date(2026, 2, 1), until=date(2026, 2, 28))

    assert (card.opening, card.closing) == (100_000, 70_000)
    assert [(row.credit, row.balance) for row in card.rows] == [(30_000, 70_000)]


def test_many_at_once_are_what_they_are_one_by_one(book, accounts):
    other = make_book()
    elsewhere = accounts_of(other)
    unit = make_unit(book)
    sold = dr(accounts["cash"], 9_000, unit), cr(accounts["revenue_goods"], 9_000, unit)
    paid = dr(accounts["salary"], 4_000), cr(accounts["cash"], 4_000)
    known = make_entry(book, *sold, key="dulu")
    drafts = [
        draft(book, *sold, key="satu"),
        draft(book, *sold, key="dulu", description=known.description),
        draft(other, dr(elsewhere["cash"], 500), cr(elsewhere["village_capital"], 500), key="satu"),
        draft(book, *paid, key="dua", date=date(2026, 4, 1)),
        draft(book, dr(accounts["cash"], 100, unit), cr(accounts["revenue_goods"], 100, unit), key="tiga"),
    ]

    with transaction.atomic():
        entries = post_all(drafts, now=NOON)
    with transaction.atomic():
        again = post_all(drafts, now=NOON)

    assert [entry.key for entry in entries] == [each.key for each in drafts]
    assert entries[1].pk == known.pk
    assert [entry.pk for entry in again] == [entry.pk for entry in entries]
    assert balance(accounts["cash"]) == 9_000 + 9_000 - 4_000 + 100
    assert balance(accounts["cash"], on=MARCH, unit=unit) == 18_100
    assert balance(accounts["salary"], on=MARCH) == 0
    assert balance(elsewhere["cash"]) == 500
    assert list(violations(only="ledger.")) == []


def test_many_at_once_may_take_out_what_they_bring(book, accounts):
    out = dr(accounts["salary"], 4_000), cr(accounts["cash"], 4_000)
    brought = dr(accounts["cash"], 3_000), cr(accounts["village_capital"], 3_000)

    with pytest.raises(NotEnough), transaction.atomic():
        post_all([draft(book, *out, key="keluar"), draft(book, *brought, key="masuk")], now=NOON)
    with transaction.atomic():
        post_all(
            [draft(book, *out, key="keluar"), *(draft(book, *brought, key=key) for key in "ab")], now=NOON
        )

    assert balance(accounts["cash"]) == 2_000


def test_one_of_many_that_is_refused_takes_all_with_it(book, accounts):
    fine = dr(accounts["cash"], 1_000), cr(accounts["village_capital"], 1_000)

    with pytest.raises(BeforeTheBook), transaction.atomic():
        post_all(
            [draft(book, *fine, key="baik"), draft(book, *fine, key="tua", date=date(1999, 1, 1))], now=NOON
        )

    assert balance(accounts["cash"]) == 0
