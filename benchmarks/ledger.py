"""The books: entries per second beside plain PostgreSQL and two Django ledgers, balances beside a scan.

    python benchmarks/ledger.py [--rounds 3] [--seconds 2] [--sizes 10000,100000,1000000] [--statements]
                                [--without-peers] [--fresh]

Prints tables and the targets of the plan (T10, T11), and writes var/benchmarks/ledger.json.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import HOME, databases, filled_book
from benchmarks.measuring.report import Target, console, table, targets, write
from benchmarks.measuring.writers import Pace, prepare, writing
from benchmarks.peers import setting_up

OURS, PLAIN, LEAN, HORDAK, DJANGO_LEDGER = "ours", "plain", "lean", "hordak", "django_ledger"
PACKAGES = ("Django==5.2.19", "psycopg[binary]==3.3.9", "django-hordak==2.0.0", "django-ledger==0.8.5")
BASE = "bench_ledger"
BOOKS = 16
PROCESSES = 4
# Writers: processes, threads in each, books; and how long each holds its transaction open.
ONE, FOUR, SIXTEEN, APART = (1, 1, 1), (4, 1, 1), (4, 4, 1), (4, 4, BOOKS)
HOLD_S = 0.005
Cell = tuple[tuple[int, int, int], float]
CELLS: tuple[Cell, ...] = tuple(
    (shape, hold) for hold in (0.0, HOLD_S) for shape in (ONE, FOUR, SIXTEEN, APART)
)
ONE_BOOK_ONLY = (HORDAK, DJANGO_LEDGER)

NOW, PAST, YEAR, SCAN, SCAN_PAST = "now", "a past day", "the year's totals", "scan", "scan to that day"
STATEMENTS = "five statements"
PAST_DAY = date(2026, 5, 17)
TODAY = date(2026, 11, 30)


def peers_python() -> Path | None:
    """An environment with the two Django ledgers; None without a registry."""
    home = HOME / "ledger_venv"
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        console.print("installing django-hordak and django-ledger")
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        done = subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", *PACKAGES], check=False, capture_output=True
        )
        if done.returncode:
            return None
        (home / "ready").touch()
    return python


def ensure_base(*, fresh: bool) -> str:
    """Our tables without a row of demo data."""
    if fresh:
        databases.drop(BASE)
    if not databases.exists(BASE):
        console.print(f"making {BASE}")
        building = f"{BASE}_building"
        databases.drop(building)
        databases.create(building)
        setting_up.run(
            {"DJANGO_SETTINGS_MODULE": "config.settings.local", "DATABASE_NAME": building},
            *("manage.py", "migrate", "--verbosity", "0"),
        )
        databases.rename(building, to=BASE)
    return BASE


@contextmanager
def databases_of(peers: dict[str, Path], *, fresh: bool) -> Iterator[list[tuple[Path, str, str]]]:
    """A database for each peer, with its tables and accounts."""
    made = []
    try:
        for peer, python in peers.items():
            name = f"{BASE}_{peer}"
            databases.drop(name)
            if peer == OURS:
                databases.copy(name, template=ensure_base(fresh=fresh))
            else:
                databases.create(name)
            prepare(python, peer, name, 1 if peer in ONE_BOOK_ONLY else BOOKS)
            made.append((python, peer, name))
        yield made
    finally:
        for _python, _peer, name in made:
            databases.drop(name)


def post_in_turns(
    peers: list[tuple[Path, str, str]], *, rounds: int, seconds: float, said: Callable[[str], None]
) -> dict[tuple[str, Cell], list[Pace]]:
    """Every cell at every peer once a round, so that a busy minute of the machine hits all alike."""
    found: dict[tuple[str, Cell], list[Pace]] = {}
    with writing(peers, processes=PROCESSES) as writers:
        for number in range(-1, rounds):
            for cell in CELLS:
                (processes, threads, books), hold = cell
                for peer, each in writers.items():
                    if books > 1 and peer in ONE_BOOK_ONLY:
                        continue
                    said(f"round {number + 1} of {rounds}: {peer}, {name_of(cell)}")
                    pace = each.pace(
                        processes=processes,
                        threads=threads,
                        books=books,
                        hold_s=hold,
                        seconds=seconds if number >= 0 else 0.3,
                    )
                    if number >= 0:  # the first one warms up
                        found.setdefault((peer, cell), []).append(pace)
    return found


def name_of(cell: Cell) -> str:
    (processes, threads, books), hold = cell
    return f"{processes * threads} writers, {books} books{', 5 ms hold' if hold else ''}"


def broken_rules(database: str) -> list[str]:
    """What `ledger_check` finds after all that."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "ledger_check"],
        cwd=setting_up.ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.local", "DATABASE_NAME": database},
        check=False,
        capture_output=True,
        text=True,
    )
    console.print(done.stdout.strip())
    return done.stderr.strip().splitlines()


