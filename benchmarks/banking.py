"""The bank's lists: how long an import with its matching takes, and the pages that follow from it.

    python benchmarks/banking.py [--sizes 1000,10000]

A book with as many postings on its bank account as the list has lines; nine in ten have one sure
partner, the others none. Lists go in as files of at most 5,000 lines. Writes var/benchmarks/banking.json.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import databases
from benchmarks.measuring.report import table, write

BASE = "bench_banking"
NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 1, 1), date(2026, 10, 31)
PER_FILE = 5_000


def begin() -> None:
    """Our tables without a row, made anew: an import can be measured only once."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    django.setup()

    from tests.database import ensure_template, fresh_copy

    fresh_copy(BASE, template=ensure_template())


def filled(size: int) -> Any:
    """A bank account with so many postings, spread over ten months."""
    from django.db import transaction

    from bumdes.ledger.queries import accounts_of
    from bumdes.ledger.services import Draft, cr, dr, open_book, post_all, seal

    with transaction.atomic():
        book = open_book(code=f"bank-{size}", name="Buku", opened_on=FIRST)
    accounts = accounts_of(book)
    bank, capital = accounts["bank_1"], accounts["village_capital"]
    drafts = [
        Draft(
            book=book,
            date=day,
            description=f"Setoran {number}",
            lines=[dr(bank, amount), cr(capital, amount)],
            source="bench",
            key=f"b{number}",
            made_by=None,
        )
        for number, (day, amount) in enumerate(moves(size))
    ]
    for at in range(0, size, 1_000):
        with transaction.atomic():
            post_all(drafts[at : at + 1_000], now=NOW)
    seal(book)
    return bank


def moves(size: int) -> Iterator[tuple[date, int]]:
    """Days in order, and amounts of which some come back."""
    chance = random.Random(size)
    for number in range(size):
        yield FIRST + timedelta(days=number * 300 // size), chance.randint(1_000, 1_000 + size * 20)


def lists(size: int) -> Iterator[bytes]:
    rows, held = [], 0
    for number, (day, amount) in enumerate(moves(size)):
        # One in ten is a rupiah more than any posting.
        told = amount + (number % 10 == 9)
        held += told
        rows.append(f"{day:%d/%m/%Y};TRF DR {number};;{told};{held}")
    for at in range(0, size, PER_FILE):
        yield "\n".join(["Tanggal;Keterangan;Debet;Kredit;Saldo", *rows[at : at + PER_FILE]]).encode()


def measured(size: int) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bumdes.banking.models import MatchItem
    from bumdes.banking.queries.accounts import bank_accounts
    from bumdes.banking.queries.desk import Suggestions, cards_of, open_lines
    from bumdes.banking.queries.statements import statement_of
    from bumdes.banking.services import import_file, match_certain, upload_file
    from bumdes.ledger.access import opened

    bank = filled(size)
    cost: dict[str, Any] = {"lines": size, "read": 0.0, "import": 0.0, "again": 0.0}

    def taken(name: str, work: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        answer = work()
        cost[name] = cost.get(name, 0.0) + time.perf_counter() - started
        return answer

    for turn, name in (("first", "import"), ("again", "again")):
        for number, content in enumerate(lists(size)):
            file = taken(
                "read",
                lambda content=content, key=f"{turn}-{number}": upload_file(
                    account=bank, content=content, name="x", key=key, actor=None, now=NOW
                ),
            )
            taken(
                name,
                lambda file=file: import_file(file=file, opening_balance=0, actor=None, now=NOW),
            )
    taken("match again", lambda: match_certain(account=bank, actor=None, now=NOW))
    with opened(bank.book):
        cost["matched"] = MatchItem.objects.filter(stands=True, line__account=bank).count()
        taken(
            "desk",
            lambda: cards_of(bank, open_lines(bank)[:15], suggestions=Suggestions(bank.book)),
        )
    with CaptureQueriesContext(connection) as context:
        statement = taken("statement", lambda: statement_of(bank, month_end=LAST))
    cost["statement queries"] = len(context)
    if statement is None or statement.difference:
        sys.exit("the statement does not explain the books")
    taken("accounts", lambda: bank_accounts(bank.book, month_end=LAST))
    return cost


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000")
    asked = parser.parse_args()
    begin()
    from django.db import connection

    costs = [measured(int(size)) for size in asked.sizes.split(",")]
    names = ("read", "import", "again", "match again", "desk", "statement", "accounts")
    table(
        "Seconds; import is with its matching, again the same files once more",
        ("lines", "matched", *names),
        [(str(cost["lines"]), cost["matched"], *(round(cost[name], 3) for name in names)) for cost in costs],
    )
    write("banking", {"costs": costs})
    connection.close()
    databases.drop(BASE)


if __name__ == "__main__":
    main()
