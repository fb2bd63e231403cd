"""What was planned: of a month, of a year, by unit and account, and how the books compare with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet, Sum

from bumdes.ledger.access import opened
from bumdes.ledger.enums import RESULT_TYPES
from bumdes.ledger.models import Account, Unit
from bumdes.organisations.books import book_of
from bumdes.organisations.models import Organisation
from bumdes.units.calculations import MONTHS, percent_of
from bumdes.units.enums import BudgetState
from bumdes.units.models import Budget, BudgetLine
from bumdes.units.queries.results import INCOME_TYPES, AccountRow, account_rows


@dataclass(frozen=True)
class Planned:
    """What a month or a year should come to, in rupiah."""

    income: int
    cost: int

    @property
    def result(self) -> int:
        return self.income - self.cost


def monthly_plans(organisation: Organisation, *, years: Collection[int]) -> dict[int, Planned]:
    """The months of the approved budgets in force, by period (202611): all twelve of each such year.

    One query, a second when there is an approved budget.
    """
    approved = Budget.objects.filter(organisation=organisation, year__in=years, state=BudgetState.APPROVED)
    in_force = {budget.year: budget.pk for budget in approved.order_by("version")}
    if not in_force:
        return {}
    sums: dict[int, list[tuple[str, str, int]]] = {}
    with opened(book_of(organisation)):
        for year, month, *row in (
            BudgetLine.objects.filter(budget__in=in_force.values())
            .values_list("budget__year", "month", "account__type", "account__side")
            .annotate(sum=Sum("amount"))
        ):
            sums.setdefault(year * 100 + month, []).append(tuple(row))
    periods = (year * 100 + month for year in in_force for month in range(1, 13))
    return {period: _sum_up(sums.get(period, [])) for period in periods}


def _planned(lines: QuerySet[BudgetLine]) -> Planned:
    sums = lines.values("account__type", "account__side").annotate(sum=Sum("amount"))
    return _sum_up(sums.values_list("account__type", "account__side", "sum"))


def _sum_up(sums: Iterable[tuple[str, str, int]]) -> Planned:
    """Rows of type and side of an account, and what is planned on it."""
    income = cost = 0
    for type, side, amount in sums:
        if type in INCOME_TYPES:
            income += amount if side == "credit" else -amount
        else:
            cost += amount if side == "debit" else -amount
    return Planned(income=income, cost=cost)


@dataclass(frozen=True)
class VersionRow:
    """A version with what it plans."""

    budget: Budget
    plan: Planned


@dataclass(frozen=True)
class BudgetYear:
    """A year's versions, the newest first; `in_force` is what the year is measured against."""

    year: int
    versions: list[VersionRow]
    in_force: VersionRow | None


def budget_years(organisation: Organisation) -> list[BudgetYear]:
    """Every year that has a budget, the newest first. Two queries."""
    budgets = list(Budget.objects.filter(organisation=organisation).order_by("-year", "-version"))
    sums: dict[int, list[int]] = {budget.pk: [0, 0] for budget in budgets}
    with opened(book_of(organisation)):
        totals = (
            BudgetLine.objects.filter(budget__in=[budget.pk for budget in budgets])
            .values("budget", "account__type", "account__side")
            .annotate(sum=Sum("amount"))
            .values_list("budget", "account__type", "account__side", "sum")
        )
        for pk, type, side, amount in totals:
            at = 0 if type in INCOME_TYPES else 1
            own = "credit" if at == 0 else "debit"
            sums[pk][at] += amount if side == own else -amount
    years: dict[int, list[VersionRow]] = {}
    for budget in budgets:
        years.setdefault(budget.year, []).append(VersionRow(budget, Planned(*sums[budget.pk])))
    return [
        BudgetYear(
            year,
            rows,
            next((row for row in rows if row.budget.state == BudgetState.APPROVED), None),
        )
        for year, rows in years.items()
    ]


@dataclass(frozen=True)
class PlanUnit:
    """One unit's part of a version: its accounts with their months, income first."""

    unit: int
    code: str
    name: str
    rows: list[AccountRow] = field(repr=False)

    @property
    def income(self) -> int:
        return sum(row.effect(row.planned()) for row in self.rows if row.is_income)

    @property
    def cost(self) -> int:
        return -sum(row.effect(row.planned()) for row in self.rows if not row.is_income)

    @property
    def result(self) -> int:
        return self.income - self.cost

    @property
    def months(self) -> list[int]:
        """The result of each month."""
        return [sum(row.effect(row.plan[month]) for row in self.rows) for month in range(MONTHS)]


