"""The card of an account: its postings in order, with the balance after each."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from bumdes.ledger.access import opened
from bumdes.ledger.enums import Side
from bumdes.ledger.models import Account, Unit
from bumdes.ledger.models.entries import reference_of
from bumdes.ledger.queries.balances import balance


@dataclass(frozen=True)
class CardRow:
    entry: uuid.UUID
    date: date
    year: int
    number: int | None
    description: str
    memo: str
    unit: str
    debit: int
    credit: int
    balance: int  # after this posting, positive on the account's own side

    @property
    def name(self) -> str:
        """The number, or the public reference while there is none."""
        return f"{self.year}/{self.number:05d}" if self.number else reference_of(self.entry)


@dataclass(frozen=True)
class Card:
    """A stretch of an account. `opening` stands before the first row shown."""

    opening: int
    rows: list[CardRow]
    debit: int
    credit: int
    closing: int
    has_next: bool


_CARD = """
SELECT entry_id, date, year, number, description, memo, unit, debit, credit, running::bigint
FROM (
    SELECT e.id AS entry_id, e.date, e.year, e.number, e.description, p.memo, u.code AS unit,
           p.debit, p.credit, p.id,
           sum(p.debit - p.credit) OVER (ORDER BY e.date, p.id) AS running
    FROM ledger_posting p
    JOIN ledger_entry e ON e.id = p.entry_id
    JOIN ledger_unit u ON u.id = p.unit_id
    WHERE p.account_id = %(account)s AND p.date BETWEEN %(since)s AND %(until)s
      AND (%(unit)s::bigint IS NULL OR p.unit_id = %(unit)s)
) card
WHERE %(words)s = '' OR description ILIKE %(like)s OR memo ILIKE %(like)s
ORDER BY date, id
LIMIT %(limit)s OFFSET %(offset)s
"""


def account_statement(
    account: Account,
    *,
    since: date,
    until: date,
    unit: Unit | None = None,
    words: str = "",
    limit: int = 200,
    offset: int = 0,
) -> Card:
    """The postings of an account between two days, oldest first, with running balances.

    `words` narrows the rows shown, never the balances. Sums are of the rows shown. Two queries,
    beside the scope's.
    """
    with opened(account.book):
        opening = balance(account, on=since - timedelta(days=1), unit=unit)
        with connection.cursor() as cursor:
            cursor.execute(
                _CARD,
                {
                    "account": account.pk,
                    "since": since,
                    "until": until,
                    "unit": unit.pk if unit else None,
                    "words": words,
                    "like": "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%",
                    "limit": limit + 1,
                    "offset": offset,
                },
            )
            found: list[tuple[Any, ...]] = cursor.fetchall()
    sign = 1 if account.side == Side.DEBIT else -1
    rows = [CardRow(*(*row[:-1], opening + sign * row[-1])) for row in found[:limit]]
    return Card(
        opening=opening,
        rows=rows,
        debit=sum(row.debit for row in rows),
        credit=sum(row.credit for row in rows),
        closing=rows[-1].balance if rows else opening,
        has_next=len(found) > limit,
    )
