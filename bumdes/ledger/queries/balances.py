"""Balances and the trial balance, from running totals: whole months are never summed again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from bumdes.ledger.access import opened
from bumdes.ledger.calculations import month_end, period_of
from bumdes.ledger.enums import Side
from bumdes.ledger.models import Account, Book, Unit


@dataclass(frozen=True)
class TrialRow:
    """One account with its sums in rupiah: before the range, in it, and what stands at its end.

    `opening` and `closing` are positive on the account's own side.
    """

    account: int
    code: str
    name: str
    type: str
    side: str
    opening: int
    debit: int
    credit: int

    @property
    def closing(self) -> int:
        movement = self.debit - self.credit
        return self.opening + (movement if self.side == Side.DEBIT else -movement)

    @property
    def is_empty(self) -> bool:
        return not (self.opening or self.debit or self.credit)


# Totals hold whole months; days of a month that the range cuts are read from their postings, account by
# account as their index has them. Opening entries are period yyyy00 and closing entries yyyy13, so the order
# of periods is the order of what they mean, and both are taken out of the days again.
_TRIAL = """
WITH days AS (SELECT * FROM unnest(%(starts)s::date[], %(ends)s::date[]) AS day (first, last)),
sums AS (
    SELECT account_id,
           sum(debit - credit) FILTER (WHERE is_before) AS before,
           sum(debit) FILTER (WHERE NOT is_before) AS debit,
           sum(credit) FILTER (WHERE NOT is_before) AS credit
    FROM (
        SELECT account_id, debit, credit, period < %(first)s AS is_before
        FROM ledger_total
        WHERE book_id = %(book)s AND period <= %(last)s AND period <> ALL (%(cut)s::int[])
          AND (%(unit)s::bigint IS NULL OR unit_id = %(unit)s)
        UNION ALL
        SELECT p.account_id, p.debit, p.credit, p.date < %(since)s
        FROM days JOIN ledger_account a ON a.book_id = %(book)s
        JOIN ledger_posting p ON p.account_id = a.id AND p.date BETWEEN days.first AND days.last
        WHERE (%(unit)s::bigint IS NULL OR p.unit_id = %(unit)s)
        UNION ALL
        SELECT p.account_id, -p.debit, -p.credit, p.date < %(since)s
        FROM days JOIN ledger_entry e ON e.book_id = %(book)s AND e.kind <> 'ordinary'
             AND e.date BETWEEN days.first AND days.last
        JOIN ledger_posting p ON p.entry_id = e.id
        WHERE (%(unit)s::bigint IS NULL OR p.unit_id = %(unit)s)
    ) rows GROUP BY account_id
)
SELECT a.id, a.code, a.name, a.type, a.side,
       coalesce(CASE a.side WHEN 'debit' THEN s.before ELSE -s.before END, 0)::bigint,
       coalesce(s.debit, 0)::bigint, coalesce(s.credit, 0)::bigint
FROM ledger_account a JOIN sums s ON s.account_id = a.id
WHERE a.book_id = %(book)s
ORDER BY a.code
"""


def trial_balance(
    book: Book,
    *,
    until: date,
    since: date | None = None,
    unit: Unit | None = None,
    with_closing: bool = True,
) -> list[TrialRow]:
    """Every account that ever moved, in code order: before `since`, between both days, at the end.

    Without `since` everything is movement. `with_closing` false leaves out the closing entry dated on
    `until`, so that a closed year still shows its income and expense. One query, beside the scope's.
    """
    since = since or book.opened_on
    # The days read from postings, by the month they are in.
    cut: dict[int, tuple[date, date]] = {}
    if since.day != 1:
        cut[period_of(since)] = since.replace(day=1), min(month_end(since), until)
    if until != month_end(until):
        cut[period_of(until)] = until.replace(day=1), until
    last = period_of(until) + (1 if with_closing and until.month == 12 and until.day == 31 else 0)
    values = {
        "book": book.pk,
        "unit": unit.pk if unit else None,
        "first": period_of(since),
        "last": last,
        "cut": list(cut),
        "starts": [first for first, _last in cut.values()],
        "ends": [last for _first, last in cut.values()],
        "since": since,
    }
    with opened(book), connection.cursor() as cursor:
        cursor.execute(_TRIAL, values)
        return [TrialRow(*row) for row in cursor.fetchall()]


# Whole months from the totals, the days of the last one from its postings. Opening entries stand in a
# period before every month of their year, so they are among the totals.
_BALANCE = """
SELECT (SELECT coalesce(sum(debit - credit), 0) FROM ledger_total
        WHERE account_id = %(account)s AND period < %(period)s
          AND (%(unit)s::bigint IS NULL OR unit_id = %(unit)s))::bigint
     + (SELECT coalesce(sum(p.debit - p.credit), 0)
        FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
        WHERE p.account_id = %(account)s AND p.date BETWEEN %(first)s AND %(on)s AND e.kind <> 'opening'
          AND (%(unit)s::bigint IS NULL OR p.unit_id = %(unit)s))::bigint
"""
_BALANCE_NOW = """
SELECT coalesce(sum(debit - credit), 0)::bigint FROM ledger_total
WHERE account_id = %(account)s AND (%(unit)s::bigint IS NULL OR unit_id = %(unit)s)
"""


def balance(account: Account, *, on: date | None = None, unit: Unit | None = None) -> int:
    """What an account holds at the end of a day, positive on its own side. One query, beside the scope's.

    Without `on`: everything posted so far, whatever its date.
    """
    values: dict[str, Any] = {"account": account.pk, "unit": unit.pk if unit else None}
    if on is not None:
        values |= {"period": period_of(on), "first": on.replace(day=1), "on": on}
    with opened(account.book), connection.cursor() as cursor:
        cursor.execute(_BALANCE_NOW if on is None else _BALANCE, values)
        difference = int(cursor.fetchone()[0])
    return difference if account.side == Side.DEBIT else -difference