def time_reports(size: int, *, rounds: int, with_statements: bool) -> dict[str, float]:
    """Milliseconds, medians: our reports on a book of so many postings, and scans of the same lines."""
    from django.db import connection

    from benchmarks.peers.ledgers import ours
    from bumdes.ledger.access import opened
    from bumdes.ledger.models import Book
    from bumdes.ledger.queries import trial_balance, units_of

    book = Book.objects.get(code="bench-0")
    accounts = [account.pk for account in ours.accounts(book)]
    filled_book.fill(
        connection.settings_dict["NAME"],
        book=book.pk,
        unit=units_of(book)["PUSAT"].pk,
        accounts=accounts,
        postings=size,
    )
    plain = databases.connect(connection.settings_dict["NAME"])
    plain.execute("SET max_parallel_workers_per_gather = 0")

    def year() -> None:
        with opened(book), connection.cursor() as cursor:
            cursor.execute(
                "SELECT account_id, unit_id, with_cash, sum(debit), sum(credit) FROM ledger_total"
                " WHERE book_id = %s AND period BETWEEN 202600 AND 202613 GROUP BY 1, 2, 3",
                [book.pk],
            )
            cursor.fetchall()

    def scan(until: str) -> Callable[[], Any]:
        return lambda: plain.execute(
            f"SELECT account, sum(debit), sum(credit) FROM bench_line {until} GROUP BY account"
        ).fetchall()

    tasks: dict[str, Callable[[], Any]] = {
        NOW: lambda: trial_balance(book, until=TODAY),
        PAST: lambda: trial_balance(book, until=PAST_DAY),
        YEAR: year,
        SCAN: scan(""),
        SCAN_PAST: scan(f"WHERE date <= '{PAST_DAY}'"),
    }
    if with_statements:
        tasks[STATEMENTS] = five_statements(book)
    assert_same(trial_balance(book, until=PAST_DAY), tasks[SCAN_PAST]())
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            task()
            began = time.perf_counter()
            task()
            taken[name].append((time.perf_counter() - began) * 1000)
    plain.close()
    return {name: median(times) for name, times in taken.items()}


def assert_same(ours: list[Any], scanned: list[Any]) -> None:
    """A quick answer that differs from the scan's would prove nothing."""
    sums = {row.account: (row.debit, row.credit) for row in ours if row.debit or row.credit}
    if sums != {account: (int(debit), int(credit)) for account, debit, credit in scanned}:
        raise RuntimeError("the trial balance is not the sum of the lines")


def five_statements(book: Any) -> Callable[[], Any]:
    """One book's four tables and the notes for the year, with the year before."""
    from bumdes.statements.models import Basis
    from bumdes.statements.notes import notes_of
    from bumdes.statements.queries import statements_of
    from bumdes.statements.spans import Span

    span = Span(year=2026, first=1, last=12)

    def make() -> Any:
        made = statements_of(book, span=span)
        return notes_of(made.sums, unit=None, figures=(made.now, made.prior), basis=Basis.values[0])

    return make


def reports(sizes: list[int], *, rounds: int, with_statements: bool) -> dict[int, dict[str, float]]:
    from django.db import connection, transaction

    from bumdes.ledger.services import open_book

    found = {}
    for size in sizes:
        name = f"{BASE}_{size}"
        connection.close()
        databases.drop(name)
        databases.copy(name, template=BASE)
        connection.settings_dict["NAME"] = name
        with transaction.atomic():
            open_book(code="bench-0", name="Bench", opened_on=date(2025, 1, 1))
        found[size] = time_reports(size, rounds=rounds, with_statements=with_statements)
        connection.close()
        databases.drop(name)
    return found


