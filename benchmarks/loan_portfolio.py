"""The portfolio page: how long it takes with many loans, and what each of its questions costs.

    python benchmarks/loan_portfolio.py [--sizes 10000,100000]

The loans of lending_evening.py after an evening, with what was paid out and paid of each, and a year
of evenings. Prints a table and the target, and writes var/benchmarks/loan_portfolio.json.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import lending_evening
from benchmarks.measuring import databases
from benchmarks.measuring.report import table, write

TIMES = 7
TARGET_MS = 150

_EVENTS = """
INSERT INTO lending_loanevent (book_id, loan_id, kind, date, amount, channel, entry_id, key, content_hash,
    note, made_at, principal, margin, accrued, penalty, deposit, allowance)
SELECT l.book_id, l.id, what.kind, what.day, what.amount, 'cash', (SELECT id FROM ledger_entry LIMIT 1),
       '', '', '', l.made_at, 0, 0, 0, 0, 0, 0
FROM lending_loan l CROSS JOIN LATERAL (
    SELECT 'disbursed' AS kind, l.disbursed_on AS day, l.amount
    UNION ALL
    SELECT 'paid', i.due, 124000 FROM lending_instalment i JOIN lending_instalmentbalance b
        ON b.instalment_id = i.id WHERE i.loan_id = l.id AND NOT b.is_open
) what WHERE l.state = 'active'
"""
_DAYS = """
INSERT INTO lending_portfolioday (book_id, date, collectability, loans, principal, late_30, uncovered,
    allowance, overdue, made_at)
SELECT d.book_id, d.date - n, d.collectability, d.loans, d.principal, d.late_30, d.uncovered, d.allowance,
       d.overdue, d.made_at
FROM lending_portfolioday d, generate_series(1, 365) n
"""


def fill(loans: int) -> Any:
    """A book with so many loans after its evening, and the director who looks at it."""
    from bumdes.lending.services.evening import accrue_loans
    from tests.factories.people import make_officer

    book = lending_evening.fill(loans)
    day = lending_evening.EVENINGS[0]
    accrue_loans(book=book, on=day, now=datetime.fromisoformat(f"{day}T16:00+00:00"))
    with databases.connect(lending_evening.NAME) as filling:
        filling.execute("SET session_replication_role = replica")
        filling.execute("SET sedulang.books = '*'")
        filling.execute(_EVENTS)
        filling.execute(_DAYS)
    databases.settle(lending_evening.NAME)
    return book, make_officer(book.organisation, "director")


def middle(ask: Callable[[], Any]) -> float:
    """Milliseconds of the middle of TIMES runs, after one that fills the caches."""
    ask()
    spent = []
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        spent.append(1000 * (time.perf_counter() - began))
    return round(statistics.median(spent), 1)


def measure(loans: int) -> list[tuple[Any, ...]]:
    from django.test import Client
    from django.urls import reverse

    from bumdes.ledger.access import opened
    from bumdes.lending.queries import portfolio

    book, director = fill(loans)
    day: date = lending_evening.EVENINGS[0]
    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.force_login(director)
    page = reverse("lending:portfolio", args=[book.organisation.code])
    with opened(book):
        late = list(portfolio.arrears(book)[:31])
        asked: dict[str, Callable[[], Any]] = {
            "evening": lambda: portfolio.evening_of(book, until=day),
            "trend": lambda: portfolio.trend(book, until=day),
            "month": lambda: portfolio.flow(book, until=day),
            "arrears": lambda: list(portfolio.arrears(book)[:31]),
            "overdue": lambda: portfolio.overdue_of(late, on=day),
            "by product": lambda: portfolio.parts(book, by="product"),
            "by village": lambda: portfolio.parts(book, by="village"),
            "page": lambda: client.get(page),
        }
        return [(loans, what, middle(ask)) for what, ask in asked.items()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000")
    options = parser.parse_args()
    lending_evening.begin()
    rows = [row for size in options.sizes.split(",") for row in measure(int(size))]
    headings = ("loans", "what", "ms")
    table(f"Portfolio (target: the page in at most {TARGET_MS} ms at 100,000 loans)", headings, rows)
    write("loan_portfolio", {"rows": [dict(zip(headings, row, strict=True)) for row in rows]})
    databases.drop(lending_evening.NAME)


if __name__ == "__main__":
    main()
