"""The loans of a book as a whole: of an evening as it was kept, and who is late now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum

from bumdes.ledger.models import Book
from bumdes.lending.calculations.risk import NON_PERFORMING
from bumdes.lending.loan_kinds import Class, EventKind
from bumdes.lending.models import InstalmentBalance, Loan, LoanEvent, PortfolioDay, Product
from bumdes.lending.models.loans import MONEY_KINDS
from core.users.models import User

TREND_DAYS = 366


@dataclass(frozen=True)
class ClassRow:
    """One class at the end of a day, in rupiah."""

    collectability: str
    loans: int = 0
    principal: int = 0
    late_30: int = 0
    uncovered: int = 0
    allowance: int = 0
    overdue: int = 0

    @property
    def label(self) -> str:
        return str(Class(self.collectability).label)


@dataclass(frozen=True)
class EveningFigures:
    """A book's loans at the end of a day, as they were known then. Shares in percent of the principal."""

    on: date
    classes: tuple[ClassRow, ...]

    @property
    def loans(self) -> int:
        return sum(row.loans for row in self.classes)

    @property
    def principal(self) -> int:
        return sum(row.principal for row in self.classes)

    @property
    def allowance(self) -> int:
        return sum(row.allowance for row in self.classes)

    @property
    def overdue(self) -> int:
        return sum(row.overdue for row in self.classes)

    @property
    def late_30(self) -> int:
        return sum(row.late_30 for row in self.classes)

    @property
    def non_performing(self) -> int:
        return sum(row.principal for row in self._bad)

    @property
    def par30(self) -> float:
        return self._share(self.late_30)

    @property
    def npl_gross(self) -> float:
        return self._share(self.non_performing)

    @property
    def npl_net(self) -> float:
        """What neither the allowance nor counted collateral covers of it."""
        return self._share(sum(row.uncovered for row in self._bad))

    @property
    def _bad(self) -> Iterable[ClassRow]:
        return (row for row in self.classes if row.collectability in NON_PERFORMING)

    def _share(self, part: int) -> float:
        return 100 * part / self.principal if self.principal else 0.0


_FIGURES = ("loans", "principal", "late_30", "uncovered", "allowance", "overdue")


def evening_of(book: Book, *, until: date) -> EveningFigures | None:
    """The latest evening that was kept on or before a day, every class in its order. Two queries."""
    kept = PortfolioDay.objects.filter(book=book, date__lte=until)
    last = kept.order_by("-date").values_list("date", flat=True).first()
    return (
        None if last is None else _figures(last, kept.filter(date=last).values("collectability", *_FIGURES))
    )


def trend(book: Book, *, until: date) -> list[EveningFigures]:
    """The last evening of each of the twelve months before a day and of its own, oldest first. One query."""
    rows = PortfolioDay.objects.filter(
        book=book, date__range=(until.replace(day=1) - timedelta(days=TREND_DAYS), until)
    )
    of_day: dict[date, list[dict[str, Any]]] = {}
    last: dict[tuple[int, int], date] = {}
    for row in rows.order_by("date").values("date", "collectability", *_FIGURES):
        day = row.pop("date")
        of_day.setdefault(day, []).append(row)
        last[day.year, day.month] = day
    return [_figures(day, of_day[day]) for day in last.values()][-13:]


def _figures(day: date, rows: Iterable[dict[str, Any]]) -> EveningFigures:
    kept = {str(row["collectability"]): row for row in rows}
    return EveningFigures(
        day, tuple(ClassRow(**kept.get(each.value, {"collectability": each.value})) for each in Class)
    )


@dataclass(frozen=True)
class MonthFlow:
    """What went out and came in from the first of a month to a day, in rupiah."""

    disbursed: int
    disbursements: int
    collected: int
    recovered: int


def flow(book: Book, *, until: date) -> MonthFlow:
    """Of the month of a day, until that day. A payment that was taken back is not collected. One query."""
    rows = (
        LoanEvent.objects.filter(book=book, date__range=(until.replace(day=1), until), kind__in=MONEY_KINDS)
        .values_list("kind")
        .annotate(sum=Sum("amount"), count=Count("pk"))
        .order_by()
    )
    by_kind = {kind: (total, times) for kind, total, times in rows}

    def total(kind: EventKind) -> int:
        return by_kind.get(kind, (0, 0))[0]

    return MonthFlow(
        disbursed=total(EventKind.DISBURSED),
        disbursements=by_kind.get(EventKind.DISBURSED, (0, 0))[1],
        collected=total(EventKind.PAID) - total(EventKind.PAYMENT_REVERSED),
        recovered=total(EventKind.RECOVERED),
    )


def arrears(book: Book) -> QuerySet[Loan]:
    """Who is late by the last evening, the longest first; its borrower and product at hand."""
    late = Loan.objects.of(book).in_arrears().order_by("-days_late", "pk")
    return late.select_related("member__village", "group__village", "product", "officer")


def overdue_of(loans: Iterable[Loan], *, on: date) -> dict[int, int]:
    """Everything that is due and unpaid of these loans by a day, by their keys. One query."""
    rows = InstalmentBalance.objects.filter(loan__in=loans, is_open=True, due__lte=on)
    owed = Sum("principal") + Sum("interest") + Sum("fee") + Sum("penalty")
    return dict(rows.values_list("loan").annotate(owed=owed).order_by())


@dataclass(frozen=True)
class Part:
    """The running loans of one product, officer or village now."""

    name: str
    loans: int
    principal: int
    late_30: int

    @property
    def par30(self) -> float:
        return 100 * self.late_30 / self.principal if self.principal else 0.0


BY = ("product", "officer", "village")


def parts(book: Book, *, by: str) -> list[Part]:
    """Running loans by product, officer or village, the largest first; "" for nobody. Two queries."""
    running = Loan.objects.of(book).active()
    late = Q(days_late__gt=30)
    sums = {"loans": Count("pk"), "owed": Sum("principal"), "late": Sum("principal", filter=late, default=0)}
    if by == "village":
        villages: dict[str, list[int]] = {}
        for borrower in ("member", "group"):
            name = f"{borrower}__village__name"
            of_them = running.filter(**{f"{borrower}__isnull": False}).values_list(name).annotate(**sums)
            for village, *figures in of_them.order_by():
                held = villages.setdefault(village, [0, 0, 0])
                villages[village] = [a + b for a, b in zip(held, figures, strict=True)]
        found = [Part(name, *figures) for name, figures in villages.items()]
    else:
        rows = list(running.values_list(by).annotate(**sums).order_by())
        keys = [row[0] for row in rows]
        if by == "product":
            names = dict(Product.objects.filter(pk__in=keys).values_list("pk", "name"))
        else:
            names = dict(User.objects.filter(pk__in=keys).values_list("pk", "name"))
        found = [Part(names.get(key, ""), *figures) for key, *figures in rows]
    return sorted(found, key=lambda part: (-part.principal, part.name))


def first_evening(book: Book) -> date | None:
    """The oldest evening that can be shown. One query."""
    return PortfolioDay.objects.filter(book=book).aggregate(first=Min("date"))["first"]
