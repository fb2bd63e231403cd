"""Savings: deposits per second of one worker, and a month's interest of many accounts.

    python benchmarks/savings.py [--accounts 10000] [--deposits 300]

CPU is this process's; the server's comes beside it. Writes var/benchmarks/savings.json.
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

BASE = "bench_savings"
NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
FIRST, MONTH = date(2026, 1, 1), date(2026, 10, 1)


def begin() -> None:
    """Our tables without a row, made anew."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    django.setup()

    from tests.database import ensure_template, fresh_copy

    fresh_copy(BASE, template=ensure_template())


def filled(size: int) -> Any:
    """A product with so many accounts of as many members, each with one deposit in one entry of all."""
    from bumdes.ledger.queries import accounts_of
    from bumdes.ledger.services import cr, dr
    from bumdes.members.models import Member
    from bumdes.savings.models import Movement, SavingsAccount
    from tests.factories.books import make_entry, make_organisation_with_book
    from tests.factories.savings import make_product

    hub = make_organisation_with_book()
    product = make_product(hub.book, rate_bps=300)
    facts: dict[str, Any] = {"organisation": hub, "village": hub.village, "joined_on": FIRST, "made_at": NOW}
    members = Member.objects.bulk_create(
        [Member(number=f"A-{n:05d}", name=f"Anggota {n}", **facts) for n in range(size)], batch_size=1000
    )
    facts = {"book": hub.book, "content": "", "made_at": NOW}
    saved = SavingsAccount.objects.bulk_create(
        [
            SavingsAccount(
                **facts,
                product=product,
                kind=product.kind,
                number=f"S-{n:05d}",
                member=member,
                opened_on=FIRST,
                key=f"a{n}",
            )
            for n, member in enumerate(members)
        ],
        batch_size=1000,
    )
    cash, savings = (accounts_of(hub.book)[role] for role in ("cash", "savings_voluntary"))
    entry = make_entry(hub.book, dr(cash, size * 500_000), cr(savings, size * 500_000), day=FIRST)
    Movement.objects.bulk_create(
        [
            Movement(
                **facts,
                account=each,
                kind="deposit",
                amount=500_000,
                on=FIRST,
                entry=entry,
                key=f"m{each.pk}",
            )
            for each in saved
        ],
        batch_size=1000,
    )
    return product


def deposits(product: Any, number: int) -> dict[str, float]:
    """Deposits one after another, each on an account of its own, as the desk's page makes them."""
    from bumdes.ledger.queries import accounts_of
    from bumdes.savings.models import SavingsAccount
    from bumdes.savings.services import take_in
    from tests.factories.people import make_user

    cash, actor = accounts_of(product.book)["cash"], make_user()
    rows = SavingsAccount.objects.filter(product=product).select_related("book", "product__unit", "member")
    saved = list(rows.order_by("pk")[:number])
    began, cpu, server = time.perf_counter(), time.process_time(), databases.backend_cpu_seconds(BASE)
    for n, each in enumerate(saved):
        take_in(
            account=each,
            amount=10_000,
            against=cash,
            on=NOW.date(),
            key=f"bench-{n:012d}",
            actor=actor,
            now=NOW,
        )
    return {
        "deposits": len(saved),
        "per_second": round(len(saved) / (time.perf_counter() - began), 1),
        "cpu_ms_each": round((time.process_time() - cpu) * 1000 / len(saved), 2),
        "server_ms_each": round((databases.backend_cpu_seconds(BASE) - server) * 1000 / len(saved), 2),
    }


def interest(product: Any) -> dict[str, float]:
    """One run over every account of the product."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bumdes.savings.services import run_interest

    began, cpu, server = time.perf_counter(), time.process_time(), databases.backend_cpu_seconds(BASE)
    with CaptureQueriesContext(connection) as queries:
        run = run_interest(product=product, month=MONTH, actor=None, now=NOW)
    return {
        "accounts": run.accounts,
        "seconds": round(time.perf_counter() - began, 2),
        "cpu_seconds": round(time.process_time() - cpu, 2),
        "server_seconds": round(databases.backend_cpu_seconds(BASE) - server, 2),
        "queries": len(queries),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--deposits", type=int, default=300)
    asked = parser.parse_args()
    begin()

    from bumdes.ledger.access import every_book

    with every_book():
        product = filled(asked.accounts)
        found = {"deposits": deposits(product, asked.deposits), "interest": interest(product)}
    for name, figures in found.items():
        table(name, ("what", "figure"), figures.items())
    write("savings", found)

    from tests.database import drop

    drop(BASE)


if __name__ == "__main__":
    main()
