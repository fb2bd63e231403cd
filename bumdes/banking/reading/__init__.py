"""The list of movements that a bank gives as CSV or workbook, read into days and whole rupiah. Pure.

Banks agree on nothing: preambles, delimiters, three ways to write an amount, credit in a column of its
own, as a sign or as a letter. What cannot be read is said with its line; nothing is guessed.
"""

from bumdes.banking.reading.columns import MEANINGS, Table, find_table, open_table
from bumdes.banking.reading.files import MAX_BYTES, MAX_ROWS
from bumdes.banking.reading.movements import (
    MAX_DESCRIPTION,
    Movement,
    Reading,
    RowError,
    fingerprints,
    in_order,
    read_movements,
    where_a_line_is_missing,
)
from bumdes.banking.reading.refusals import (
    BrokenQuotes,
    EmptyFile,
    NoColumns,
    NotCsv,
    NotWorkbook,
    TooLong,
    TwoColumns,
)

__all__ = [
    "MAX_BYTES",
    "MAX_DESCRIPTION",
    "MAX_ROWS",
    "MEANINGS",
    "BrokenQuotes",
    "EmptyFile",
    "Movement",
    "NoColumns",
    "NotCsv",
    "NotWorkbook",
    "Reading",
    "RowError",
    "Table",
    "TooLong",
    "TwoColumns",
    "find_table",
    "fingerprints",
    "in_order",
    "open_table",
    "read_movements",
    "where_a_line_is_missing",
]
