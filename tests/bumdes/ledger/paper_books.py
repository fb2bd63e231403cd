"""Books as one would keep them on paper: a list of entries, and every figure added up anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

OPENED_ON = date(2026, 1, 1)
LAST_DAY = date(2026, 12, 31)
# role: does it grow on the debit side, may it not fall below zero
ACCOUNTS = {
    "cash": (True, True),
    "bank_1": (True, True),
    "receivable_trade": (True, False),
    "salary": (True, False),
    "savings_voluntary": (False, True),
    "village_capital": (False, False),
    "revenue_goods": (False, False),
}


@dataclass(frozen=True)
class PaperLine:
    role: str
    unit: str
    debit: int
    credit: int

    @property
    def mirror(self) -> PaperLine:
        return PaperLine(self.role, self.unit, self.credit, self.debit)


@dataclass
class PaperEntry:
    date: date
    kind: str
    lines: list[PaperLine]
    reversal_of: PaperEntry | None = None


def signed(role: str, debit: int, credit: int) -> int:
    return debit - credit if ACCOUNTS[role][0] else credit - debit


@dataclass
class PaperBook:
    entries: list[PaperEntry] = field(default_factory=list)
    closed_through: date | None = None

    def refusal(self, entry: PaperEntry) -> str | None:
        """The name of the refusal that the books owe to this entry."""
        original = entry.reversal_of
        wrong_day = {"opening": OPENED_ON, "closing": LAST_DAY}.get(entry.kind, entry.date) != entry.date
        reasons = {
            "PeriodClosed": self.closed_through is not None and entry.date <= self.closed_through,
            "BeforeTheBook": entry.date < OPENED_ON,
            "WrongDay": wrong_day,
            "CannotReverse": original and (original.reversal_of or entry.date < original.date),
            "AlreadyReversed": original and any(each.reversal_of is original for each in self.entries),
            "NotEnough": any(self._falls_below_zero(role, entry) for role in ACCOUNTS),
        }
        return next((name for name, holds in reasons.items() if holds), None)

    def _falls_below_zero(self, role: str, entry: PaperEntry) -> bool:
        _grows_on_debit, is_guarded = ACCOUNTS[role]
        moved = sum(signed(role, line.debit, line.credit) for line in entry.lines if line.role == role)
        return is_guarded and moved < 0 and self.balance(role) + moved < 0

    def balance(self, role: str, *, on: date | None = None, unit: str | None = None) -> int:
        return sum(
            signed(role, line.debit, line.credit)
            for entry in self.entries
            if on is None or entry.date <= on
            for line in entry.lines
            if line.role == role and unit in (None, line.unit)
        )

    def trial(
        self, *, since: date, until: date, unit: str | None, with_closing: bool
    ) -> dict[str, tuple[int, int, int]]:
        """Opening, debits and credits of each account with a figure. Opening balances are no movement."""
        sums = {role: [0, 0, 0] for role in ACCOUNTS}
        for entry in self.entries:
            if entry.date > until or (entry.kind == "closing" and not with_closing):
                continue
            for line in entry.lines:
                if unit not in (None, line.unit):
                    continue
                if entry.date < since or entry.kind == "opening":
                    sums[line.role][0] += signed(line.role, line.debit, line.credit)
                else:
                    sums[line.role][1] += line.debit
                    sums[line.role][2] += line.credit
        return {role: (before, dr, cr) for role, (before, dr, cr) in sums.items() if before or dr or cr}

    def card(self, role: str, *, since: date, until: date) -> list[tuple[date, int, int, int]]:
        """Day, debit, credit and balance after each posting, oldest first."""
        shown = [
            (entry.date, line.debit, line.credit)
            for entry in sorted(self.entries, key=lambda each: each.date)
            for line in entry.lines
            if line.role == role and entry.date <= until
        ]
        running, rows = 0, []
        for day, debit, credit in shown:
            running += signed(role, debit, credit)
            if day >= since:
                rows.append((day, debit, credit, running))
        return rows