def judge(paces: dict[tuple[str, Cell], list[Pace]], timed: dict[int, dict[str, float]]) -> list[Target]:
    """T10 and T11 of the plan; ratios of what was taken in turns, by the round, their medians."""

    def ratio(one: tuple[str, Cell], other: tuple[str, Cell]) -> float:
        return median(a.per_s / b.per_s for a, b in zip(paces[one], paces[other], strict=True))

    single = (OURS, (ONE, 0.0))
    found = []
    for peer, least in ((PLAIN, 0.5), (HORDAK, 1.0), (DJANGO_LEDGER, 5.0)):
        if (peer, (ONE, 0.0)) in paces:
            found.append(
                Target(
                    f"T10 one writer: {peer}'s pace of ours", 1 / ratio(single, (peer, (ONE, 0.0))), 1 / least
                )
            )
    if paces:
        alone = ratio((OURS, (ONE, HOLD_S)), (OURS, (SIXTEEN, HOLD_S)))
        found.append(Target("16 writers in a book, 5 ms hold: one's pace of theirs", alone, 1 / 5, "x"))
    for size, times in timed.items():
        if size >= 1_000_000:
            found += [
                Target(f"T11 trial balance now at {size:,}: of a scan", times[NOW] / times[SCAN], 1 / 5, "x"),
                Target(f"T11 past day at {size:,}: of a scan", times[PAST] / times[SCAN_PAST], 1.5, "x"),
            ]
        if STATEMENTS in times:
            found.append(Target(f"five statements at {size:,}", times[STATEMENTS], 300, "ms"))
    return found


def show_paces(paces: dict[tuple[str, Cell], list[Pace]]) -> None:
    peers = list(dict.fromkeys(peer for peer, _cell in paces))
    for title, of, digits in (
        ("Entries per second", lambda pace: pace.per_s, 0),
        ("CPU of an entry, client + server, ms", lambda pace: pace.client_ms + pace.server_ms, 2),
    ):
        table(
            title,
            ("writers", *peers),
            [
                (
                    name_of(cell),
                    *(
                        round(median(map(of, paces[peer, cell])), digits) if (peer, cell) in paces else None
                        for peer in peers
                    ),
                )
                for cell in CELLS
            ],
        )


def show_reports(timed: dict[int, dict[str, float]]) -> None:
    names = list(next(iter(timed.values())))
    rows = [(f"{size:,}", *times.values()) for size, times in timed.items()]
    table("Reports, ms", ("postings", *names), rows)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2, help="how long each cell is measured")
    parser.add_argument("--sizes", default="10000,100000,1000000", help="postings; empty: no reports")
    parser.add_argument("--statements", action="store_true", help="time bumdes.statements as well")
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument("--fresh", action="store_true", help="make our tables anew, after a migration")
    chosen = parser.parse_args(arguments)
    with_statements = chosen.statements and find_spec("bumdes.statements.queries") is not None

    ensure_base(fresh=chosen.fresh)
    here = Path(sys.executable)
    peers = {OURS: here, PLAIN: here, LEAN: here}
    if not chosen.without_peers and (python := peers_python()):
        peers |= {HORDAK: python, DJANGO_LEDGER: python}
    paces: dict[tuple[str, Cell], list[Pace]] = {}
    broken: list[str] = []
    if chosen.rounds:
        with databases_of(peers, fresh=False) as made, console.status("starting") as status:
            paces = post_in_turns(made, rounds=chosen.rounds, seconds=chosen.seconds, said=status.update)
            broken = broken_rules(f"{BASE}_{OURS}")
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings.local", "DATABASE_NAME": BASE}
    import django

    django.setup()
    sizes = [int(size) for size in chosen.sizes.split(",") if size]
    timed = reports(sizes, rounds=5, with_statements=with_statements)
    if paces:
        show_paces(paces)
    if timed:
        show_reports(timed)
    found = judge(paces, timed)
    targets(found)
    for line in broken:
        console.print(line, style="red")
    content = {
        "paces": {
            f"{peer}, {name_of(cell)}": [vars(pace) for pace in taken]
            for (peer, cell), taken in paces.items()
        },
        "reports_ms": {str(size): times for size, times in timed.items()},
        "broken": broken,
    }
    write("ledger", content, found)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
