"""Tables that people send in: a CSV or XLSX file as rows of text, with nothing understood yet."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal

# What a damaged or locked XLSX is answered with, by the zip, its packing, its XML and its cells.
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError),
    *(SyntaxError, KeyError, ValueError, IndexError, TypeError, AttributeError, OverflowError),
)
# An XLSX is a zip, and a small one can unpack to a great deal.
UNPACKS_TO = 10
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")


class Unreadable(Refusal):
    message = _("This file cannot be read. Send a CSV or XLSX file made from the template.")
    field = "file"


class ColumnsMissing(Refusal):
    message = _("These columns are missing in the first row: %(names)s.")
    field = "file"


class TooLong(Refusal):
    message = _("The file is too large. Split it into smaller files.")
    field = "file"


def rows_of(
    content: bytes, *, columns: Mapping[str, str], needed: Collection[str], most_bytes: int, most_lines: int
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number, from 1 as a spreadsheet counts, and text by column of each row that holds something.

    `columns`: what the file may call a column, in small letters, and our name of it; one that is not in
    the file is an empty text. The first line with a word has the headings. Raises Unreadable,
    ColumnsMissing with the first word for each of `needed`, TooLong.
    """
    cells = enumerate(cells_of(content, most_bytes=most_bytes), 1)
    places: dict[str, int] = {}
    for _line, values in cells:
        words = [value.strip().lower() for value in values]
        if any(words):
            places = {columns[word]: at for at, word in reversed([*enumerate(words)]) if word in columns}
            break
    words_for = {name: word for word, name in reversed([*columns.items()])}
    if missing := [words_for[name] for name in needed if name not in places]:
        raise ColumnsMissing(names=", ".join(missing))
    for line, values in cells:
        if line > most_lines:
            raise TooLong
        given = {
            name: values[places[name]].strip() if places.get(name, len(values)) < len(values) else ""
            for name in columns.values()
        }
        if any(given.values()):
            yield line, given


def cells_of(content: bytes, *, most_bytes: int) -> Iterator[list[str]]:
    """Every line of a file as texts. Raises Unreadable, TooLong."""
    if len(content) > most_bytes:
        raise TooLong
    if content[:4] == b"PK\x03\x04":
        return _xlsx(content, most_bytes * UNPACKS_TO)
    return _csv(content)


def _csv(content: bytes) -> Iterator[list[str]]:
    """Comma, semicolon or tab, whichever the header uses; UTF-8 with or without its mark."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise Unreadable
    first = text.partition("\n")[0]
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    except csv.Error as error:
        raise Unreadable from error


def _xlsx(content: bytes, most: int) -> Iterator[list[str]]:
    # Eight megabytes that only a file needs.
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > most:
                raise TooLong
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        yield from ([_text(value) for value in values] for values in sheet.iter_rows(values_only=True))
    except _DAMAGED as error:
        raise Unreadable from error


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\0", "")


def read_day(typed: str) -> date | None:
    """The day of a cell, as a spreadsheet or a person here writes it; None for what is no day."""
    for form in _DAYS:
        try:
            return datetime.strptime(typed, form).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    return None
