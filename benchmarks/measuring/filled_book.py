"""A book of many postings, written into the real tables the fast way, with totals that are right."""

from __future__ import annotations

from datetime import date
from typing import Any

from benchmarks.measuring import databases

# Slots of the open year: as many as writers at once would have left behind.
SLOTS = 16

# Entries of two lines, spread over the months; as the triggers would have written them.
_ENTRIES = """
INSERT INTO ledger_entry (book_id, date, kind, description, source, subject, key, fingerprint, made_at, tx,
                          year, period)
SELECT %(book)s, day, 'ordinary', 'sale', 'bench.fill', '', 'fill-' || n, '', now(), 0,
       extract(year FROM day), extract(year FROM day) * 100 + extract(month FROM day)
FROM (SELECT n, date '2025-01-01' + (n::bigint * %(days)s / (%(entries)s + 1))::int AS day
      FROM generate_series(1, %(entries)s) n) days
"""
_POSTINGS = """
INSERT INTO ledger_posting (entry_id, book_id, date, account_id, unit_id, debit, credit, memo)
SELECT e.id, e.book_id, e.date,
       CASE side WHEN 0 THEN %(cash)s ELSE (%(others)s::bigint[])[1 + e.n %% 49] END,
       %(unit)s, CASE side WHEN 0 THEN 1000 + e.n ELSE 0 END, CASE side WHEN 0 THEN 0 ELSE 1000 + e.n END, ''
FROM (SELECT id, book_id, date, substr(key, 6)::int AS n FROM ledger_entry WHERE book_id = %(book)s) e,
     generate_series(0, 1) side
ORDER BY e.n, side
"""
_TOTALS = """
INSERT INTO ledger_total (book_id, account_id, unit_id, period, with_cash, slot, debit, credit)
SELECT p.book_id, p.account_id, p.unit_id, e.period, TRUE,
       CASE WHEN e.year = 2025 THEN 0 ELSE substr(e.key, 6)::int %% %(slots)s END, sum(p.debit), sum(p.credit)
FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id WHERE p.book_id = %(book)s
GROUP BY 1, 2, 3, 4, 5, 6
"""
_GUARD = """
INSERT INTO ledger_guard (book_id, account_id, slot, balance)
SELECT book_id, account_id, 0, sum(debit - credit) FROM ledger_total WHERE account_id = %(cash)s GROUP BY 1, 2
"""
# The same lines in a table with nothing beside them: what a scan costs.
_PLAIN = """
CREATE TABLE bench_line AS
    SELECT id, entry_id AS entry, date, account_id AS account, debit, credit FROM ledger_posting
    WHERE book_id = %(book)s ORDER BY date, id
"""


def fill(database: str, *, book: int, unit: int, accounts: list[int], postings: int) -> None:
    """Write so many postings into an empty book, and beside it the table bench_line with the same."""
    values: dict[str, Any] = {
        "book": book,
        "unit": unit,
        "cash": accounts[0],
        "others": accounts[1:],
        "entries": postings // 2,
        "days": (date(2026, 11, 30) - date(2025, 1, 1)).days + 1,
        "slots": SLOTS,
    }
    with databases.connect(database) as connection:
        connection.execute("SET session_replication_role = replica")  # the rules' work is done here
        for statement in (_ENTRIES, _POSTINGS, _TOTALS, _GUARD, _PLAIN):
            connection.execute(statement, values)
    databases.settle(database)
