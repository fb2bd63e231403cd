"""Orders settled per second, by one worker and by two; ten times the orders in ten times the time.

    python benchmarks/settlement.py [--sizes 1000,10000]

Each size works on a copy of the demo with so many more paid and completed orders (`manage.py
generate`): their payments go into the operator's book, then the orders are shared out. CPU is that
of the workers and of their database sessions, memory the most that one worker took.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import databases
from benchmarks.measuring.report import Target, console, table, targets, write
from benchmarks.peers import setting_up

ROOT = Path(__file__).resolve().parents[1]
DATABASE = "bench_settlement"
MOST_MS = 5.0
MOST_GROWTH = 1.2
_WORKER = "--worker"


@dataclass(frozen=True)
class Run:
    """What so many workers did together. Seconds, and the memory of the larger one in MiB."""

    orders: int
    workers: int
    wall: float
    cpu: float
    mib: int

    @property
    def a_second(self) -> float:
        return self.orders / self.wall

    @property
    def ms_an_order(self) -> float:
        return 1000 * self.cpu / self.orders


def worker() -> None:
    """Everything that waits; then how many orders, seconds of CPU and MiB, on one line."""
    import django

    django.setup()
    from django.db import connection
    from django.utils import timezone

    from benchmarks.measuring.processes import cpu_seconds
    from marketplace.settlement.services import book_facts, settle_orders

    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    began = time.process_time(), cpu_seconds([backend])
    now = timezone.now()
    book_facts(now=now)
    shared = settle_orders(now=now)
    spent = time.process_time() - began[0] + cpu_seconds([backend]) - began[1]
    print(shared, spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def measure(orders: int, *, workers: int) -> Run:
    databases.drop(DATABASE)
    databases.copy(DATABASE, template=setting_up.ensure_base())
    here = setting_up.OURS | {"DATABASE_NAME": DATABASE}
    setting_up.run(
        here, *("manage.py", "generate", "--products", "200", "--sellers", "20", "--orders", str(orders))
    )
    databases.settle(DATABASE)
    began = time.perf_counter()
    at_work = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", __file__, _WORKER],
            cwd=ROOT,
            env=os.environ | here,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(workers)
    ]
    said = [process.communicate()[0].split() for process in at_work]
    wall = time.perf_counter() - began
    setting_up.run(here, "manage.py", "verify")
    databases.drop(DATABASE)
    return Run(
        orders=sum(int(shared) for shared, _cpu, _mib in said),
        workers=workers,
        wall=wall,
        cpu=sum(float(cpu) for _shared, cpu, _mib in said),
        mib=max(int(mib) for _shared, _cpu, mib in said),
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1000,10000", help="orders, smallest first")
    chosen = parser.parse_args(arguments)
    sizes = [int(size) for size in chosen.sizes.split(",")]
    runs = [measure(size, workers=workers) for size in sizes for workers in (1, 2)]
    table(
        "Settling orders",
        ("orders", "workers", "orders a second", "CPU ms an order", "MiB"),
        [(str(run.orders), run.workers, run.a_second, run.ms_an_order, run.mib) for run in runs],
    )
    alone = [run for run in runs if run.workers == 1]
    found = [Target("CPU of an order, most orders", alone[-1].ms_an_order, MOST_MS, "ms")]
    if len(alone) > 1:
        growth = alone[-1].ms_an_order / alone[0].ms_an_order
        found.append(Target("the same, against the fewest", growth, MOST_GROWTH, "×"))
        found.append(Target("memory, against the fewest", alone[-1].mib / alone[0].mib, MOST_GROWTH, "×"))
    targets(found)
    write("settlement", {"runs": [vars(run) for run in runs]}, found)
    console.print("verify was clean after each run")
    return 0


if __name__ == "__main__":
    if _WORKER in sys.argv:
        worker()
    else:
        sys.exit(main())
