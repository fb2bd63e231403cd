"""Entries from a spreadsheet: read, checked row by row, mended, posted all or none."""

from bumdes.bookkeeping.imports.checking import Plan, PlannedEntry, RowProblem, plan_entries
from bumdes.bookkeeping.imports.correcting import corrected
from bumdes.bookkeeping.imports.posting import post_in_transaction, post_plan
from bumdes.bookkeeping.imports.reading import COLUMNS, HEADERS, Row, read_rows
from bumdes.bookkeeping.imports.template import template_csv, template_xlsx

__all__ = [
    "COLUMNS",
    "HEADERS",
    "Plan",
    "PlannedEntry",
    "Row",
    "RowProblem",
    "corrected",
    "plan_entries",
    "post_in_transaction",
    "post_plan",
    "read_rows",
    "template_csv",
    "template_xlsx",
]
