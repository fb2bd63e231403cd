"""What each unit earned and spent: by year, by month, against the budget. From running totals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from bumdes.ledger.access import opened
from bumdes.ledger.enums import RESULT_TYPES, AccountType
from bumdes.ledger.models import Unit
from bumdes.organisations.books import book_of
from bumdes.organisations.models import Organisation
from bumdes.units.models import Budget, BudgetLine, BusinessUnit

INCOME_TYPES = frozenset({AccountType.REVENUE, AccountType.OTHER_INCOME})

# Months only: the opening (00) and closing (13) of a year are no movement of it.
_MOVED = """
SELECT t.unit_id, t.account_id, (t.period %% 100)::int AS month, sum(t.debit - t.credit)::bigint
FROM ledger_total t JOIN ledger_account a ON a.id = t.account_id
WHERE t.book_id = %(book)s AND t.period BETWEEN %(first)s AND %(last)s AND a.type = ANY (%(types)s)
GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class AccountRow:
    """One account of one unit in a year. Twelve months each, positive on the account's own side."""

    unit: int
    unit_name: str
    account: int
    code: str
    name: str
    is_income: bool
    side: str
    months: tuple[int, ...]
    plan: tuple[int, ...]

    def actual(self, *, through: int = 12) -> int:
        return sum(self.months[:through])

    def planned(self, *, through: int = 12) -> int:
        return sum(self.plan[:through])

    def effect(self, amount: int) -> int:
        """What an amount of this account adds to the result."""
        return amount if self.side == "credit" else -amount


@dataclass(frozen=True)
class UnitResult:
    """A unit's year through a month, in rupiah. Plans are None while no budget is approved."""

    unit: int
    name: str
    revenue: int
    cost: int
    months: tuple[int, ...]  # the result of each month
    plan: int | None
    plan_revenue: int | None
    rows: list[AccountRow] = field(repr=False)

    @property
    def result(self) -> int:
        return self.revenue - self.cost

    @property
    def gap(self) -> int | None:
        """Better (positive) or worse than planned."""
        return None if self.plan is None else self.result - self.plan


def account_rows(
    organisation: Organisation, *, year: int, budget: Budget | None, unit: Unit | None = None
) -> list[AccountRow]:
    """Every account of income or expense of each unit that moved or was planned. Three queries."""
    book = book_of(organisation)
    moved: dict[tuple[int, int], list[int]] = {}
    plans: dict[tuple[int, int], list[int]] = {}
    with opened(book):
        with connection.cursor() as cursor:
            cursor.execute(
                _MOVED,
                {
                    "book": book.pk,
                    "first": year * 100 + 1,
                    "last": year * 100 + 12,
                    "types": [str(type) for type in RESULT_TYPES],
                },
            )
            for owner, account, month, amount in cursor.fetchall():
                moved.setdefault((owner, account), [0] * 12)[month - 1] = amount
        if budget is not None:
            for row in BudgetLine.objects.filter(budget=budget).values_list(
                "unit", "account", "month", "amount"
            ):
                plans.setdefault((row[0], row[1]), [0] * 12)[row[2] - 1] = row[3]
        names = dict(Unit.objects.filter(book=book).order_by("pk").values_list("pk", "name"))
        accounts = {
            row["pk"]: row
            for row in book.accounts.filter(type__in=RESULT_TYPES)
            .order_by("code")
            .values("pk", "code", "name", "type", "side")
        }
    rows = []
    for owner, unit_name in names.items():
        if unit is not None and owner != unit.pk:
            continue
        for pk, account in accounts.items():
            if (owner, pk) not in moved and (owner, pk) not in plans:
                continue
            sign = 1 if account["side"] == "debit" else -1
            rows.append(
                AccountRow(
                    unit=owner,
                    unit_name=unit_name,
                    account=pk,
                    code=account["code"],
                    name=account["name"],
                    is_income=account["type"] in INCOME_TYPES,
                    side=account["side"],
                    months=tuple(sign * amount for amount in moved.get((owner, pk), [0] * 12)),
                    plan=tuple(plans.get((owner, pk), [0] * 12)),
                )
            )
    return rows


def results_of(
    organisation: Organisation, *, year: int, through: int = 12, unit: Unit | None = None
) -> dict[int, UnitResult]:
    """The result of every unit that moved or was planned, by the unit's key. Five queries at most."""
    budget = Budget.objects.filter(organisation=organisation).in_force(year=year).first()
    by_unit: dict[int, list[AccountRow]] = {}
    for row in account_rows(organisation, year=year, budget=budget, unit=unit):
        by_unit.setdefault(row.unit, []).append(row)
    return {owner: _result(rows, through, is_planned=budget is not None) for owner, rows in by_unit.items()}


def _result(rows: list[AccountRow], through: int, *, is_planned: bool) -> UnitResult:
    def total(amounts: list[tuple[AccountRow, int]]) -> int:
        return sum(row.effect(amount) for row, amount in amounts)

    income = [row for row in rows if row.is_income]
    costs = [row for row in rows if not row.is_income]
    plan = total([(row, row.planned(through=through)) for row in rows])
    plan_revenue = total([(row, row.planned(through=through)) for row in income])
    return UnitResult(
        unit=rows[0].unit,
        name=rows[0].unit_name,
        revenue=total([(row, row.actual(through=through)) for row in income]),
        cost=-total([(row, row.actual(through=through)) for row in costs]),
        months=tuple(total([(row, row.months[month]) for row in rows]) for month in range(12)),
        plan=plan if is_planned else None,
        plan_revenue=plan_revenue if is_planned else None,
        rows=rows,
    )


@dataclass(frozen=True)
class UnitRow:
    """A business unit in the list; the figures are the year's so far."""

    pk: int
    unit: int
    code: str
    name: str
    kind: str
    kind_label: str
    manager: str
    ended_on: date | None
    permit_expires: date | None
    result: UnitResult | None


def unit_list(organisation: Organisation, *, on: date) -> list[UnitRow]:
    """Every business unit, those that ended last. Seven queries at most, however many units."""
    book = book_of(organisation)
    results = results_of(organisation, year=on.year, through=on.month)
    with opened(book):
        found = list(
            BusinessUnit.objects.filter(organisation=organisation)
            .select_related("unit")
            .prefetch_related("permits")
            .order_by("ended_on", "unit__name", "pk")
        )
    rows = [
        UnitRow(
            pk=row.pk,
            unit=row.unit_id,
            code=row.unit.code,
            name=row.unit.name,
            kind=row.kind,
            kind_label=row.get_kind_display(),
            manager=row.manager,
            ended_on=row.ended_on,
            permit_expires=min((p.expires_on for p in row.permits.all() if p.expires_on), default=None),
            result=results.get(row.unit_id),
        )
        for row in found
    ]
    return sorted(rows, key=lambda row: row.ended_on is not None)


def unknown_units(organisation: Organisation) -> list[Unit]:
    """Units of the books that nobody has written down as business units. One query."""
    book = book_of(organisation)
    with opened(book):
        return list(
            Unit.objects.filter(book=book, business=None, is_active=True)
            .exclude(code=Unit.HEAD_OFFICE)
            .order_by("pk")
        )


def year_choices(organisation: Organisation, *, today: date) -> list[int]:
    """The years since the book began, the newest first."""
    return list(range(today.year, min(book_of(organisation).opened_on.year, today.year) - 1, -1))


def asked_year(value: Any, *, years: list[int]) -> int:
    """The year that a page was asked for, or the newest."""
    text = str(value or "")
    is_year = len(text) == 4 and text.isascii() and text.isdigit()
    return int(text) if is_year and int(text) in years else years[0]
