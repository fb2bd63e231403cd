"""Memory of a web worker after load, and the cold start to the first answer: ours and stock Oscar.

    python benchmarks/memory.py [--products 1000] [--starts 3] [--visits 60]

Both shops under the same server with one worker; each start is followed by the same visits.
Writes var/benchmarks/memory.json.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring.processes import cpu_seconds_of_life, pss_mib, tree
from benchmarks.measuring.report import Target, console, table, targets, write
from benchmarks.peers import setting_up, steps
from benchmarks.peers.setting_up import OSCAR, OURS, serving
from tests.journeys.http_buyer import Visitor

BUYS_EVERY = 6  # visits


@dataclass
class Peer:
    """A shop, what its first answer is asked for, and what visitors do; then one sample per start."""

    name: str
    environment: Mapping[str, str]
    database: str
    first: str
    pages: list[str]
    buy: Callable[[Visitor], Any]
    start_cpu_s: list[float] = field(default_factory=list)
    start_wall_s: list[float] = field(default_factory=list)
    worker_mib: list[float] = field(default_factory=list)
    all_mib: list[float] = field(default_factory=list)

    def sample(self, visits: int) -> None:
        """Start cold, answer once, serve the visits, and look at the memory."""
        started = time.monotonic()
        with serving(self.environment, self.database, probe=self.first) as server:
            self.start_wall_s.append(time.monotonic() - started)
            self.start_cpu_s.append(cpu_seconds_of_life(server.pid))
            for number in range(visits):
                visitor = Visitor(server.port)
                visitor.get(self.first)
                visitor.get(self.pages[number % len(self.pages)])
                if number % BUYS_EVERY == 0:
                    self.buy(visitor)
                visitor.close()
            sizes = {pid: pss_mib(pid) for pid in tree(server.pid)}
        # The master only watches; what serves is the larger process below it.
        self.worker_mib.append(max(size for pid, size in sizes.items() if pid != server.pid))
        self.all_mib.append(sum(sizes.values()))

    def figures(self) -> dict[str, float]:
        return {
            "start_cpu_s": median(self.start_cpu_s),
            "start_wall_s": median(self.start_wall_s),
            "worker_pss_mib": median(self.worker_mib),
            "all_pss_mib": median(self.all_mib),
        }


def peers(products: int) -> list[Peer]:
    ours = setting_up.ensure_ours(products)
    setting_up.download_oscar_packages()
    oscar = setting_up.ensure_oscar(f"bench_oscar_{products}", ours)
    return [
        Peer("ours", OURS, ours, "/belanja/", steps.our_product_paths(ours), steps.our_purchase(ours)),
        Peer(
            *("Oscar", OSCAR, oscar, "/catalogue/"),
            *(steps.oscar_product_paths(oscar), steps.oscar_purchase(oscar)),
        ),
    ]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--products", type=int, default=1000)
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--visits", type=int, default=60)
    chosen = parser.parse_args(arguments)

    setting_up.collect_static()
    found = peers(chosen.products)
    with console.status("starting") as status:
        for number in range(chosen.starts):
            for peer in found:
                status.update(f"start {number + 1} of {chosen.starts}: {peer.name}")
                peer.sample(chosen.visits)
    figures = {peer.name: peer.figures() for peer in found}
    table(
        "One worker: cold start to the first list, and memory after load",
        ("shop", "start CPU s", "start wall s", "worker PSS MiB", "with master MiB"),
        [(name, *values.values()) for name, values in figures.items()],
    )
    ours, oscar = figures["ours"], figures["Oscar"]
    wanted = [
        Target("T9 worker memory: of Oscar's", ours["worker_pss_mib"] / oscar["worker_pss_mib"], 1.5, "x"),
        Target("T9 cold start, CPU: of Oscar's", ours["start_cpu_s"] / oscar["start_cpu_s"], 2, "x"),
        Target("T9 cold start, wall: of Oscar's", ours["start_wall_s"] / oscar["start_wall_s"], 2, "x"),
    ]
    targets(wanted)
    write("memory", {"figures": figures}, wanted)


if __name__ == "__main__":
    main()
