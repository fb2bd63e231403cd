"""Tables for people and JSON for machines, from the same figures."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from os import cpu_count, getloadavg
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.measuring import HOME

console = Console(width=120, soft_wrap=False)


@dataclass(frozen=True)
class Target:
    """One promise of the plan beside what was measured; `most` is the largest figure that keeps it."""

    name: str
    measured: float
    most: float
    unit: str = ""

    @property
    def is_met(self) -> bool:
        return self.measured <= self.most


def table(title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows; the first column is text, the others are figures."""
    shown = Table(title=title, title_justify="left")
    for number, heading in enumerate(headings):
        shown.add_column(heading, justify="left" if number == 0 else "right", no_wrap=number > 0)
    for row in rows:
        shown.add_row(*(figure(cell) for cell in row))
    console.print(shown)


def figure(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.2f}" if abs(value) < 10 else f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def targets(found: Sequence[Target]) -> None:
    table(
        "Targets",
        ("target", "measured", "at most", "unit", "met"),
        [
            (target.name, target.measured, target.most, target.unit, "met" if target.is_met else "NOT MET")
            for target in found
        ],
    )


def write(name: str, content: dict[str, Any], found: Sequence[Target] = ()) -> None:
    """Keep the figures in var/benchmarks/<name>.json, with where and when they were taken."""
    HOME.mkdir(parents=True, exist_ok=True)
    taken = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "cores": cpu_count(),
        "load": [round(load, 1) for load in getloadavg()],
    }
    kept = {
        "taken": taken,
        **content,
        "targets": [
            {"name": t.name, "measured": t.measured, "most": t.most, "unit": t.unit, "met": t.is_met}
            for t in found
        ],
    }
    path = HOME / f"{name}.json"
    path.write_text(json.dumps(kept, indent=1) + "\n")
    console.print(f"written: {path.relative_to(HOME.parent.parent)}", style="dim")
