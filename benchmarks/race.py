"""Fifty buyers through HTTP for the last ten pieces, against two server processes, many times.

    python benchmarks/race.py [--runs 20] [--buyers 50] [--pieces 10]

Also: baskets in crossed order, and one press of "order and pay" sent three times. Works on a copy
of the demo (database bench_race), prints every run, ends with `verify`, exits 1 when a run was
not exactly right, and writes var/benchmarks/race.json.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import databases
from benchmarks.measuring.report import console, table, write
from benchmarks.peers import setting_up
from benchmarks.peers.setting_up import OURS, serving
from tests.journeys.http_buyer import (
    Answer,
    Visitor,
    fill_basket,
    is_placed,
    is_refused_kindly,
    place,
    to_delivery,
)
from tests.threads import at_once

DATABASE = "bench_race"
SOLD, REFUSED, SERVER_ERROR, OTHER = "sold", "refused kindly", "5xx", "other"
GETTING_READY_AT_ONCE = 4


def outcome(answer: Answer | Exception) -> str:
    if isinstance(answer, Exception):
        return f"{OTHER}: {answer!r}"
    if is_placed(answer):
        return SOLD
    if is_refused_kindly(answer):
        return REFUSED
    return SERVER_ERROR if answer.status >= 500 else f"{OTHER}: {answer.status} at {answer.path}"


def ready(port: int, offers: Sequence[int]) -> Callable[[], Answer]:
    """A guest with these offers in the basket, one press away from the order."""
    visitor = Visitor(port)
    fill_basket(visitor, offers)
    return partial(place, visitor, to_delivery(visitor))


def race(port: int, baskets: Sequence[Sequence[int]]) -> Counter[str]:
    """One buyer for each basket, all pressing at the same instant; how many met which end."""
    with ThreadPoolExecutor(GETTING_READY_AT_ONCE) as pool:
        presses = list(pool.map(partial(ready, port), baskets))
    return Counter(outcome(answer) for answer in at_once(presses))


def press_thrice(port: int, offer: int) -> tuple[Counter[str], int]:
    """One page's order sent three times at once; the ends, and how many purchases they led to."""
    first = Visitor(port)
    fill_basket(first, [offer])
    delivery = to_delivery(first)
    browsers = [first, first.twin(), first.twin()]
    answers = at_once([partial(place, browser, delivery) for browser in browsers])
    return Counter(outcome(answer) for answer in answers), len({answer.path for answer in answers})


class Stockroom:
    """Offers of the demo, put to a wanted number of pieces by the shop's own service."""

    def __init__(self) -> None:
        from marketplace.partner.models import StockRecord

        self._waiting = list(
            StockRecord.objects.filter(
                is_active=True,
                is_tracked=True,
                product__is_public=True,
                product__preorder_days=0,
                partner__seller__status="verified",
                partner__seller__closed_from=None,
            ).order_by("pk")
        )

    def offer_with(self, pieces: int) -> int:
        """The next offer, with so many pieces that nobody has promised."""
        from django.utils import timezone

        from core.ids import random_token
        from marketplace.partner.stock import set_stock

        offer = self._waiting.pop(0)
        set_stock(
            stockrecord=offer,
            on_hand=(offer.num_allocated or 0) + pieces,
            key=random_token(),
            actor=None,
            now=timezone.now(),
        )
        return offer.pk

    def left(self, offer: int) -> int:
        from marketplace.partner.models import StockRecord

        return StockRecord.objects.get(pk=offer).available


def run_all(database: str, *, runs: int, buyers: int, pieces: int) -> list[dict[str, Any]]:
    """Every race in turn; a row of figures for each."""
    rows: list[dict[str, Any]] = []
    stockroom = Stockroom()
    with serving(OURS, database, workers=2) as server:
        for run in range(runs):
            offer = stockroom.offer_with(pieces)
            ends = race(server.port, [[offer]] * buyers)
            rows.append(
                row(f"race {run + 1}", ends, stockroom.left(offer), {SOLD: pieces, REFUSED: buyers - pieces})
            )
            console.print(said(rows[-1]))
        one, two = stockroom.offer_with(buyers), stockroom.offer_with(buyers)
        crossed = [[one, two] if number % 2 else [two, one] for number in range(buyers)]
        rows.append(row("crossed baskets", race(server.port, crossed), stockroom.left(one), {SOLD: buyers}))
        console.print(said(rows[-1]))
        offer = stockroom.offer_with(3)
        ends, purchases = press_thrice(server.port, offer)
        rows.append(row("one press, thrice", ends, stockroom.left(offer), {SOLD: 3}))
        rows[-1]["right"] &= purchases == 1 and rows[-1]["left"] == 2
        console.print(said(rows[-1]))
    return rows


def row(name: str, ends: Counter[str], left: int, wanted: dict[str, int]) -> dict[str, Any]:
    others = {end: count for end, count in ends.items() if end.startswith(OTHER)}
    return {
        "race": name,
        "sold": ends[SOLD],
        "refused": ends[REFUSED],
        "errors": ends[SERVER_ERROR],
        "others": others,
        "left": left,
        "right": dict(ends) == {end: count for end, count in wanted.items() if count},
    }


def said(found: dict[str, Any]) -> str:
    return (
        f"{found['race']}: sold {found['sold']}, refused kindly {found['refused']}, 5xx {found['errors']},"
        f" left {found['left']}{', ' + str(found['others']) if found['others'] else ''}"
        f" {'' if found['right'] else '[red]NOT RIGHT[/red]'}"
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--buyers", type=int, default=50)
    parser.add_argument("--pieces", type=int, default=10)
    chosen = parser.parse_args(arguments)

    base = setting_up.ensure_base()
    databases.drop(DATABASE)
    databases.copy(DATABASE, template=base)
    os.environ |= OURS | {"DATABASE_NAME": DATABASE}
    import django

    django.setup()
    from core.invariants import all_invariants, violations

    rows = run_all(DATABASE, runs=chosen.runs, buyers=chosen.buyers, pieces=chosen.pieces)
    broken = [f"{violation.invariant}: {violation.row}" for violation in violations()]
    table(
        f"{chosen.buyers} buyers, {chosen.pieces} pieces, two server processes",
        ("race", "sold", "refused kindly", "5xx", "left", "right"),
        [
            (r["race"], r["sold"], r["refused"], r["errors"], r["left"], "yes" if r["right"] else "NO")
            for r in rows
        ],
    )
    console.print(f"verify: {len(all_invariants())} invariants, {len(broken)} violations")
    for line in broken:
        console.print(line, style="red")
    write("race", {"runs": rows, "violations": broken})
    return 0 if not broken and all(r["right"] for r in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
