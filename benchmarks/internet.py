"""Village internet: what a month's bills, its arrears and a payment cost with many subscribers.

    python benchmarks/internet.py [--sizes 1000,10000]

Each size has a unit of its own. A first month is billed; one in ten paid it and the next month before
they were due, so that the second run also gives deposits to its bills; the others are late. CPU is
ours and the database's together, measured while one thing was done; queries are counted beside it.
Writes var/benchmarks/internet.json.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import databases
from benchmarks.measuring.report import table, write

BASE = "bench_internet"
NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
FIRST, SECOND = date(2026, 9, 1), date(2026, 10, 1)
PRICE = 150_000
PAYS_AHEAD = 10  # one in so many


def begin() -> None:
    """Our tables without a row, made anew: a month can be billed only once."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    django.setup()

    from tests.database import ensure_template, fresh_copy

    fresh_copy(BASE, template=ensure_template())


def filled(size: int) -> tuple[Any, Any]:
    """A unit that sells internet to so many houses, and its treasurer."""
    from bumdes.units.models import Subscriber
    from bumdes.units.services.lines import add_package
    from tests.factories.books import make_organisation_with_book
    from tests.factories.people import make_officer
    from tests.factories.units import make_business

    hub = make_organisation_with_book()
    actor = make_officer(hub, "treasurer")
    business = make_business(hub, kind="internet", actor=actor)
    service = business.internet
    service.business = business
    package = add_package(
        service=service, name="Rumah", speed_mbps=10, price=PRICE, days=None, actor=actor, now=NOW
    )
    Subscriber.objects.bulk_create(
        [
            Subscriber(
                service=service,
                number=number,
                name=f"Pelanggan {number}",
                phone=f"+62812{number:08d}",
                hamlet=f"Dusun {number % 9}",
                package=package,
                started_on=FIRST,
            )
            for number in range(1, size + 1)
        ],
        batch_size=2_000,
    )
    return service, actor


class Costs:
    """What each piece of work took, by its name."""

    def __init__(self) -> None:
        self.by_name: dict[str, dict[str, float]] = {}

    def taken(self, name: str, work: Callable[[], Any]) -> Any:
        """Time the work, with our CPU and the database's."""
        from django.db import connection

        database = connection.settings_dict["NAME"]
        started = time.perf_counter()
        ours, theirs = time.process_time(), databases.backend_cpu_seconds(database)
        answer = work()
        self.by_name[name] = {
            "app_cpu": time.process_time() - ours,
            "db_cpu": databases.backend_cpu_seconds(database) - theirs,
            "seconds": time.perf_counter() - started,
        }
        return answer

    def counted(self, name: str, work: Callable[[], Any], *, once_more: bool = True) -> Any:
        """As taken, with its queries. What can be asked again is asked again for them: capturing costs
        time of its own.
        """
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        if once_more:
            answer = self.taken(name, work)
            with CaptureQueriesContext(connection) as context:
                work()
        else:
            with CaptureQueriesContext(connection) as context:
                answer = self.taken(name, work)
        self.by_name[name]["queries"] = len(context)
        return answer


def measured(size: int) -> dict[str, Any]:
    from bumdes.units.queries.internet import ages, arrears, arrears_page, figures, lines_due, subscribers
    from bumdes.units.services.bills import bill_month
    from core.paging import paged

    service, actor = filled(size)
    costs = Costs()

    def run(month: date) -> Any:
        return bill_month(service=service, month=month, actor=None, now=NOW)

    costs.counted("bills", lambda: run(FIRST), once_more=False)
    paying = paid_ahead_by(service, actor, size // PAYS_AHEAD, costs)
    costs.counted("bills and deposits", lambda: run(SECOND), once_more=False)
    prove(service, size=size, paying=paying)
    costs.counted("a run with nothing to do", lambda: run(SECOND))
    costs.counted("what a run will make", lambda: lines_due(service, date(2026, 11, 1)))
    costs.counted("first page", lambda: (figures(service, on=TODAY), paged(subscribers(service), number="1")))
    costs.counted("search", lambda: paged(subscribers(service, words=f"pelanggan {size}"), number="1"))
    costs.counted(
        "arrears",
        lambda: (ages(service, on=TODAY), arrears_page(service, on=TODAY, office="BUMDes", number="1")),
    )
    costs.counted("technician's list", lambda: arrears(service, on=TODAY, office="BUMDes"))
    return {"subscribers": size, "costs": costs.by_name}


def paid_ahead_by(service: Any, actor: Any, count: int, costs: Costs) -> int:
    """So many subscribers pay the first month and the next."""
    from bumdes.ledger.access import opened
    from bumdes.ledger.queries import accounts_of
    from bumdes.units.services.lines import receive_payment

    book = service.business.organisation.book
    with opened(book):
        cash = accounts_of(book)["cash"]
    first, *others = service.subscribers.filter(number__lte=count).order_by("pk")

    def pay(line: Any) -> None:
        line.service = service
        receive_payment(
            subscriber=line,
            amount=PRICE * 2,
            account=cash,
            paid_on=FIRST,
            key=f"bench-{line.pk}",
            actor=actor,
            now=NOW,
        )

    costs.counted("a payment", lambda: pay(first), once_more=False)
    costs.taken(f"{len(others)} payments", lambda: [pay(line) for line in others])
    return count


def prove(service: Any, *, size: int, paying: int) -> None:
    """Nothing was billed twice or left out, and the books hold what the bills are owed."""
    from bumdes.ledger.access import opened
    from bumdes.ledger.queries import accounts_of, balance
    from bumdes.units.models import Bill, PaymentPart

    book = service.business.organisation.book
    made = Bill.objects.filter(subscriber__service=service).count()
    parts = PaymentPart.objects.filter(bill__subscriber__service=service).count()
    with opened(book):
        owed = balance(accounts_of(book)["receivable_trade"])
    if (made, parts, owed) != (2 * size, 2 * paying, 2 * PRICE * (size - paying)):
        sys.exit(f"{made} bills, {parts} parts, {owed} owed: not what was billed and paid")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000")
    asked = parser.parse_args()
    begin()
    from django.db import connection

    costs = [measured(int(size)) for size in asked.sizes.split(",")]
    for cost in costs:
        table(
            f"{cost['subscribers']:,} subscribers; seconds, and CPU in seconds",
            ("what", "seconds", "app CPU", "database CPU", "queries"),
            [
                (
                    name,
                    *(round(how[each], 3) for each in ("seconds", "app_cpu", "db_cpu")),
                    how.get("queries", ""),
                )
                for name, how in cost["costs"].items()
            ],
        )
    write("internet", {"costs": costs})
    connection.close()
    databases.drop(BASE)


if __name__ == "__main__":
    main()
