"""Files of entries: what looking at one and recording it costs, by the command and by the screens.

    python benchmarks/imports.py [--sizes 1000,5000]

A file of so many rows, two an entry, goes in twice: once as `import_entries` does it, with a dry run
before, and once through the pages, each with a request of its own. The first file of every way is
not measured: it warms what a server has warm. Writes var/benchmarks/imports.json.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import databases
from benchmarks.measuring.report import table, write

BASE = "bench_imports"
NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
FIRST = date(2026, 1, 1)
WARM = 20


def begin() -> None:
    """Our tables without a row, made anew: a file is recorded only once."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    django.setup()

    from tests.database import ensure_template, fresh_copy

    fresh_copy(BASE, template=ensure_template())


def file_of(rows: int) -> bytes:
    """Money received each day from January to October, two rows an entry."""
    lines = ["jurnal;tanggal;uraian;akun;unit;debit;kredit;kunci"]
    for number in range(rows // 2):
        day, amount = FIRST + timedelta(days=number % 300), 10_000 + number
        lines += [
            f"{number};{day};Penjualan {number};1.1.01.01;;{amount};;",
            f"{number};{day};Penjualan {number};4.1.01.01;PUSAT;;{amount};",
        ]
    return "\n".join(lines).encode()


class Costs(dict[str, Any]):
    """By step: seconds on the wall, seconds of our own CPU, and queries."""

    def take(self, name: str, work: Callable[[], Any]) -> Any:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as context:
            wall, cpu = time.perf_counter(), time.process_time()
            answer = work()
            self[name] = {
                "wall": time.perf_counter() - wall,
                "cpu": time.process_time() - cpu,
                "queries": len(context),
            }
        return answer


def by_command(rows: int, *, code: str) -> Costs:
    from bumdes.bookkeeping.imports import plan_entries, post_plan, read_rows
    from tests.factories.bookkeeping import make_hub

    hub, content, costs = make_hub(code=code), file_of(rows), Costs(rows=rows)
    plan = costs.take("dry run", lambda: plan_entries(hub.book, read_rows(content)))
    if not plan.can_post or plan.count("new") != rows // 2:
        sys.exit(f"the file is not understood: {plan.problems[:3]}")
    posted = costs.take("post", lambda: post_plan(hub.book, plan, now=NOW))
    again = costs.take("again", lambda: plan_entries(hub.book, read_rows(content)))
    if posted != rows // 2 or again.count("known") != rows // 2:
        sys.exit("the file was not recorded whole")
    return costs


def by_pages(rows: int, *, code: str) -> Costs:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client
    from django.urls import reverse

    from tests.factories.bookkeeping import make_hub
    from tests.factories.people import make_officer

    hub, costs = make_hub(code=code), Costs(rows=rows)
    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.force_login(make_officer(hub, "treasurer"))
    home = reverse("books:imports", args=[code])
    file = SimpleUploadedFile("jurnal.csv", file_of(rows))
    answer = costs.take("upload", lambda: client.post(home, {"file": file}))
    if answer.status_code != 302:
        sys.exit(f"the file was not taken: {answer.status_code}")
    page = costs.take("look", lambda: client.get(answer["Location"]))
    if page.status_code != 200:
        sys.exit(f"the draft is not shown: {page.status_code}")
    pk = answer["Location"].rstrip("/").rsplit("/", 1)[-1]
    send = reverse("books:send_import", args=[code, pk])
    costs.take("record", lambda: client.post(send))
    done = costs.take("look back", lambda: client.get(answer["Location"]))
    if f"{rows // 2}" not in done.text.replace(".", ""):
        sys.exit("the file was not recorded whole")
    return costs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,5000")
    sizes = [int(size) for size in parser.parse_args().sizes.split(",")]
    begin()
    from django.db import connection

    found: dict[str, list[Costs]] = {}
    for name, way in (("command", by_command), ("pages", by_pages)):
        way(WARM, code=f"{name}-0")
        found[name] = [way(size, code=f"{name}-{size}") for size in sizes]
        steps = [step for step in found[name][0] if step != "rows"]
        table(
            f"By {name}: seconds (of them CPU), queries",
            ("rows", *steps),
            [
                (
                    str(costs["rows"]),
                    *(
                        f"{costs[step]['wall']:.2f} ({costs[step]['cpu']:.2f}), {costs[step]['queries']}"
                        for step in steps
                    ),
                )
                for costs in found[name]
            ],
        )
    write("imports", dict(found))
    connection.close()
    databases.drop(BASE)


if __name__ == "__main__":
    main()
