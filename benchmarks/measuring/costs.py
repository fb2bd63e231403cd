"""One shop under test, and what its pages cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from benchmarks.measuring.databases import backend_cpu_seconds
from benchmarks.measuring.processes import cpu_seconds, tree
from benchmarks.measuring.sql_count import HEADER
from tests.journeys.http_buyer import Answer, Visitor
from tests.journeys.web_server import WebServer

Work = Callable[[Visitor], Any]
WARM_UP = 3


@dataclass(frozen=True)
class Shop:
    """A running server and the database it works on."""

    name: str
    server: WebServer
    database: str


@dataclass(frozen=True)
class Cost:
    """Medians over the rounds, per unit of work. CPU in milliseconds; bytes of the answers' bodies."""

    app_ms: float
    db_ms: float
    sql: int
    raw_bytes: int
    gzip_bytes: int
    rounds: tuple[float, ...]

    @property
    def total_ms(self) -> float:
        return self.app_ms + self.db_ms

    def plain(self) -> dict[str, Any]:
        """As JSON would keep it."""
        return asdict(self) | {"total_ms": self.total_ms}


@dataclass
class Task:
    """Something a visitor does at one shop, measured in rounds of `times` repetitions."""

    name: str
    shop: Shop
    work: Work
    times: int
    samples: list[tuple[float, float]] = field(default_factory=list)
    answers: Sequence[Answer] = ()

    def run_round(self) -> None:
        """Warm up, then one sample of CPU. Raises RuntimeError for an answer that is no success."""
        for _ in range(WARM_UP):
            self._once()
        pids = tree(self.shop.server.pid)
        app, database = cpu_seconds(pids), backend_cpu_seconds(self.shop.database)
        for _ in range(self.times):
            self._once()
        app, database = cpu_seconds(pids) - app, backend_cpu_seconds(self.shop.database) - database
        self.samples.append((app / self.times * 1000, database / self.times * 1000))

    def _once(self) -> None:
        visitor = Visitor(self.shop.server.port)
        try:
            self.work(visitor)
        finally:
            visitor.close()
        for answer in visitor.seen:
            if answer.status >= 400:
                raise RuntimeError(f"{self.shop.name}: {answer.status} at {answer.path}\n{answer.text[:500]}")
        self.answers = visitor.seen

    def cost(self) -> Cost:
        app, database = zip(*self.samples, strict=True)
        return Cost(
            app_ms=median(app),
            db_ms=median(database),
            sql=sum(int(answer.headers.get(HEADER.lower(), "0")) for answer in self.answers),
            raw_bytes=sum(answer.raw_bytes for answer in self.answers),
            gzip_bytes=sum(answer.gzip_bytes for answer in self.answers),
            rounds=tuple(round(sum(sample), 3) for sample in self.samples),
        )


def measure(
    tasks: Sequence[Task], *, rounds: int, said: Callable[[str], None]
) -> dict[tuple[str, str], Cost]:
    """Every task once per round, in turn, so that a busy minute of the machine hits all alike."""
    for number in range(rounds):
        for task in tasks:
            said(f"round {number + 1} of {rounds}: {task.shop.name}, {task.name}")
            task.run_round()
    return {(task.shop.name, task.name): task.cost() for task in tasks}
