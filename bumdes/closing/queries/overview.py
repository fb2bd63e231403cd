"""How far a book is closed, month by month, and what is next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bumdes.closing.calculations import due_on
from bumdes.closing.models import ProfitAllocation, ReopenRequest, Report, YearClosing
from bumdes.ledger.calculations import first_open_month_end, month_end
from bumdes.ledger.models import Book
from bumdes.organisations.models import Organisation


@dataclass(frozen=True)
class Month:
    last_day: date
    is_closed: bool
    is_next: bool
    is_over: bool


@dataclass(frozen=True)
class ReportRow:
    """A report that is due or made. `report` is None while it is missing."""

    year: int
    kind: str
    label: str
    due_on: date
    report: Report | None
    is_late: bool


@dataclass(frozen=True)
class Overview:
    year: int
    months: list[Month]
    next_end: date
    closing: YearClosing | None
    allocation: ProfitAllocation | None
    reports: list[ReportRow]
    request: ReopenRequest | None

    @property
    def closes_the_year(self) -> bool:
        return self.next_end.month == 12


def overview(organisation: Organisation, book: Book, *, year: int, today: date) -> Overview:
    """Everything that the first page of closing shows for one year. Four queries."""
    next_end = first_open_month_end(book.opened_on, book.closed_through)
    months = []
    for number in range(1, 13):
        last = month_end(date(year, number, 1))
        if last < book.opened_on:
            continue
        months.append(
            Month(
                last_day=last,
                is_closed=book.closed_through is not None and last <= book.closed_through,
                is_next=last == next_end,
                is_over=last < today,
            )
        )
    allocations = ProfitAllocation.objects.filter(organisation=organisation, year=year)
    return Overview(
        year=year,
        months=months,
        next_end=next_end,
        closing=YearClosing.objects.filter(organisation=organisation, year=year, undone_at=None).first(),
        allocation=allocations.exclude(state="refused").first(),
        reports=report_rows(organisation, year=year, today=today),
        request=ReopenRequest.objects.filter(organisation=organisation, state="waiting")
        .select_related("made_by")
        .first(),
    )


def report_rows(organisation: Organisation, *, year: int, today: date) -> list[ReportRow]:
    """The two reports of a year, made or missing. One query."""
    known = {
        report.kind: report
        for report in Report.objects.filter(organisation=organisation, year=year, withdrawn_at=None)
    }
    rows = []
    for kind in Report.Kind:
        report, due = known.get(kind), due_on(year, kind)
        late = report.is_late if report else today > due
        rows.append(ReportRow(year, str(kind), str(kind.label), due, report, late))
    return rows
