"""Files of entries that were sent in, and what each would do to the books."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bumdes.bookkeeping.imports import COLUMNS, Plan, PlannedEntry, Row, RowProblem, plan_entries
from bumdes.bookkeeping.models import ImportDraft
from bumdes.ledger.models import Book

# An amount is right or wrong together with the other side; an entry, with all of its rows.
_BOTH_SIDES = ("debit", "credit")
_WHOLE = ("entry", "debit", "credit")


@dataclass
class WrongRow:
    """A row to mend: its cells with what is wrong in each, and what is wrong with its entry."""

    row: Row
    cells: dict[str, list[str]] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    is_first: bool = False  # of its entry, among the rows to mend


@dataclass(frozen=True)
class Preview:
    """What a file would do, counted. Entries but for `wrong`, which are rows."""

    new: list[PlannedEntry]
    known: list[PlannedEntry]
    changed: int
    wrong: list[WrongRow]
    new_units: list[str]
    total: int

    @property
    def can_post(self) -> bool:
        return not self.wrong


def imports_of(book: Book) -> QuerySet[ImportDraft]:
    """The newest first, without their rows."""
    rows = ImportDraft.objects.filter(book=book).select_related("made_by", "approved_by")
    return rows.defer("rows").order_by("-pk")


def waiting_imports(book: Book) -> int:
    return ImportDraft.objects.filter(book=book, state=ImportDraft.State.WAITING).count()


def rows_in(draft: ImportDraft) -> list[Row]:
    return [Row(*values) for values in draft.rows]


def plan_of(draft: ImportDraft) -> Plan:
    return plan_entries(
        draft.book,
        rows_in(draft),
        is_opening=draft.is_opening,
        may_create_units=draft.may_create_units,
        made_by=draft.made_by,
    )


def preview(draft: ImportDraft, *, more: Sequence[RowProblem] = ()) -> Preview:
    """What a draft would do now. `more` are refusals that only posting found."""
    plan = plan_of(draft)
    text = _("This entry is in the books with other content. Is it another one? Give it a key of its own.")
    changed = [entry for entry in plan.entries if entry.state == "changed"]
    problems = [
        *plan.problems,
        *(RowProblem(entry.lines[0], "key", text) for entry in changed),
        *more,
    ]
    return Preview(
        new=[entry for entry in plan.entries if entry.state == "new"],
        known=[entry for entry in plan.entries if entry.state == "known"],
        changed=len(changed),
        wrong=_wrong_rows(rows_in(draft), problems),
        new_units=plan.new_units,
        total=plan.total,
    )


def _wrong_rows(rows: Sequence[Row], problems: Sequence[RowProblem]) -> list[WrongRow]:
    if not problems:
        return []
    by_line = {row.line: row for row in rows}
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.entry, []).append(row)
    found: dict[int, WrongRow] = {}

    def take(row: Row, columns: Sequence[str]) -> WrongRow:
        wrong = found.setdefault(row.line, WrongRow(row))
        for column in columns:
            wrong.cells.setdefault(column, [])
        return wrong

    for problem in problems:
        row = by_line[problem.line]
        if not problem.column:
            for other in groups[row.entry]:
                take(other, _WHOLE)
            found[row.line].messages.append(problem.message)
            continue
        wrong = take(row, _BOTH_SIDES if problem.column in _BOTH_SIDES else (problem.column,))
        wrong.cells[problem.column].append(problem.message)
    seen: set[object] = set()
    ordered = [found[line] for line in sorted(found)]
    for wrong in ordered:
        name = wrong.row.entry or wrong.row.line
        wrong.is_first = name not in seen
        seen.add(name)
        wrong.cells = {column: wrong.cells[column] for column in COLUMNS if column in wrong.cells}
    return ordered
