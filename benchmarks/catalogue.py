"""List, search, product page and a whole guest purchase: ours beside stock Oscar and bare Django.

    python benchmarks/catalogue.py [--products 1000,100000] [--rounds 3] [--fresh] [--without-oscar]

Prints tables and the targets of the plan, and writes var/benchmarks/catalogue.json.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring.costs import Cost, Shop, Task, measure
from benchmarks.measuring.report import Target, console, table, targets, write
from benchmarks.peers import setting_up, steps
from benchmarks.peers.setting_up import BARE, OSCAR, OURS, serving

WHOOSH_UP_TO = 5_000  # its index of 100,000 products was given up after half an hour
OURS_NAME, OSCAR_NAME, WHOOSH_NAME, BARE_NAME = "ours", "Oscar", "Oscar + Whoosh", "bare Django"
LIST, SEARCH, TYPO, PRODUCT, PURCHASE = "list of 24", 'search "kopi"', 'search "kpoi"', "product", "purchase"
ONE_QUERY, LEAN = "one query", "lean list of 24"

Costs = dict[tuple[str, str], Cost]


def tasks_for(products: int, running: ExitStack, *, with_oscar: bool, fresh: bool) -> list[Task]:
    """Every page at every shop with this many products, their servers started."""
    ours = setting_up.ensure_ours(products, fresh=fresh)
    found = our_tasks(ours, running)
    if with_oscar:
        downloaded = setting_up.download_oscar_packages()
        name = setting_up.ensure_oscar(f"bench_oscar_{products}", ours, fresh=fresh)
        found += oscar_tasks(name, running, with_whoosh=downloaded and products <= WHOOSH_UP_TO)
    return found


def our_tasks(database: str, running: ExitStack) -> list[Task]:
    """Our pages, and bare Django's over the same table."""
    shop = Shop(OURS_NAME, running.enter_context(serving(OURS, database)), database)
    bare = Shop(BARE_NAME, running.enter_context(serving(BARE, database)), database)
    return [
        Task(LIST, shop, steps.page("/belanja/"), 40),
        Task(SEARCH, shop, steps.page("/belanja/cari/?q=kopi"), 40),
        Task(TYPO, shop, steps.page("/belanja/cari/?q=kpoi"), 40),
        Task(PRODUCT, shop, steps.page(steps.our_product_paths(database)[0]), 40),
        Task(PURCHASE, shop, steps.our_purchase(database), 8),
        Task(ONE_QUERY, bare, steps.page("/one/"), 150),
        Task(LEAN, bare, steps.page("/lean/"), 100),
    ]


def oscar_tasks(database: str, running: ExitStack, *, with_whoosh: bool) -> list[Task]:
    """Stock Oscar's pages with a search that costs nothing, and with Whoosh."""
    shop = Shop(OSCAR_NAME, running.enter_context(serving(OSCAR, database)), database)
    found = [
        Task(LIST, shop, steps.page("/catalogue/"), 10),
        Task(PRODUCT, shop, steps.page(steps.oscar_product_paths(database)[0]), 25),
        Task(PURCHASE, shop, steps.oscar_purchase(database), 8),
    ]
    if not with_whoosh:
        return found
    setting_up.ensure_whoosh(database)
    whoosh = Shop(WHOOSH_NAME, running.enter_context(serving(OSCAR, database, engine="whoosh")), database)
    return [
        *found,
        Task(LIST, whoosh, steps.page("/catalogue/"), 8),
        Task(SEARCH, whoosh, steps.page("/search/?q=kopi"), 8),
        Task(TYPO, whoosh, steps.page("/search/?q=kpoi"), 8),
    ]


def show(products: int, costs: Costs) -> None:
    table(
        f"{products:,} products: CPU per page or purchase, medians",
        ("shop, page", "app ms", "DB ms", "both ms", "SQL", "raw bytes", "gzip bytes", "rounds, both ms"),
        [
            (
                f"{shop}, {page}",
                *(cost.app_ms, cost.db_ms, cost.total_ms, cost.sql, cost.raw_bytes, cost.gzip_bytes),
                " ".join(f"{value:.1f}" for value in cost.rounds),
            )
            for (shop, page), cost in costs.items()
        ],
    )


def judge(measured: dict[int, Costs]) -> list[Target]:
    """The targets of the plan (performance.md §8) that these figures decide."""
    found: list[Target] = []
    for products, costs in measured.items():
        ours = {page: cost for (shop, page), cost in costs.items() if shop == OURS_NAME}
        oscar = {page: cost for (shop, page), cost in costs.items() if shop == OSCAR_NAME}
        lean, at = costs[BARE_NAME, LEAN].total_ms, f"at {products:,}"
        found += [
            Target(f"T1 list {at}: SQL", ours[LIST].sql, 12),
            Target(f"T1 list {at}: of the lean page", ours[LIST].total_ms / lean, 7, "x"),
            Target(f"T4 product {at}: SQL", ours[PRODUCT].sql, 12),
        ]
        if oscar:
            found += [
                Target(f"T1 list {at}: of Oscar's", ours[LIST].total_ms / oscar[LIST].total_ms, 0.1, "x"),
                Target(f"T4 product {at}: of Oscar's", _ratio(ours, oscar, PRODUCT), 0.5, "x"),
                Target(f"T5 purchase {at}: CPU of Oscar's", _ratio(ours, oscar, PURCHASE), 0.5, "x"),
                Target(
                    f"T5 purchase {at}: SQL of Oscar's", ours[PURCHASE].sql / oscar[PURCHASE].sql, 0.5, "x"
                ),
            ]
        found += [
            Target(f'T3 "kopi" {at}', ours[SEARCH].total_ms, 25, "ms"),
            Target(f'T3 "kpoi" {at}: of "kopi"', ours[TYPO].total_ms / ours[SEARCH].total_ms, 1.5, "x"),
        ]
    few, many = min(measured), max(measured)
    if few != many:
        grown = measured[many][OURS_NAME, LIST].total_ms / measured[few][OURS_NAME, LIST].total_ms
        found.append(Target(f"T2 list: {many:,} against {few:,}", grown, 1.2, "x"))
    return found


def _ratio(ours: dict[str, Cost], oscar: dict[str, Cost], page: str) -> float:
    return ours[page].total_ms / oscar[page].total_ms


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--products", default="1000,100000", help="sizes, separated by commas")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--fresh", action="store_true", help="make the databases anew")
    parser.add_argument("--without-oscar", action="store_true")
    chosen = parser.parse_args(arguments)
    sizes = [int(size) for size in chosen.products.split(",")]

    setting_up.collect_static()
    measured: dict[int, Costs] = {}
    for products in sizes:
        with ExitStack() as running, console.status("starting") as status:
            tasks = tasks_for(products, running, with_oscar=not chosen.without_oscar, fresh=chosen.fresh)
            measured[products] = measure(tasks, rounds=chosen.rounds, said=status.update)
        show(products, measured[products])
    found = judge(measured)
    targets(found)
    content = {
        str(products): {f"{shop}, {page}": cost.plain() for (shop, page), cost in costs.items()}
        for products, costs in measured.items()
    }
    write("catalogue", {"products": content}, found)


if __name__ == "__main__":
    main()
