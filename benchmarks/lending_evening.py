"""The evening run of the loans: CPU of client and server, and statements, for each active loan.

    python benchmarks/lending_evening.py [--sizes 10000,100000]

Twelve instalments a loan; nine of ten pay on time, the tenth is up to four instalments late. Two
evenings: one that catches up with five months, and the one after it. Prints a table and the
target, and writes var/benchmarks/lending_evening.json.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import databases
from benchmarks.measuring.report import table, write

NAME = "bench_lending_evening"
EVENINGS = (date(2026, 6, 10), date(2026, 6, 11))

_LOANS = """
INSERT INTO lending_loan (book_id, unit_id, reference, member_id, product_id, application_reference, terms,
    state, amount, fee, collateral, made_by_id, made_at, key, content_hash, disbursed_by_id, disbursed_on,
    principal, margin, accrued, penalty, deposit, allowance, days_late, collectability, held_class,
    written_off, recovered)
SELECT book_id, unit_id, 'B' || i, member_id, product_id, '', terms, 'active', amount, fee, 0, made_by_id,
       made_at, 'b' || i, '', disbursed_by_id, date '2026-01-05' + i %% 28,
       amount, 0, 0, 0, 0, 0, 0, 'current', '', 0, 0
FROM lending_loan, generate_series(1, %(loans)s) i WHERE id = %(like)s
"""
_INSTALMENTS = """
INSERT INTO lending_instalment (book_id, loan_id, version_id, n, due, principal, interest, fee,
                                carried_penalty, balance)
SELECT l.book_id, l.id, l.id, n, (l.disbursed_on + n * interval '1 month')::date, 100000, 24000, 0, 0,
       1200000 - n * 100000
FROM lending_loan l, generate_series(1, 12) n WHERE l.id <> %(like)s
"""
_BALANCES = """
INSERT INTO lending_instalmentbalance (instalment_id, book_id, loan_id, n, due, principal, interest, fee,
                                       penalty, charged)
SELECT id, book_id, loan_id, n, due, CASE WHEN paid THEN 0 ELSE 100000 END,
       CASE WHEN paid THEN 0 ELSE 24000 END, 0, 0, 0
FROM (SELECT i.*, due < date '2026-06-10' AND (loan_id %% 10 > 0 OR n <= loan_id / 10 %% 4) AS paid
      FROM lending_instalment i WHERE loan_id <> %(like)s) i
"""


def begin() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    django.setup()


def fill(loans: int) -> Any:
    """A book with so many running loans; gives the book."""
    from tests import database
    from tests.factories.books import make_organisation_with_book
    from tests.factories.loans import make_running_loan

    database.fresh_copy(NAME, template=database.ensure_template())
    book = make_organisation_with_book().book
    loan = make_running_loan(book, penalty_percent=1, penalty_is_daily=True)
    with databases.connect(NAME) as filling:
        filling.execute("SET session_replication_role = replica")
        filling.execute("SET sedulang.books = '*'")
        for statement in (_LOANS, _INSTALMENTS, _BALANCES):
            filling.execute(statement, {"loans": loans, "like": loan.pk})
    databases.settle(NAME)
    return book


def measure(loans: int) -> list[tuple[Any, ...]]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bumdes.lending.services.evening import accrue_loans

    book = fill(loans)
    rows = []
    for what, day in zip(("catching up", "the next"), EVENINGS, strict=True):
        now = datetime(day.year, day.month, day.day, 16, tzinfo=UTC)
        client, server, began = time.process_time(), databases.backend_cpu_seconds(NAME), time.monotonic()
        with CaptureQueriesContext(connection) as queries:
            done = accrue_loans(book=book, on=day, now=now)
        client, server = time.process_time() - client, databases.backend_cpu_seconds(NAME) - server
        per = 1000 / done.loans
        rows.append(
            (
                loans,
                what,
                round(client * per, 3),
                round(server * per, 3),
                round((client + server) * per, 3),
                round(len(queries) / done.loans, 3),
                round(time.monotonic() - began, 1),
                done.penalties + done.accruals + done.stops + done.provisions,
            )
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000")
    options = parser.parse_args()
    begin()
    rows = [row for size in options.sizes.split(",") for row in measure(int(size))]
    headings = (
        "loans",
        "evening",
        "client ms",
        "server ms",
        "CPU ms a loan",
        "statements a loan",
        "s",
        "events",
    )
    table("Evening run, for each active loan (target: at most 1 ms of CPU, linear)", headings, rows)
    write("lending_evening", {"rows": [dict(zip(headings, row, strict=True)) for row in rows]})
    databases.drop(NAME)


if __name__ == "__main__":
    main()
