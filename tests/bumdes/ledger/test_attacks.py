"""Direct SQL against the books: refused by the database, or found by ledger_check, whoever tries."""

from __future__ import annotations

import re
from datetime import date
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from bumdes.ledger.access import every_book, opened
from bumdes.ledger.models import Account, Entry
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import (
    Draft,
    close_period,
    cr,
    dr,
    post_or_propose,
    reopen_period,
    reverse,
    seal,
)
from bumdes.ledger.services.sealing import publish_heads
from core.invariants import all_invariants
from tests.bumdes.ledger.attacks import (
    ASLEEP,
    BY_THE_APP,
    BY_THE_OWNER,
    ENTRY,
    LINES,
    POST,
    SLIPPED,
    TAMPERED,
    USUAL,
)
from tests.factories.books import make_book, make_entry, make_unit
from tests.factories.people import NOON, make_user

pytestmark = pytest.mark.django_db
OWNER, APP = "postgres", "sedulang_app"


@pytest.fixture
def books() -> SimpleNamespace:
    """A sealed book of six entries whose January is closed, another book, and names for the SQL."""
    book, other = make_book(approval_limit=1_000_000), make_book()
    accounts = accounts_of(book)
    made = {
        "e1": make_entry(book, day=date(2026, 1, 5)),
        "e2": make_entry(
            book, dr(accounts["cash"], 7_000), cr(accounts["revenue_goods"], 7_000), day=date(2026, 1, 9)
        ),
    }
    close_period(book=book, through=date(2026, 1, 31), made_by=None, now=NOON)
    for number in range(3, 6):
        lines = dr(accounts["cash"], number * 1_000), cr(accounts["revenue_goods"], number * 1_000)
        made[f"e{number}"] = make_entry(book, *lines)
    mirror = reverse(
        entry=made["e3"], date=date(2026, 3, 11), reason="Salah", key="r", made_by=None, now=NOON
    )
    seal(book)
    maker, checker = make_user(email="ani@contoh.test"), make_user()
    draft = Draft(
        book=book,
        date=date(2026, 3, 12),
        description="Besar",
        lines=(dr(accounts["cash"], 2_000_000), cr(accounts["village_capital"], 2_000_000)),
        source="journal",
        key="besar",
        made_by=maker,
    )
    post_or_propose(draft, now=NOON)
    foreign = accounts_of(other)
    with every_book():
        return SimpleNamespace(
            **USUAL
            | {key: str(entry.pk) for key, entry in made.items()}
            | {
                "mirror": str(mirror.pk),
                "book": book.pk,
                "code": book.code,
                "cash": accounts["cash"].pk,
                "account": accounts["revenue_goods"].pk,
                "salary": accounts["salary"].pk,
                "foreign": foreign["cash"].pk,
                "foreign_unit": make_unit(other).pk,
                "pusat": book.units.get().pk,
                "user": maker.pk,
                "twin": make_user(email="ani+2@contoh.test").pk,
                "other_user": checker.pk,
            }
        )


def run(sql: str, *, role: str) -> None:
    """Run statements as one role with all books opened, and judge at once what waits for the commit."""
    judge = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
    with transaction.atomic(), every_book(), connection.cursor() as cursor:
        cursor.execute(judge)
        cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute(sql)
        cursor.execute(judge)
        cursor.execute(f"SET LOCAL ROLE {APP}")


def why(error: DatabaseError) -> str:
    """The broken rule's name, or PostgreSQL's own words."""
    diag = error.__cause__.diag
    return diag.constraint_name or diag.message_primary


def filled(template: str, changes: dict[str, object], books: SimpleNamespace) -> str:
    given = {name: str(value).format(**vars(books)) for name, value in changes.items()}
    return template.format(**vars(books) | given)


@pytest.mark.parametrize("name", BY_THE_APP)
def test_the_app_cannot(books, name):
    (template, changes), reason = BY_THE_APP[name]

    with pytest.raises(DatabaseError) as refusal:
        run(filled(template, changes, books), role=APP)

    assert re.search(reason, why(refusal.value)), why(refusal.value)


@pytest.mark.parametrize("name", BY_THE_OWNER)
def test_the_owner_cannot_by_mistake(books, name):
    (template, changes), reason = BY_THE_OWNER[name]

    with pytest.raises(DatabaseError) as refusal:
        run(filled(template, changes, books), role=OWNER)

    assert re.search(reason, why(refusal.value)), why(refusal.value)


