"""Money that came in, out of the list of movements that a bank's web page gives as CSV. Pure: no database.

Reading banks' lists is bumdes.banking's; of a list this room keeps the credits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bumdes.banking.reading import (
    MAX_BYTES,
    BrokenQuotes,
    EmptyFile,
    NoColumns,
    NotCsv,
    RowError,
    TooLong,
    TwoColumns,
    find_table,
    read_movements,
)
from bumdes.banking.reading import fingerprints as movement_names


@dataclass(frozen=True)
class Row:
    """Money in, on one line of the file. Whole rupiah."""

    line: int
    booked_on: date
    description: str
    amount: int


@dataclass(frozen=True)
class Statement:
    """What a file holds: money in, unreadable lines, and how many lines were money out."""

    rows: tuple[Row, ...]
    errors: tuple[RowError, ...]
    outgoing: int


def read_statement(content: bytes, *, today: date) -> Statement:
    """Every credit of a bank's CSV. Lines are counted as a text editor counts them.

    Raises EmptyFile, TooLong, NotCsv, BrokenQuotes, NoColumns, TwoColumns.
    """
    read = read_movements(find_table(content), today=today)
    rows = tuple(
        Row(movement.line, movement.day, movement.description, movement.credit)
        for movement in read.movements
        if movement.credit
    )
    return Statement(rows, read.errors, len(read.movements) - len(rows))


def fingerprints(rows: Iterable[Row], *, account: str) -> list[str]:
    """A name for each row, the same whenever the same movements are read again."""
    return movement_names(((row.booked_on, row.amount, row.description) for row in rows), account=account)


__all__ = [
    "MAX_BYTES",
    "BrokenQuotes",
    "EmptyFile",
    "NoColumns",
    "NotCsv",
    "Row",
    "RowError",
    "Statement",
    "TooLong",
    "TwoColumns",
    "fingerprints",
    "read_statement",
]
