"""Where money lies: cash boxes and bank accounts with what they hold."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from bumdes.ledger.access import opened
from bumdes.ledger.models import Book

IN_HAND = frozenset({"cash", "petty_cash"})
# Always offered; the chart's further banks only once they are used or have been given a name.
ALWAYS_OFFERED = frozenset({"cash", "bank_1"})


@dataclass(frozen=True)
class Place:
    """One account of money. `balance` counts everything posted so far, in rupiah."""

    account: int
    code: str
    name: str
    role: str
    is_demand: bool  # cash or a current account, not a deposit
    is_used: bool
    balance: int

    @property
    def is_in_hand(self) -> bool:
        return self.role in IN_HAND

    @property
    def is_bank(self) -> bool:
        return self.is_demand and not self.is_in_hand

    @property
    def is_offered(self) -> bool:
        return self.is_demand and (self.is_used or self.role in ALWAYS_OFFERED)


_PLACES = """
SELECT a.id, a.code, a.name, coalesce(a.role, ''), a.line = 'kas',
       coalesce(t.rows, 0) > 0 OR NOT a.is_from_chart OR a.name IS DISTINCT FROM c.name,
       coalesce(t.balance, 0)::bigint
FROM ledger_account a
JOIN ledger_book b ON b.id = a.book_id
LEFT JOIN ledger_chartaccount c ON c.chart_id = b.chart_id AND c.code = a.code
LEFT JOIN (SELECT account_id, count(*) AS rows, sum(debit - credit) AS balance
           FROM ledger_total WHERE book_id = %(book)s GROUP BY account_id) t ON t.account_id = a.id
WHERE a.book_id = %(book)s AND a.is_cash AND a.is_active
ORDER BY a.code
"""


def places(book: Book) -> list[Place]:
    """Every place of money that is in use, in code order. One query."""
    with opened(book), connection.cursor() as cursor:
        cursor.execute(_PLACES, {"book": book.pk})
        return [Place(*row) for row in cursor.fetchall()]


def offered(found: list[Place]) -> list[Place]:
    """Those that the everyday forms offer."""
    return [place for place in found if place.is_offered]
