"""Tables as CSV for a spreadsheet, without letting a cell become a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

# A spreadsheet runs what begins with one of these, also in its full-width form.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def plain_cell(value: object) -> object:
    """A number as it is; a text that would be run as a formula, behind an apostrophe."""
    if isinstance(value, int):
        return value
    text = str(value)
    return f"'{text}" if text.lstrip().startswith(_STARTS) or text.startswith(_STARTS) else text


def as_csv(header: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """Semicolons and a byte order mark, as Indonesian spreadsheets expect them; rupiah undotted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow([str(cell) for cell in header])
    writer.writerows([plain_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
