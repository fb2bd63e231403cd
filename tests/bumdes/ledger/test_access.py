"""The second wall: who may do what in the database, and that a scope shows its book and no other."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction

from bumdes.ledger.access import every_book, opened
from bumdes.ledger.models import Book, Chart, ChartAccount, ChartHeading, Posting, Unit
from bumdes.ledger.services import close_period
from bumdes.ledger.services.sealing import publish_heads
from tests.factories.books import make_book, make_entry, make_unit
from tests.factories.people import NOON
from tests.threads import at_once

JANUARY = date(2026, 1, 31)
SHARED = {Book, Chart, ChartAccount, ChartHeading}
TABLES = sorted(model._meta.db_table for model in apps.get_app_config("ledger").get_models())
TENANTS = sorted(
    model._meta.db_table for model in apps.get_app_config("ledger").get_models() if model not in SHARED
)


def rows(sql: str, values: object = None) -> list:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def seen() -> dict[str, int]:
    return {table: rows(f"SELECT count(*) FROM {table}")[0][0] for table in TENANTS}


def open_now() -> str:
    return rows("SELECT coalesce(current_setting('sedulang.books', true), '')")[0][0]


@pytest.mark.django_db
def test_every_table_with_a_book_is_behind_the_wall():
    """A new table of the ledger gets the policy, or this fails."""
    found = rows("""
        SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
               (SELECT count(*) FROM pg_policies p WHERE p.tablename = c.relname
                    AND p.policyname = 'opened_books' AND p.cmd = 'ALL' AND p.qual = p.with_check)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'book_id'
        WHERE c.relkind = 'r' AND c.relname LIKE 'ledger_%' ORDER BY 1
    """)

    assert found == [(table, True, True, 1) for table in TENANTS]


@pytest.mark.django_db
def test_the_app_owns_nothing_and_bends_no_rule():
    role = rows(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit, rolcanlogin"
        " FROM pg_roles WHERE rolname = current_user"
    )
    owned = rows("SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = 'sedulang_app'")

    assert role == [("sedulang_app", False, False, False, False, False, False)]
    assert owned == []
    assert rows("SELECT has_schema_privilege('sedulang_app', 'public', 'CREATE')") == [(False,)]
    assert rows("SELECT has_database_privilege('sedulang_app', current_database(), 'CREATE')") == [(False,)]


@pytest.mark.django_db
def test_the_app_has_no_more_rights_than_it_needs():
    rights = {
        table: [
            right
            for right in ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES")
            if rows("SELECT has_table_privilege('sedulang_app', %s, %s)", [table, right])[0][0]
        ]
        for table in TABLES
    }

    assert {table: found for table, found in rights.items() if found != ["INSERT", "UPDATE", "DELETE"]} == {
        "ledger_entry": [],
        "ledger_posting": [],
        "ledger_total": [],
        "ledger_guard": [],
        "ledger_closing": ["INSERT"],
        "ledger_head": ["INSERT"],
        "ledger_book": ["INSERT", "UPDATE"],
        "ledger_proposal": ["INSERT", "UPDATE"],
    }


@pytest.mark.django_db
def test_functions_that_see_everything_look_in_no_temporary_table():
    found = rows("""
        SELECT proname, proconfig FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND prosecdef AND proname LIKE 'ledger_%'
    """)

    assert len(found) >= 7
    for name, config in found:
        assert "search_path=public, pg_temp" in config, name
        assert "sedulang.books=*" in config, name


@pytest.mark.django_db
def test_nothing_is_seen_without_opening_a_book():
    book, other = make_book(), make_book()
    for each in (book, other):
        make_entry(each, day=JANUARY)
        close_period(book=each, through=JANUARY, made_by=None, now=NOON)
    publish_heads(now=NOON)
    with every_book():
        everything = seen()
    with opened(book):
        own = seen()
    nothing = seen()

    assert everything == {table: 2 * own[table] for table in TENANTS}
    assert {table for table in TENANTS if not own[table]} == {"ledger_chartmove", "ledger_proposal"}
    assert set(nothing.values()) == {0}


@pytest.mark.django_db
def test_scopes_nest_and_end():
    book, other = make_book(), make_book()

    with opened(book):
        with opened(other, book):
            assert open_now() == f"{book.pk},{other.pk}"
            with every_book(), opened(book):
                assert open_now() == "*"
            assert open_now() == f"{book.pk},{other.pk}"
        assert open_now() == str(book.pk)
        with pytest.raises(ZeroDivisionError), opened(other):
            1 / 0  # noqa: B018
        assert open_now() == str(book.pk)
    assert open_now() == ""


@pytest.mark.django_db
def test_a_row_of_a_closed_book_cannot_be_written():
    book, other = make_book(), make_book()

    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic(), opened(other):
        Unit.objects.create(book=book, code="X", name="X")
    with opened(book):
        unit = make_unit(book)
    assert Unit.objects.filter(pk=unit.pk).update(name="Y") == 0
    assert Unit.objects.filter(pk=unit.pk).delete()[0] == 0


@contextmanager
def breaking(book: Book) -> Iterator[None]:
    """A transaction of which a statement fails inside a scope."""
    with pytest.raises(IntegrityError), transaction.atomic(), opened(book):
        yield
        Unit.objects.create(book=book, code="PUSAT", name="Ada dua")


def test_a_scope_ends_with_the_transaction_that_broke_in_it(committed_db):
    book, other = make_book(), make_book()

    with pytest.raises(IntegrityError), transaction.atomic(), opened(book):
        Unit.objects.create(book=book, code="PUSAT", name="Ada dua")
    assert open_now() == ""
    with opened(other):
        with breaking(book):
            pass
        assert open_now() == str(other.pk)
        with transaction.atomic():
            with breaking(book):
                pass
            assert open_now() == str(other.pk)
    assert open_now() == ""
    with opened(book), breaking(book):
        pass
    assert open_now() == ""


def test_threads_have_scopes_of_their_own(committed_db):
    books = [make_book() for _ in range(3)]
    for number, book in enumerate(books):
        for _ in range(number + 1):
            make_entry(book)
    together = threading.Barrier(len(books))

    def look(book: Book) -> tuple[int, int]:
        with opened(book):
            together.wait(timeout=30)
            own = Posting.objects.count()
            together.wait(timeout=30)
        return own, Posting.objects.count()

    with every_book():
        found = at_once([partial(look, book) for book in books])

    assert found == [(2, 0), (4, 0), (6, 0)]


def test_a_session_from_the_pool_comes_with_nothing_open(committed_db):
    """Also one whose user lost it in the middle of a scope."""
    book = make_book()
    make_entry(book)
    options = connection.settings_dict["OPTIONS"]
    connection.close()
    options["pool"] = {"min_size": 1, "max_size": 1}
    try:
        with opened(book):
            first = rows("SELECT pg_backend_pid()")
            assert Posting.objects.count() == 2
            connection.close()
            assert rows("SELECT pg_backend_pid()") == first
            assert (open_now(), Posting.objects.count()) == ("", 0)
        assert Posting.objects.count() == 0
    finally:
        connection.close()
        connection.close_pool()
        del options["pool"]


def test_a_scope_is_gone_after_its_session_died(committed_db):
    book = make_book()
    make_entry(book)

    with opened(book):
        rows("SELECT 1")
        connection.close()
        assert Posting.objects.count() == 0
    assert Posting.objects.count() == 0
