"""What a file would do to a book, without doing it: new entries, known ones, and rows with a reason."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from bumdes.bookkeeping.imports.reading import Row
from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, Line, draft_to_json, fingerprint
from bumdes.ledger.enums import EntryKind
from bumdes.ledger.models import Account, Book, Entry, Unit
from bumdes.ledger.queries import accounts_of, units_of
from core.money import format_rupiah, parse_rupiah
from core.refusals import Refusal
from core.sheets import read_day
from core.users.models import User

_UNIT = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,19}")
_DECIMALS = re.compile(r"[.,]0{1,2}$")


@dataclass(frozen=True)
class RowProblem:
    """Why a row cannot be posted; `column` is the one to mend, or "" for the entry as a whole."""

    line: int
    column: str
    message: str


@dataclass(frozen=True)
class PlannedEntry:
    """One entry to be. `state` is new, known (posted before, the same) or changed (posted otherwise)."""

    name: str
    lines: tuple[int, ...]
    draft: Draft
    state: str


@dataclass
class Plan:
    """Everything a file would do. It can be posted when nothing is wrong and nothing was changed."""

    entries: list[PlannedEntry] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    new_units: list[str] = field(default_factory=list)

    def count(self, state: str) -> int:
        return sum(entry.state == state for entry in self.entries)

    @property
    def total(self) -> int:
        """The sum of one side of what is new, in rupiah."""
        return sum(entry.draft.total for entry in self.entries if entry.state == "new")

    @property
    def can_post(self) -> bool:
        return not self.problems and not self.count("changed")


def plan_entries(
    book: Book,
    rows: Sequence[Row],
    *,
    is_opening: bool = False,
    may_create_units: bool = False,
    made_by: User | None = None,
) -> Plan:
    """Understand every row and compare with what is posted. Four queries, beside the scope's.

    Rows of one entry share `entry`. Its key is the first `key` of its rows, else its name and day,
    so that a file sent twice adds nothing. A unit that is not known is a problem, unless it may be
    created; an empty one is the head office.
    """
    reader = _Reader(book, is_opening=is_opening, may_create_units=may_create_units, made_by=made_by)
    plan = reader.plan
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if not row.entry:
            reader.wrong(row, "entry", _("Write which entry this row belongs to."))
            continue
        groups.setdefault(row.entry, []).append(row)
    drafts: list[tuple[str, list[Row], Draft]] = []
    keys: dict[str, str] = {}
    for name, group in groups.items():
        draft = reader.understand(name, group)
        if draft is None:
            continue
        if (other := keys.setdefault(draft.key, name)) != name:
            reader.wrong(group[0], "key", _("Entry %(other)s has the same key.") % {"other": other})
            continue
        drafts.append((name, group, draft))
    if is_opening:
        _opening_days(book, drafts, reader)
    posted = _posted(book, [draft.key for _name, _group, draft in drafts])
    for name, group, draft in drafts:
        before = posted.get(draft.key)
        if before is None:
            state = "new"
        else:
            state = "known" if before == fingerprint(draft_to_json(draft)) else "changed"
        plan.entries.append(PlannedEntry(name, tuple(row.line for row in group), draft, state))
    return plan


def _opening_days(book: Book, drafts: list[tuple[str, list[Row], Draft]], reader: _Reader) -> None:
    """Opening balances stand on the first day or a 1 January; an empty book may begin on their one day."""
    wrong = [
        (group, draft)
        for _name, group, draft in drafts
        if draft.date != book.opened_on and (draft.date.month, draft.date.day) != (1, 1)
    ]
    if not wrong:
        return
    with opened(book):
        is_begun = Entry.objects.filter(book=book).exists()
    if not is_begun and len({draft.date for _name, _group, draft in drafts}) == 1:
        return
    text = _("Opening balances stand on the first day of the books, %(day)s, or on 1 January.")
    posted = _posted(book, [draft.key for _group, draft in wrong])
    for group, draft in wrong:
        # What an empty book began with is known, and stays so when the file comes again.
        if draft.key not in posted:
            reader.wrong(group[0], "date", text % {"day": book.opened_on.isoformat()})


def _posted(book: Book, keys: list[str]) -> dict[str, bytes]:
    with opened(book):
        found = Entry.objects.filter(book=book, key__in=keys).values_list("key", "fingerprint")
        return {key: bytes(print_) for key, print_ in found}


class _Reader:
    """Turns the rows of one entry into a draft, and writes down what is wrong with them."""

    def __init__(self, book: Book, *, is_opening: bool, may_create_units: bool, made_by: User | None):
        self.book, self.made_by = book, made_by
        self.is_opening, self.may_create_units = is_opening, may_create_units
        self.accounts, self.units, self.plan = accounts_of(book), units_of(book), Plan()

    def wrong(self, row: Row, column: str, message: str) -> None:
        self.plan.problems.append(RowProblem(row.line, column, message))

    def understand(self, name: str, group: list[Row]) -> Draft | None:
        before = len(self.plan.problems)
        day, lines = self._day(group), []
        for row in group:
            account, unit = self._account(row), self._unit(row)
            debit, credit = self._amount(row, "debit"), self._amount(row, "credit")
            if debit and credit:
                self.wrong(row, "credit", _("A row has a debit or a credit, not both."))
            elif debit == 0 and credit == 0:
                self.wrong(row, "debit", _("Write an amount as debit or credit."))
            if account is not None and debit is not None and credit is not None:
                lines.append(Line(account, debit=debit, credit=credit, unit=unit))
        if len(self.plan.problems) == before:
            self._balanced(name, group, lines)
        if len(self.plan.problems) > before or day is None:
            return None
        description = next((row.description for row in group if row.description), "")
        return Draft(
            book=self.book,
            date=day,
            description=(description or _("Entry %(entry)s") % {"entry": name})[:200],
            lines=lines,
            source="import",
            key=_key(name, day, group),
            kind=EntryKind.OPENING if self.is_opening else EntryKind.ORDINARY,
            made_by=self.made_by,
        )

    def _balanced(self, name: str, group: list[Row], lines: list[Line]) -> None:
        debits, credits = sum(line.debit for line in lines), sum(line.credit for line in lines)
        if debits != credits:
            text = _("Entry %(entry)s is not balanced: debit %(debit)s, credit %(credit)s.")
            values = {"entry": name, "debit": format_rupiah(debits), "credit": format_rupiah(credits)}
            self.wrong(group[0], "", text % values)
        elif len(lines) < 2:
            self.wrong(group[0], "", _("An entry needs at least two rows."))

    def _day(self, group: list[Row]) -> date | None:
        first, found = group[0], None
        for row in group:
            day = read_day(row.date)
            if day is None:
                self.wrong(row, "date", _("Write the date as 2026-01-31."))
            elif found is not None and day != found:
                text = _("The rows of one entry have one date; row %(line)d has another.")
                self.wrong(row, "date", text % {"line": first.line})
            found = found or day
        if found is not None:
            book = self.book
            if found < book.opened_on:
                text = _("The books begin on %(day)s.") % {"day": book.opened_on.isoformat()}
                self.wrong(first, "date", text)
            elif book.closed_through is not None and found <= book.closed_through:
                self.wrong(first, "date", _("The books are closed for this date."))
        return found

    def _account(self, row: Row) -> Account | None:
        """By its code; what stands behind a space, such as its name, is for people."""
        code = row.account.partition(" ")[0]
        if not self.accounts.has_code(code):
            text = _("There is no account %(code)s in this book.") % {"code": row.account or "–"}
            self.wrong(row, "account", text)
            return None
        account = self.accounts.by_code(code)
        if not account.is_active:
            self.wrong(row, "account", _("Account %(code)s is out of use.") % {"code": code})
        return account

    def _unit(self, row: Row) -> Unit | None:
        code = row.unit.upper()
        if not code or code == Unit.HEAD_OFFICE:
            return None
        if code not in self.units:
            if not _UNIT.fullmatch(code):
                self.wrong(row, "unit", _("A unit's code has letters, digits and hyphens only, 20 at most."))
                return None
            if not self.may_create_units:
                self.wrong(row, "unit", _("There is no unit %(code)s in this book.") % {"code": row.unit})
                return None
            # Kept without a key until the plan is posted.
            self.units[code] = Unit(book=self.book, code=code, name=row.unit[:80])
            self.plan.new_units.append(code)
        return self.units[code]

    def _amount(self, row: Row, column: str) -> int | None:
        typed = row.debit if column == "debit" else row.credit
        if not typed or typed == "-":
            return 0
        try:
            return parse_rupiah(_DECIMALS.sub("", typed))
        except Refusal as refusal:
            self.wrong(row, column, str(refusal.message))
            return None


def _key(name: str, day: date, group: list[Row]) -> str:
    given = next((row.key for row in group if row.key), "")
    key = f"import:{given}" if given else f"import:{day.isoformat()}:{name}"
    return key if len(key) <= 120 else f"import:{hashlib.sha256(key.encode()).hexdigest()}"


def problems_by_line(plan: Plan) -> Mapping[int, list[RowProblem]]:
    found: dict[int, list[RowProblem]] = {}
    for problem in plan.problems:
        found.setdefault(problem.line, []).append(problem)
    return found