def plan_table(budget: Budget, *, unit: Unit | None = None) -> list[PlanUnit]:
    """A version by unit and account. Three queries."""
    book = book_of(budget.organisation)
    with opened(book):
        names = {
            row.pk: row
            for row in Unit.objects.filter(book=book).order_by("pk")
            if unit is None or row.pk == unit.pk
        }
        accounts = {
            row.pk: row for row in Account.objects.filter(book=book, type__in=RESULT_TYPES).order_by("code")
        }
    plans: dict[tuple[int, int], list[int]] = {}
    for owner, account, month, amount in budget.lines.values_list("unit", "account", "month", "amount"):
        plans.setdefault((owner, account), [0] * MONTHS)[month - 1] = amount
    return [
        PlanUnit(owner, row.code, row.name, rows)
        for owner, row in names.items()
        if (
            rows := [
                AccountRow(
                    unit=owner,
                    unit_name=row.name,
                    account=pk,
                    code=account.code,
                    name=account.name,
                    is_income=account.type in INCOME_TYPES,
                    side=account.side,
                    months=(0,) * MONTHS,
                    plan=tuple(plans[owner, pk]),
                )
                for pk, account in accounts.items()
                if (owner, pk) in plans
            ]
        )
    ]


@dataclass(frozen=True)
class Compared:
    """Plan and books of one account, unit or of everything. `better` says which way the difference goes."""

    name: str
    planned: int
    actual: int
    is_income: bool
    code: str = ""

    @property
    def difference(self) -> int:
        return self.actual - self.planned

    @property
    def percent(self) -> int | None:
        """How much of the plan came true."""
        return percent_of(self.actual, self.planned)

    @property
    def is_worse(self) -> bool:
        return self.difference < 0 if self.is_income else self.difference > 0


@dataclass(frozen=True)
class UnitAgainstPlan:
    unit: int
    code: str
    name: str
    income: Compared
    cost: Compared
    result: Compared
    rows: list[Compared] = field(repr=False)


@dataclass(frozen=True)
class AgainstPlan:
    """The months `since` to `through` of the books beside the version in force."""

    budget: Budget | None
    units: list[UnitAgainstPlan]
    income: Compared
    cost: Compared
    result: Compared


def against_plan(
    organisation: Organisation, *, year: int, since: int = 1, through: int = 12, unit: Unit | None = None
) -> AgainstPlan:
    """The books beside the approved plan, from the ledger's totals. Six queries, whatever its size."""
    budget = Budget.objects.filter(organisation=organisation).in_force(year=year).first()
    book = book_of(organisation)
    with opened(book):
        codes = dict(Unit.objects.filter(book=book).order_by("pk").values_list("pk", "code"))
    by_unit: dict[int, list[AccountRow]] = {}
    everything = account_rows(organisation, year=year, budget=budget, unit=unit)
    for row in everything:
        by_unit.setdefault(row.unit, []).append(row)
    span = slice(since - 1, through)
    units = []
    for owner, rows in by_unit.items():
        income, cost, result = _sums(rows, span)
        units.append(
            UnitAgainstPlan(
                unit=owner,
                code=codes[owner],
                name=rows[0].unit_name,
                income=income,
                cost=cost,
                result=result,
                rows=[
                    Compared(
                        row.name,
                        sum(row.plan[span]),
                        sum(row.months[span]),
                        is_income=row.side == "credit",
                        code=row.code,
                    )
                    for row in rows
                ],
            )
        )
    return AgainstPlan(budget, units, *_sums(everything, span))


def _sums(rows: Iterable[AccountRow], span: slice) -> tuple[Compared, Compared, Compared]:
    planned, actual = [0, 0], [0, 0]
    for row in rows:
        at, sign = (0, 1) if row.is_income else (1, -1)
        planned[at] += sign * row.effect(sum(row.plan[span]))
        actual[at] += sign * row.effect(sum(row.months[span]))
    return (
        Compared("", planned[0], actual[0], is_income=True),
        Compared("", planned[1], actual[1], is_income=False),
        Compared("", planned[0] - planned[1], actual[0] - actual[1], is_income=True),
    )


def plannable_accounts(organisation: Organisation) -> list[Account]:
    """Accounts of income and expense in use, in the chart's order. One query."""
    book = book_of(organisation)
    with opened(book):
        found = Account.objects.filter(book=book, is_active=True, type__in=RESULT_TYPES)
        return list(found.order_by("code"))
