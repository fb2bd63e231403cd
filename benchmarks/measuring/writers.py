"""Processes that post into a ledger at the same time, and how fast they are together."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring.databases import backend_cpu_seconds, server_address
from tests.journeys.web_server import ROOT


@dataclass(frozen=True)
class Pace:
    """Entries in a second, and CPU milliseconds of client and server for each."""

    per_s: float
    client_ms: float
    server_ms: float


class Writers:
    """One process for each; every peer's processes stay, so that peers can take turns."""

    def __init__(self, python: Path, peer: str, database: str, processes: int):
        self.name, self.database = peer, database
        self._processes = [_start(python, peer, database, str(number)) for number in range(processes)]
        for process in self._processes:
            _answer(process)

    def pace(self, *, processes: int, threads: int, books: int, hold_s: float, seconds: float) -> Pace:
        asked = json.dumps({"threads": threads, "books": books, "hold_s": hold_s, "seconds": seconds})
        chosen = self._processes[:processes]
        server = backend_cpu_seconds(self.database)
        for process in chosen:
            process.stdin.write(asked + "\n")
            process.stdin.flush()
        answers = [json.loads(_answer(process)) for process in chosen]
        server = backend_cpu_seconds(self.database) - server
        entries = sum(answer["entries"] for answer in answers)
        return Pace(
            per_s=sum(answer["entries"] / answer["seconds"] for answer in answers),
            client_ms=sum(answer["cpu_s"] for answer in answers) / entries * 1000,
            server_ms=server / entries * 1000,
        )

    def end(self) -> None:
        for process in self._processes:
            process.stdin.close()
        for process in self._processes:
            process.wait(timeout=30)


def _command(python: Path, *arguments: str) -> list[str]:
    return [str(python), "-W", "ignore", "-m", "benchmarks.peers.ledgers.writing", *arguments]


def _environment() -> dict[str, str]:
    return os.environ | {"BENCH_ADDRESS": server_address(), "PROCESS_ROLE": "command"}


def _start(python: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        _command(python, *arguments),
        cwd=ROOT,
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _answer(process: subprocess.Popen[str]) -> str:
    """The next line it says. Raises RuntimeError when it ended instead; its own words are above."""
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"a writer ended: {process.args}")
    return line


def prepare(python: Path, peer: str, database: str, books: int) -> None:
    """Tables and accounts of a peer in its empty database."""
    subprocess.run(
        _command(python, peer, database, "prepare", str(books)), cwd=ROOT, env=_environment(), check=True
    )


@contextmanager
def writing(peers: Sequence[tuple[Path, str, str]], *, processes: int) -> Iterator[dict[str, Writers]]:
    """Writers of each (python, peer, database), ready."""
    writers: dict[str, Writers] = {}
    try:
        for python, peer, database in peers:
            writers[peer] = Writers(python, peer, database, processes)
        yield writers
    finally:
        for each in writers.values():
            each.end()
