"""Entries from a spreadsheet: read, checked row by row, posted all or none."""

from bumdes.bookkeeping.imports.checking import Plan, PlannedEntry, RowProblem, plan_entries
from bumdes.bookkeeping.imports.posting import post_plan
from bumdes.bookkeeping.imports.reading import COLUMNS, Row, read_rows, template_xlsx

__all__ = [
    "COLUMNS",
    "Plan",
    "PlannedEntry",
    "Row",
    "RowProblem",
    "plan_entries",
    "post_plan",
    "read_rows",
    "template_xlsx",
]
