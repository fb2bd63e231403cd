"""Stock cards: how many movements a second, and what the list and a card cost as they grow.

    python benchmarks/inventory.py [--sizes 100,10000]

One shop with twenty kinds of goods: it buys ten kinds on a slip, then sells two at a time, and counts
now and then, until so many movements stand on its cards. Each slip is a transaction with its entry,
through the services. The pages are asked for as the office shows them. Writes var/benchmarks/inventory.json.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import databases
from benchmarks.measuring.report import Target, table, targets, write

BASE = "bench_inventory"
FIRST = datetime(2026, 1, 2, 3, tzinfo=UTC)
GOODS, BOUGHT, SOLD = 20, 10, 2
PER_COUNT = 500  # movements from one count to the next
DAYS = 300
TIMES = 7  # a page is asked for so often, and the mean shown
MOST_MS, MOST_GROWTH = 50.0, 1.5


@dataclass
class Cost:
    """What one size took. Seconds; queries are exact."""

    movements: int
    slips: int = 0
    wall: float = 0.0
    cpu: float = 0.0
    pages: dict[str, tuple[int, float]] = field(default_factory=dict)  # queries, CPU milliseconds

    @property
    def a_second(self) -> float:
        return self.movements / self.wall

    @property
    def ms_a_slip(self) -> float:
        return 1000 * self.wall / self.slips


def begin() -> None:
    """Our tables without a row, made anew."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    django.setup()

    from tests.database import ensure_template, fresh_copy

    fresh_copy(BASE, template=ensure_template())


