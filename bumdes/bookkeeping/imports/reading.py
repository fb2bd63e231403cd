"""A CSV or XLSX file of entries as rows of text: nothing is understood yet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy

from core.refusals import Refusal

COLUMNS = ("entry", "date", "description", "account", "unit", "debit", "credit", "key")
# What the template calls them. A file may use either.
HEADERS = ("jurnal", "tanggal", "uraian", "akun", "unit", "debit", "kredit", "kunci")
_MEANT = dict(zip(HEADERS, COLUMNS, strict=True))
_NEEDED = ("entry", "date", "account", "debit", "credit")
MAX_ROWS = 100_000
MAX_UNFILLED = 2 * MAX_ROWS  # lines, with those that hold nothing
MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024  # an XLSX is a zip, and a small one can unpack to a great deal


class Unreadable(Refusal):
    message = gettext_lazy("This file cannot be read. Send a CSV or XLSX file made from the template.")
    field = "file"


class ColumnsMissing(Refusal):
    message = gettext_lazy("These columns are missing in the first row: %(names)s.")
    field = "file"


class TooLong(Refusal):
    message = gettext_lazy("The file is too large. Split it into files of a year or less.")
    field = "file"


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

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, name) for name in COLUMNS)

    def as_dict(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in COLUMNS}


def read_rows(content: bytes, *, at_most: int = MAX_ROWS) -> list[Row]:
    """The rows of a file, empty ones left out. Raises Unreadable, ColumnsMissing, TooLong, TooManyRows."""
    if len(content) > MAX_BYTES:
        raise TooLong
    cells = _xlsx(content) if content[:4] == b"PK\x03\x04" else _csv(content)
    header = next(cells, None)
    if header is None:
        raise Unreadable
    words = [name.strip().lower() for name in header]
    names = [_MEANT.get(word, word) for word in words]
    if missing := [word for word, name in _MEANT.items() if name in _NEEDED and name not in names]:
        raise ColumnsMissing(names=", ".join(missing))
    places = {name: names.index(name) for name in COLUMNS if name in names}
    rows: list[Row] = []
    for line, values in enumerate(cells, 2):
        if line > MAX_UNFILLED:
            raise TooLong
        row = Row(
            line,
            *(
                values[places[name]].strip() if name in places and places[name] < len(values) else ""
                for name in COLUMNS
            ),
        )
        if not row.is_empty:
            if len(rows) == at_most:
                raise TooManyRows(limit=f"{at_most:,}".replace(",", "."))
            rows.append(row)
    return rows


def _csv(content: bytes) -> Iterator[list[str]]:
    """Comma, semicolon or tab, whichever the header uses; UTF-8 with or without its mark."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise Unreadable
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise Unreadable from error


def _xlsx(content: bytes) -> Iterator[list[str]]:
    # Eight megabytes that only a file needs.
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise TooLong
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        yield from ([_text(value) for value in values] for values in sheet.iter_rows(values_only=True))
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError, SyntaxError) as error:
        raise Unreadable from error


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\0", "")
