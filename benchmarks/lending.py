"""Loans: schedules per second beside numpy-financial's.

    python benchmarks/lending.py [--seconds 2] [--rounds 3] [--without-peers]

Prints a table and writes var/benchmarks/lending.json. Needs no database.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from datetime import date
from fractions import Fraction
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import HOME
from benchmarks.measuring.report import console, table, write
from bumdes.lending.calculations.rates import effective_annual_rate
from bumdes.lending.calculations.schedule import schedule
from bumdes.lending.calculations.terms import DayCount, Method, Terms

PERIODS = (1, 12, 60)
PEER = Path(__file__).parent / "peers" / "npf_schedules.py"
PACKAGES = ("numpy-financial==1.0.0",)
MEASURED = (Method.FLAT, Method.EQUAL_PRINCIPAL, Method.ANNUITY, Method.ANNUITY_DAILY)
COMMAND = "loan_schedule, a line of JSON each"
NPF = "numpy-financial (annuity; floats, no dates)"


def peers_python() -> Path | None:
    """An environment with numpy-financial; None without a registry."""
    home = HOME / "numpy_venv"
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        console.print("installing numpy-financial")
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        done = subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", *PACKAGES], check=False, capture_output=True
        )
        if done.returncode:
            return None
        (home / "ready").touch()
    return python


def terms(method: Method, periods: int, principal: int) -> Terms:
    return Terms(
        principal=principal,
        method=method,
        periods=periods,
        disbursed=date(2026, 1, 31),
        annual_rate=Fraction(18, 100),
        day_count=DayCount.ACTUAL_365 if method == Method.ANNUITY_DAILY else DayCount.THIRTY_360,
    )


def pace(method: Method, periods: int, *, seconds: float, with_rate: bool = False) -> float:
    """Schedules per second of CPU, dates and roundings included; the principal is another each time."""
    done, began = 0, time.process_time()
    while (taken := time.process_time() - began) < seconds:
        for principal in range(1_000_000, 1_000_050):
            asked = terms(method, periods, principal)
            rows = schedule(asked)
            if with_rate:
                effective_annual_rate(asked, rows)
            done += 1
    return done / taken


def command_pace(periods: int, *, seconds: float) -> float:
    """Lines answered per second of CPU: JSON read, checked, reckoned with its effective rate, written."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    django.setup()
    from bumdes.lending.calculations.requests import answer_line

    line = (
        f'{{"principal":"1000000","method":"annuity","annual_rate_pct":"18","periods":{periods},'
        '"frequency":"monthly","disbursed":"2026-01-31"}'
    )
    done, began = 0, time.process_time()
    while (taken := time.process_time() - began) < seconds:
        for _ in range(50):
            answer_line(line)
            done += 1
    return done / taken


def peer_pace(python: Path, periods: int, *, seconds: float) -> float:
    done = subprocess.run(
        [str(python), str(PEER), str(seconds), str(periods)], check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def measure(*, seconds: float, rounds: int, with_peers: bool) -> dict[str, dict[int, float]]:
    """Medians by name and periods; each round asks everybody once."""
    python = peers_python() if with_peers else None
    found: dict[str, dict[int, list[float]]] = {}
    for _ in range(rounds):
        for periods in PERIODS:
            for method in MEASURED:
                found.setdefault(method.value, {}).setdefault(periods, []).append(
                    pace(method, periods, seconds=seconds)
                )
            named = {COMMAND: command_pace(periods, seconds=seconds)}
            if python:
                named[NPF] = peer_pace(python, periods, seconds=seconds)
            for name, each in named.items():
                found.setdefault(name, {}).setdefault(periods, []).append(each)
    return {name: {n: median(paces) for n, paces in cells.items()} for name, cells in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without-peers", action="store_true")
    options = parser.parse_args()
    found = measure(seconds=options.seconds, rounds=options.rounds, with_peers=not options.without_peers)
    table(
        "Schedules per second of CPU, by number of instalments",
        ("method", *map(str, PERIODS)),
        [(name, *(cells[n] for n in PERIODS)) for name, cells in found.items()],
    )
    write("lending", {"schedules_per_second": found})


if __name__ == "__main__":
    main()
