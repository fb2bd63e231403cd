"""The result of each month by unit, and what was planned, from running totals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from bumdes.ledger.access import opened
from bumdes.ledger.calculations import period_of
from bumdes.ledger.enums import RESULT_TYPES
from bumdes.ledger.models import Book
from bumdes.organisations.models import Organisation
from bumdes.units.queries.budgets import Planned, monthly_plans
from bumdes.units.queries.results import INCOME_TYPES

# Months only: the opening (00) and closing (13) of a year are no movement of it.
_MOVED = """
SELECT t.period, u.name,
       coalesce(sum(t.credit - t.debit) FILTER (WHERE a.type = ANY (%(income)s)), 0)::bigint,
       coalesce(sum(t.debit - t.credit) FILTER (WHERE a.type <> ALL (%(income)s)), 0)::bigint
FROM ledger_total t JOIN ledger_account a ON a.id = t.account_id JOIN ledger_unit u ON u.id = t.unit_id
WHERE t.book_id = %(book)s AND t.period BETWEEN %(first)s AND %(last)s
  AND t.period %% 100 BETWEEN 1 AND 12 AND a.type = ANY (%(types)s)
GROUP BY t.period, u.id, u.name ORDER BY t.period, u.name, u.id
"""


@dataclass(frozen=True)
class Result:
    """Income and cost in rupiah."""

    income: int = 0
    cost: int = 0

    @property
    def result(self) -> int:
        return self.income - self.cost

    def __add__(self, other: Result) -> Result:
        return Result(self.income + other.income, self.cost + other.cost)


@dataclass(frozen=True)
class Month:
    """One month of a book. `plan` is None while its year has no approved budget."""

    first_day: date
    plan: Planned | None = None
    units: dict[str, Result] = field(default_factory=dict)

    @property
    def total(self) -> Result:
        return sum(self.units.values(), Result())

    @property
    def gap(self) -> int | None:
        """Better (positive) or worse than planned."""
        return None if self.plan is None else self.total.result - self.plan.result


def months_back(last: date, count: int) -> list[date]:
    """The first days of `count` months, the month of `last` being the last one."""
    number = last.year * 12 + last.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(number - count + 1, number + 1)]


def year_to(organisation: Organisation, book: Book, *, last: date, count: int = 13) -> list[Month]:
    """`count` months up to the month of `last`, oldest first. Two queries, a third with a budget."""
    days = months_back(last, count)
    found: dict[int, dict[str, Result]] = {}
    with opened(book), connection.cursor() as cursor:
        cursor.execute(
            _MOVED,
            {
                "book": book.pk,
                "first": period_of(days[0]),
                "last": period_of(days[-1]),
                "income": [str(type) for type in INCOME_TYPES],
                "types": [str(type) for type in RESULT_TYPES],
            },
        )
        for period, unit, income, cost in cursor.fetchall():
            found.setdefault(period, {})[unit] = Result(income, cost)
    plans = monthly_plans(organisation, years={day.year for day in days})
    return [Month(day, plans.get(period_of(day)), found.get(period_of(day), {})) for day in days]
