"""The figures of all running loans of a book at the end of a day, by class."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import connection

from bumdes.ledger.models import Book

_PORTFOLIO = """
INSERT INTO lending_portfolioday
    (book_id, date, collectability, loans, principal, late_30, uncovered, allowance, overdue, made_at)
SELECT %(book)s, %(on)s, l.collectability, count(*), sum(l.principal),
       coalesce(sum(l.principal) FILTER (WHERE l.days_late > 30), 0),
       sum(greatest(l.principal - l.allowance - l.collateral, 0)), sum(l.allowance),
       coalesce(sum(o.overdue), 0), %(now)s
FROM lending_loan l
LEFT JOIN (
    SELECT loan_id, sum(principal + interest + fee + penalty) AS overdue FROM lending_instalmentbalance
    WHERE book_id = %(book)s AND is_open AND due <= %(on)s GROUP BY loan_id
) o ON o.loan_id = l.id
WHERE l.book_id = %(book)s AND l.state = 'active' GROUP BY l.collectability
"""


def keep_portfolio(book: Book, *, on: date, now: datetime) -> None:
    """Write an evening's figures, or anew when it is run again. In the caller's transaction, book open."""
    values: dict[str, Any] = {"book": book.pk, "on": on, "now": now}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM lending_portfolioday WHERE book_id = %(book)s AND date = %(on)s", values)
        cursor.execute(_PORTFOLIO, values)
