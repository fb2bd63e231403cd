"""What every account of every unit did in two spans: one pass over the running totals."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import connection

from bumdes.ledger.access import opened
from bumdes.ledger.models import Account, Book, Unit
from bumdes.ledger.queries import accounts_of, units_of
from bumdes.statements.calculations import AccountSums, Sums
from bumdes.statements.spans import Span

_SPAN = """
    sum(debit - credit) FILTER (WHERE period < %(first{n})s OR period = %(opening{n})s),
    sum(debit) FILTER (WHERE period BETWEEN %(first{n})s AND %(last{n})s),
    sum(credit) FILTER (WHERE period BETWEEN %(first{n})s AND %(last{n})s),
    sum(debit) FILTER (WHERE with_cash AND period BETWEEN %(first{n})s AND %(last{n})s),
    sum(credit) FILTER (WHERE with_cash AND period BETWEEN %(first{n})s AND %(last{n})s),
    sum(debit - credit) FILTER (WHERE period > %(last{n})s AND period <= %(end{n})s)
"""
# The slots are put together first: twelve sums then look at months, however many rows there are.
_SUMS = f"""
SELECT account_id, unit_id, {_SPAN.format(n=0)}, {_SPAN.format(n=1)}
FROM (
    SELECT account_id, unit_id, period, with_cash, sum(debit)::bigint AS debit, sum(credit)::bigint AS credit
    FROM ledger_total WHERE book_id = %(book)s AND period <= %(until)s
    GROUP BY account_id, unit_id, period, with_cash
) months GROUP BY account_id, unit_id
"""  # noqa: S608  built from our own text only


@dataclass(frozen=True)
class BookSums:
    """A book's accounts and units, and what each account did, by unit and span."""

    book: Book
    spans: tuple[Span, Span]  # the one asked for, and the one it is compared with
    accounts: list[Account]
    units: dict[str, Unit]
    rows: dict[tuple[int, int], tuple[Sums, Sums]] = field(repr=False)

    def of(self, unit: Unit | None = None, *, column: int = 0) -> AccountSums:
        """One unit's accounts, or the entity's, in the order of codes; those that never moved left out."""
        sums: dict[int, Sums] = {}
        for (account, owner), columns in self.rows.items():
            if unit is None or owner == unit.pk:
                sums[account] = sums.get(account, Sums()) + columns[column]
        return [(account, sums[account.pk]) for account in self.accounts if account.pk in sums]


def sums_of(book: Book, span: Span) -> BookSums:
    """Three queries, beside the scope's two statements."""
    prior = span.before()
    values: dict[str, int | None] = {"book": book.pk, "until": span.end_period}
    for n, each in enumerate((span, prior)):
        opening = each.opening_after(book.opened_on)
        values |= {
            f"first{n}": each.first_period,
            f"last{n}": each.last_period,
            f"end{n}": each.end_period,
            f"opening{n}": opening,
        }
        values["until"] = max(values["until"] or 0, opening or 0)
    with opened(book):
        accounts, units = accounts_of(book), units_of(book)
        with connection.cursor() as cursor:
            cursor.execute(_SUMS, values)
            rows = {(row[0], row[1]): (_sums(row[2:8]), _sums(row[8:14])) for row in cursor.fetchall()}
    return BookSums(book=book, spans=(span, prior), accounts=list(accounts), units=units, rows=rows)


def _sums(values: tuple[int | None, ...]) -> Sums:
    return Sums(*(int(value or 0) for value in values))
