"""The reconciliation of a bank account at a month's end: by the bank, by the books, and why they differ."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from bumdes.banking.models import Reconciliation
from bumdes.banking.queries.desk import start_of
from bumdes.ledger.access import opened
from bumdes.ledger.models import Account
from bumdes.ledger.models.entries import reference_of
from bumdes.ledger.queries import balance

IN_TRANSIT, OUTSTANDING, OPEN, BOOKED_LATER = "in_transit", "outstanding", "open", "booked_later"
LABELS = {
    IN_TRANSIT: _("Deposits in transit"),
    OUTSTANDING: _("Outstanding payments"),
    BOOKED_LATER: _("At the bank, in the books only after the month"),
    OPEN: _("At the bank, not in the books"),
}


@dataclass(frozen=True)
class Item:
    """One reason why bank and books differ. `amount` is positive when money comes in."""

    kind: str
    day: date
    text: str
    amount: int
    name: str = ""
    entry: uuid.UUID | None = None
    line: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "day": self.day.isoformat(),
            "text": self.text,
            "amount": self.amount,
            "name": self.name,
        }


@dataclass(frozen=True)
class Statement:
    """Bank against books on one day, in rupiah. Sums of money on its way are not negative."""

    month_end: date
    bank_balance: int
    book_balance: int
    before_start: int  # signed
    items: tuple[Item, ...]
    # What the bank's own lines say: added up from the start, and in their column of balances.
    by_lines: int
    by_column: int | None

    def of(self, kind: str) -> list[Item]:
        return [item for item in self.items if item.kind == kind]

    def _sum(self, kind: str) -> int:
        return sum(item.amount for item in self.items if item.kind == kind)

    @property
    def in_transit(self) -> int:
        return self._sum(IN_TRANSIT)

    @property
    def outstanding(self) -> int:
        return -self._sum(OUTSTANDING)

    @property
    def booked_later(self) -> int:
        """Signed: what the bank has and the books will have."""
        return self._sum(BOOKED_LATER)

    @property
    def open_amount(self) -> int:
        return self._sum(OPEN)

    @property
    def expected(self) -> int:
        """What the books should say."""
        explained = self.in_transit - self.outstanding - self.booked_later - self.open_amount
        return self.bank_balance + explained + self.before_start

    @property
    def difference(self) -> int:
        """What nothing explains: lines of the bank that were not imported, as a rule."""
        return self.book_balance - self.expected

    @property
    def agrees(self) -> bool:
        return self.difference == 0 and not self.of(OPEN)

    @property
    def sections(self) -> list[dict[str, Any]]:
        """The kinds that have items, with their sums as they change the bank's balance into the books'."""
        signs = {IN_TRANSIT: 1, OUTSTANDING: 1, BOOKED_LATER: -1, OPEN: -1}
        return [
            {"kind": kind, "label": LABELS[kind], "items": found, "sum": signs[kind] * self._sum(kind)}
            for kind in LABELS
            if (found := self.of(kind))
        ]


_POSTINGS = """
SELECT p.date, p.debit - p.credit, e.description, e.id, e.year, e.number
FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
LEFT JOIN banking_matchitem i ON i.posting_id = p.id AND i.stands
LEFT JOIN banking_match m ON m.id = i.match_id
WHERE p.account_id = %(account)s AND p.date BETWEEN %(start)s AND %(end)s AND e.kind <> 'opening'
  AND (i.id IS NULL OR m.settled_on > %(end)s)
ORDER BY p.date, p.id
"""
_LINES = """
SELECT b.id, b.day, b.credit - b.debit, b.description, i.id IS NULL
FROM banking_bankline b
LEFT JOIN banking_matchitem i ON i.line_id = b.id AND i.stands
LEFT JOIN banking_match m ON m.id = i.match_id
WHERE b.account_id = %(account)s AND b.taken_back_at IS NULL AND b.day <= %(end)s
  AND (i.id IS NULL OR m.settled_on > %(end)s)
ORDER BY b.day, b.source_id, b.place
"""
_SUMS = """
SELECT (SELECT coalesce(sum(credit - debit), 0) FROM banking_bankline
        WHERE account_id = %(account)s AND taken_back_at IS NULL AND day <= %(end)s)::bigint,
       (SELECT balance FROM banking_bankline
        WHERE account_id = %(account)s AND taken_back_at IS NULL AND day <= %(end)s
        ORDER BY day DESC, source_id DESC, place DESC LIMIT 1),
       (SELECT coalesce(sum(p.debit - p.credit), 0)
        FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
        WHERE p.account_id = %(account)s AND p.date BETWEEN %(start)s AND %(end)s
          AND e.kind <> 'opening')::bigint,
       (SELECT coalesce(sum(p.debit - p.credit), 0)
        FROM banking_match m JOIN banking_matchitem i ON i.match_id = m.id AND i.stands
        JOIN ledger_posting p ON p.id = i.posting_id AND p.date < %(start)s
        WHERE m.account_id = %(account)s AND m.settled_on <= %(end)s)::bigint
"""


def statement_of(account: Account, *, month_end: date, bank_balance: int | None = None) -> Statement | None:
    """The statement at a day; None while the account has no bank lines at all.

    Without `bank_balance` the bank says what its last line says, or its lines add up to. Five
    queries, beside the scope's.
    """
    start = start_of(account)
    if start is None or month_end < start.starts_on:
        return None
    values: dict[str, Any] = {"account": account.pk, "start": start.starts_on, "end": month_end}
    with opened(account.book), connection.cursor() as cursor:
        books = balance(account, on=month_end)
        cursor.execute(_SUMS, values)
        moved, by_column, in_books, old = cursor.fetchone()
        cursor.execute(_POSTINGS, values)
        items = [
            Item(
                IN_TRANSIT if amount > 0 else OUTSTANDING,
                day,
                text,
                amount,
                name=f"{year}/{number:05d}" if number else reference_of(entry),
                entry=entry,
            )
            for day, amount, text, entry, year, number in cursor.fetchall()
        ]
        cursor.execute(_LINES, values)
        items += [
            Item(OPEN if is_open else BOOKED_LATER, day, text, amount, line=line)
            for line, day, amount, text, is_open in cursor.fetchall()
        ]
    by_lines = start.bank_balance + moved
    if bank_balance is None:
        bank_balance = by_lines if by_column is None else by_column
    return Statement(
        month_end=month_end,
        bank_balance=bank_balance,
        book_balance=books,
        # What books and bank did not share before the start, less what has come to the bank since.
        before_start=books - in_books - start.bank_balance - old,
        items=tuple(items),
        by_lines=by_lines,
        by_column=by_column,
    )


def latest(account: Account, *, month_end: date) -> Reconciliation | None:
    """The fact that counts for a month. One query, beside the scope's."""
    with opened(account.book):
        return (
            Reconciliation.objects.filter(account=account, month_end=month_end)
            .select_related("made_by")
            .order_by("-number")
            .first()
        )


def of_fact(fact: Reconciliation) -> Statement:
    """The statement as it was when the month was found to agree. Runs no query."""
    return Statement(
        month_end=fact.month_end,
        bank_balance=fact.bank_balance,
        book_balance=fact.book_balance,
        before_start=fact.before_start,
        items=tuple(
            Item(row["kind"], date.fromisoformat(row["day"]), row["text"], row["amount"], row["name"])
            for row in fact.items
        ),
        by_lines=fact.bank_balance,
        by_column=None,
    )
