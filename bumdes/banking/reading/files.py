"""A file's bytes as lines of cells: CSV by a delimiter, or the first sheet of a workbook."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from datetime import date, datetime
from typing import Any

from bumdes.banking.reading.refusals import BrokenQuotes, EmptyFile, NotCsv, NotWorkbook, TooLong

MAX_BYTES = 1_000_000
MAX_ROWS = 10_000
MAX_COLUMNS = 60
MAX_UNPACKED = 60 * 1024 * 1024  # a workbook is a zip, and a small one can unpack to a great deal
DELIMITERS = ";\t,"

Line = tuple[int, list[str]]  # where it begins in the file, and its cells


def is_workbook(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04")


def decode(content: bytes) -> str:
    """Raises TooLong, EmptyFile, NotCsv."""
    if len(content) > MAX_BYTES:
        raise TooLong
    if not content.strip():
        raise EmptyFile
    # A zip (XLSX), an old XLS, a PDF or UTF-16 is not a text we could read.
    if content.startswith((b"PK", b"\xd0\xcf", b"%PDF")) or b"\x00" in content:
        raise NotCsv
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def split(text: str, delimiter: str) -> list[Line]:
    """Raises BrokenQuotes, TooLong."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[Line] = []
    start = 1
    try:
        for cells in reader:
            found.append((start, [_clean(cell) for cell in cells]))
            start = reader.line_num + 1
            if len(found) > MAX_ROWS:
                raise TooLong
    except csv.Error as error:
        raise BrokenQuotes(line=start) from error
    return found


def sheet(content: bytes) -> list[Line]:
    """The first sheet of a workbook. Raises TooLong, NotWorkbook."""
    # Eight megabytes that only a file needs.
    from openpyxl import load_workbook

    if len(content) > MAX_BYTES:
        raise TooLong
    found: list[Line] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise TooLong
        rows = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        for number, values in enumerate(rows.iter_rows(values_only=True, max_col=MAX_COLUMNS), 1):
            found.append((number, [_clean(_text(value)) for value in values]))
            if number > MAX_ROWS:
                raise TooLong
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError, SyntaxError) as error:
        raise NotWorkbook from error
    return found


def _text(value: Any) -> str:
    """A cell as a person would have typed it; numbers with two decimals, so that sen are seen."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.2f}"
    return str(value)


def _clean(cell: str) -> str:
    """One line without control and direction signs, and without the mark that keeps text text."""
    kept = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in cell)
    return " ".join(kept.split()).lstrip("'").strip()
