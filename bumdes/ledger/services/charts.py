"""Loading the charts of accounts that come with the program: one CSV file per chart and version."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.apps.registry import apps as installed_apps
from django.db import transaction

FOLDER = Path(__file__).resolve().parent.parent / "charts"
TRUTHS = ("is_cash", "is_guarded", "is_ours")
# Code of the chart: what it is called, and what it follows.
CHARTS = {
    "kepmendesa-136-2022": (
        "Bagan akun BUM Desa",
        "Kepmendesa PDTT 136/2022 dan varian ketahanan pangan, dengan tambahan yang ditandai",
    ),
    "bumdesma-lkd": (
        "Bagan akun BUM Desa Bersama LKD",
        "Bagan akun SI DBM untuk Bumdesma LKD, dengan tambahan yang ditandai",
    ),
    "marketplace-operator": (
        "Bagan akun penyelenggara lokapasar",
        "Milik kami: uang pembeli yang dititipkan, kepada siapa uang itu terutang, dan komisi",
    ),
}


class ChartChanged(RuntimeError):
    """A released version differs from its file. A change needs a file of the next version."""


@dataclass(frozen=True)
class ChartFile:
    """One version as its file holds it, in the file's order."""

    code: str
    version: int
    headings: dict[str, str]
    accounts: tuple[dict[str, Any], ...]


def read_chart(path: Path) -> ChartFile:
    """The chart in `<code>.<version>.csv`; a row without a type is a heading."""
    code, _dot, version = path.stem.rpartition(".")
    with path.open(encoding="utf-8", newline="") as file:
        rows: list[dict[str, Any]] = list(csv.DictReader(file))
    for row in rows:
        row.update({name: row[name] == "1" for name in TRUTHS}, role=row["role"] or None)
    return ChartFile(
        code=code,
        version=int(version),
        headings={row["code"]: row["name"] for row in rows if not row["type"]},
        accounts=tuple(row for row in rows if row["type"]),
    )


def load_charts(*, apps: Apps = installed_apps, folder: Path = FOLDER) -> list[str]:
    """Write every version that is missing; gives the names of those it wrote. Safe to repeat.

    `apps` is a migration's own registry, when one calls. Raises ChartChanged when a version that
    was released no longer has the rows of its file: books are bound to it.
    """
    written = []
    with transaction.atomic():
        for path in sorted(folder.glob("*.csv")):
            chart = read_chart(path)
            if _write(chart, apps=apps):
                written.append(f"{chart.code}.{chart.version}")
    return written


def _write(file: ChartFile, *, apps: Apps) -> bool:
    name, source = CHARTS[file.code]
    chart, is_new = apps.get_model("ledger", "Chart").objects.get_or_create(
        code=file.code, version=file.version, defaults={"name": name, "source": source}
    )
    if not is_new:
        _compare(file, chart)
        return False
    heading, account = (apps.get_model("ledger", model) for model in ("ChartHeading", "ChartAccount"))
    heading.objects.bulk_create(
        heading(chart=chart, code=code, name=name) for code, name in file.headings.items()
    )
    account.objects.bulk_create(account(chart=chart, **row) for row in file.accounts)
    return True


def _compare(file: ChartFile, chart: Any) -> None:
    headings = dict(chart.headings.values_list("code", "name"))
    accounts = {row["code"]: row for row in chart.accounts.values(*file.accounts[0])}
    asked = {row["code"]: row for row in file.accounts}
    changed = {
        code for code in headings.keys() | file.headings if headings.get(code) != file.headings.get(code)
    } | {code for code in accounts.keys() | asked if accounts.get(code) != asked.get(code)}
    if changed:
        raise ChartChanged(f"{file.code}.{file.version} differs at {', '.join(sorted(changed))}")
