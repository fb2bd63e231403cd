"""Mending rows of a file with what a person typed. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bumdes.bookkeeping.imports.reading import COLUMNS, Row

MAX_TYPED = 200
_SHARED = ("date", "account", "unit")  # one wrong value of these is often wrong in many rows


def corrected(
    rows: Sequence[Row],
    cells: Mapping[tuple[int, str], str],
    *,
    leave: Collection[int] = (),
    everywhere: bool = False,
) -> list[Row]:
    """The rows with `cells` (line and column -> text) in place of what stood there.

    A date goes to the other rows of its entry that had the same one; `everywhere` takes date,
    account and unit to every row with the same value. The entries of the lines in `leave` go.
    """
    by_line = {row.line: row for row in rows}
    typed = {
        (line, column): text.replace("\0", "").strip()[:MAX_TYPED]
        for (line, column), text in cells.items()
        if line in by_line and column in COLUMNS
    }
    of_entry: dict[tuple[str, str], str] = {}
    of_all: dict[tuple[str, str], str] = {}
    for (line, column), text in typed.items():
        row = by_line[line]
        before = getattr(row, column)
        if text == before:
            continue
        if column == "date":
            of_entry.setdefault((row.entry, before), text)
        if everywhere and column in _SHARED:
            of_all.setdefault((column, before), text)
    gone = {by_line[line].entry or line for line in leave if line in by_line}

    def mended(row: Row) -> Row:
        values: dict[str, Any] = {
            column: typed[row.line, column] for column in COLUMNS if (row.line, column) in typed
        }
        if "date" not in values and row.entry and (day := of_entry.get((row.entry, row.date))) is not None:
            values["date"] = day
        for column in _SHARED:
            shared = of_all.get((column, getattr(row, column)))
            if shared is not None:
                values.setdefault(column, shared)
        return replace(row, **values)

    return [mended(row) for row in rows if (row.entry or row.line) not in gone]
