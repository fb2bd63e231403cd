"""A CSV or XLSX file of entries as rows of text: nothing is understood yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from core.sheets import TooLong, rows_of

COLUMNS = ("entry", "date", "description", "account", "unit", "debit", "credit", "key")
# What the template calls them. A file may use either.
HEADERS = ("jurnal", "tanggal", "uraian", "akun", "unit", "debit", "kredit", "kunci")
_MEANT = dict(zip(HEADERS, COLUMNS, strict=True)) | {name: name for name in COLUMNS}
_NEEDED = ("entry", "date", "account", "debit", "credit")
MAX_ROWS = 100_000
MAX_UNFILLED = 2 * MAX_ROWS  # lines, with those that hold nothing
MAX_BYTES = 20 * 1024 * 1024


class TooManyRows(TooLong):
    message = gettext_lazy("The file has more than %(limit)s rows. Split it, by month for instance.")


@dataclass(frozen=True)
class Row:
    """One line of the file; `line` counts from 1 and the header is line 1."""

    line: int
    entry: str
    date: str
    description: str
    account: str
    unit: str
    debit: str
    credit: str
    key: str

    def as_dict(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in COLUMNS}


def read_rows(content: bytes, *, at_most: int = MAX_ROWS) -> list[Row]:
    """The rows of a file, empty ones left out. Raises Unreadable, ColumnsMissing, TooLong, TooManyRows."""
    rows: list[Row] = []
    found = rows_of(content, columns=_MEANT, needed=_NEEDED, most_bytes=MAX_BYTES, most_lines=MAX_UNFILLED)
    for line, given in found:
        if len(rows) == at_most:
            raise TooManyRows(limit=f"{at_most:,}".replace(",", "."))
        rows.append(Row(line, **given))
    return rows