class Shop:
    """A unit with money, its goods, and a treasurer who writes everything down."""

    def __init__(self, size: int):
        from django.db import transaction

        from bumdes.inventory.services import add_item
        from bumdes.ledger.queries import accounts_of
        from bumdes.ledger.services import Draft, cr, dr, post
        from tests.factories.books import make_organisation_with_book, make_unit
        from tests.factories.people import make_officer

        self.chance = random.Random(size)
        self.hub = make_organisation_with_book()
        self.book = self.hub.book
        self.treasurer = make_officer(self.hub, "treasurer")
        self.unit = make_unit(self.book)
        self.accounts = accounts_of(self.book)
        self.cash = self.accounts["cash"]
        self.moved, self.slips, self.size = 0, 0, size
        money = [dr(self.cash, 10**14, self.unit), cr(self.accounts["village_capital"], 10**14, self.unit)]
        with transaction.atomic():
            post(
                Draft(
                    book=self.book,
                    date=FIRST.date(),
                    description="Modal",
                    lines=money,
                    source="bench",
                    key="money",
                    made_by=None,
                ),
                now=FIRST,
            )
        self.items = [
            add_item(
                organisation=self.hub,
                unit=self.unit,
                code=f"B{number:02d}",
                name=f"Barang {number:02d}",
                measure="kg",
                actor=self.treasurer,
                now=FIRST,
            )
            for number in range(GOODS)
        ]

    def words(self) -> dict[str, Any]:
        """What every slip says: its day, its key, who and when."""
        now = FIRST + timedelta(days=self.moved * DAYS // self.size)
        self.slips += 1
        return {
            "book": self.book,
            "key": f"slip-{self.slips}",
            "actor": self.treasurer,
            "now": now,
            "date": now.date(),
        }

    def trade(self) -> None:
        """Slips until the cards have as many movements as asked for."""
        from bumdes.inventory.services import StockLine, count_stock, purchase, sell

        counted = 0
        while self.moved < self.size:
            if self.moved - counted >= PER_COUNT:
                counted = self.moved
                words = self.words()
                del words["date"]
                item = max(self.items, key=lambda item: item.on_hand_milli)
                gap = (item, item.on_hand_milli, item.on_hand_milli - 250)
                count_stock(unit=self.unit, lines=[gap], reason="Susut", **words)
                item.on_hand_milli -= 250
                self.moved += 1
                continue
            held = [item for item in self.items if item.on_hand_milli >= 10_000]
            if len(held) < GOODS // 2:
                lines = [
                    StockLine(item, 100_000, self.chance.randint(900_000, 1_600_000))
                    for item in sorted(self.items, key=lambda item: item.on_hand_milli)[:BOUGHT]
                ][: self.size - self.moved]
                sign = 1
                purchase(lines=lines, paid_from=self.cash, freight=50_000, **self.words())
            else:
                chosen = self.chance.sample(held, SOLD)[: self.size - self.moved]
                lines = [StockLine(item, self.chance.randint(250, 10_000), 20_000) for item in chosen]
                sign = -1
                sell(lines=lines, received_in=self.cash, **self.words())
            self.moved += len(lines)
            # A lock brings what the card held before the slip.
            for line in lines:
                line.item.on_hand_milli += line.quantity_milli * sign


def page_costs(shop: Shop) -> dict[str, tuple[int, float]]:
    """Queries and milliseconds of CPU of the pages, as the office answers them."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.force_login(shop.treasurer)
    code = shop.hub.code
    today = (FIRST + timedelta(days=DAYS)).date().isoformat()
    middle = (FIRST + timedelta(days=DAYS // 2)).date().isoformat()
    asked = {
        "list": (reverse("inventory:home", args=[code]), {"tanggal": today}),
        "list, half a year ago": (reverse("inventory:home", args=[code]), {"tanggal": middle}),
        "card": (reverse("inventory:item", args=[code, shop.items[1].pk]), {}),
        "sale": (reverse("inventory:sell", args=[code]), {}),
        "count": (reverse("inventory:count", args=[code]), {}),
    }
    found = {}
    for name, (address, query) in asked.items():
        client.get(address, query)
        with CaptureQueriesContext(connection) as context:
            answer = client.get(address, query)
        if answer.status_code != 200:
            sys.exit(f"{address}: {answer.status_code}")
        queries = len(context)
        began = _cpu_seconds()
        for _time in range(TIMES):
            client.get(address, query)
        found[name] = (queries, 1000 * (_cpu_seconds() - began) / TIMES)
    return found


def _cpu_seconds() -> float:
    """Of this process and of its session on the server."""
    return time.process_time() + databases.backend_cpu_seconds(BASE)


def measured(size: int) -> Cost:
    from django.db import connection

    from core.invariants import violations

    shop = Shop(size)
    connection.ensure_connection()
    at_first = _cpu_seconds()
    started = time.perf_counter()
    shop.trade()
    wall = time.perf_counter() - started
    cpu = _cpu_seconds() - at_first
    databases.settle(BASE)
    if broken := list(violations(only="inventory.")):
        sys.exit(f"the cards do not hold: {broken[0]}")
    return Cost(shop.moved, shop.slips, wall, cpu, page_costs(shop))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="100,10000", help="movements, smallest first")
    chosen = parser.parse_args(arguments)
    begin()
    from django.db import connection

    costs = [measured(int(size)) for size in chosen.sizes.split(",")]
    table(
        "Writing slips down, one writer",
        ("movements", "slips", "movements a second", "ms a slip", "CPU ms a slip"),
        [
            (str(cost.movements), cost.slips, cost.a_second, cost.ms_a_slip, 1000 * cost.cpu / cost.slips)
            for cost in costs
        ],
    )
    table(
        "Pages",
        ("page", *(f"{what}, {cost.movements:,}" for cost in costs for what in ("queries", "CPU ms"))),
        [(name, *(figure for cost in costs for figure in cost.pages[name])) for name in costs[0].pages],
    )
    fewest, most = costs[0], costs[-1]
    found = [
        Target(
            "CPU of a page with the most movements", max(ms for _q, ms in most.pages.values()), MOST_MS, "ms"
        )
    ]
    if len(costs) > 1:
        more = max(most.pages[name][0] - fewest.pages[name][0] for name in most.pages)
        found += [
            Target("queries more than with the fewest", more, 0),
            Target("CPU of a slip, against the fewest", _growth(fewest, most), MOST_GROWTH, "×"),
        ]
    targets(found)
    write("inventory", {"costs": [vars(cost) for cost in costs]}, found)
    connection.close()
    databases.drop(BASE)
    return 0


def _growth(fewest: Cost, most: Cost) -> float:
    return (most.cpu / most.slips) / (fewest.cpu / fewest.slips)


if __name__ == "__main__":
    sys.exit(main())