def test_the_attacks_fail_for_their_own_reason(books):
    """The call that the attacks change is a good one: unchanged it posts."""
    run(filled(POST, {}, books), role=APP)

    with every_book():
        assert Entry.objects.get(key="attack").postings.count() == 2


def test_numbers_and_links_cannot_be_brought_along(books):
    sql = (ENTRY + LINES).replace("made_at)", "made_at, number, sequence, hash, sealed_at, tx, period)")
    sql = sql.replace("now())", "now(), 1, 77, '\\x00', now(), 5, 202699)")

    run(filled(sql, {}, books), role=OWNER)

    with every_book():
        entry = Entry.objects.get(key="attack")
        assert (entry.number, entry.sequence, entry.hash, entry.sealed_at) == (None, None, None, None)
        assert (entry.period, entry.tx > 5) == (202603, True)


def check() -> tuple[int, dict[str, str]]:
    """What `ledger_check` ends with, and the row it names for each broken rule."""
    said = StringIO()
    try:
        call_command("ledger_check", stdout=StringIO(), stderr=said)
        status = 0
    except SystemExit as ended:
        status = int(ended.code or 0)
    found = (line.removeprefix("ledger.").partition(": ") for line in said.getvalue().splitlines())
    return status, {name: row for name, _colon, row in found}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_the_owner_tampers_with_is_found(books, name):
    template, expected = TAMPERED[name]
    with every_book(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_head (book_id, sequence, hash, published_at)"
            " SELECT book_id, sequence, hash, now() FROM ledger_entry WHERE sequence = 4"
        )
    assert check() == (0, {})

    run(ASLEEP.format(filled(template, {}, books)), role=OWNER)

    status, found = check()
    assert status == 1
    for rule, row in expected.items():
        assert row.format(**vars(books)) in found[rule], found
        assert f"book={books.code}," in found[rule]


def test_every_rule_of_the_books_can_be_broken():
    """A rule that no tampering breaks would prove nothing."""
    rules = {
        rule.name.removeprefix("ledger.") for rule in all_invariants() if rule.name.startswith("ledger.")
    }

    assert rules == {rule for _sql, expected in TAMPERED.values() for rule in expected}


def test_reopening_lets_entries_into_the_period_and_closing_shuts_it_again(books):
    """The rule of closed periods tells the entries that came in between from those that came too late."""
    with every_book():
        entry = Entry.objects.get(pk=books.e1)
    book, maker, checker = entry.book, make_user(), make_user()
    reopen_period(book=book, through=None, made_by=maker, approved_by=checker, reason="Nota baru", now=NOON)
    make_entry(book, day=date(2026, 1, 20))
    assert check() == (0, {})

    close_period(book=book, through=date(2026, 1, 31), made_by=None, now=NOON)
    assert check() == (0, {})

    run(ASLEEP.format(filled(SLIPPED, {}, books)), role=OWNER)
    assert check()[1]["closed_periods_are_left_alone"].count(books.new) == 1


def test_heads_are_published_once_and_match(books):
    first, again = publish_heads(now=NOON), publish_heads(now=NOON)

    with every_book():
        last = Entry.objects.filter(book=books.book).order_by("-sequence").first()
        assert [(head.sequence, bytes(head.hash)) for head in first] == [(last.sequence, bytes(last.hash))]
    assert again == []


def test_a_guard_follows_the_account_in_and_out_of_being_guarded(books):
    with every_book():
        account = Account.objects.get(pk=books.account)
    sql = "UPDATE ledger_account SET is_guarded = {truth} WHERE id = {account}"

    run(filled(sql, {"truth": True}, books), role=APP)
    with opened(account.book), connection.cursor() as cursor:
        cursor.execute("SELECT sum(balance) FROM ledger_guard WHERE account_id = %s", [account.pk])
        assert cursor.fetchone() == (7_000 + 4_000 + 5_000,)
    run(filled(sql, {"truth": False}, books), role=APP)

    with opened(account.book), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_guard WHERE account_id = %s", [account.pk])
        assert cursor.fetchone() == (0,)
    assert check() == (0, {})
