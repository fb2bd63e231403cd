"""Every BUMDes's books side by side: capital, result, what reached the village, who has reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from bumdes.closing.calculations import due_on
from bumdes.closing.models import Report
from bumdes.closing.queries.profits import village_income_of_all
from bumdes.ledger.access import every_book
from bumdes.ledger.enums import RESULT_TYPES
from bumdes.organisations.models import Organisation


@dataclass(frozen=True)
class ReportState:
    """A report of the year: handed in or not, in time or not, and the accepted one to look at."""

    label: str
    due_on: date
    report: Report | None
    is_late: bool


@dataclass(frozen=True)
class BooksRow:
    """One BUMDes in one year; amounts are whole rupiah, None where it keeps no book here."""

    code: str
    name: str
    village: str
    district: str
    capital: int | None
    result: int | None
    village_income: int
    closed_through: date | None
    reports: list[ReportState]


@dataclass(frozen=True)
class BooksTotals:
    capital: int
    result: int
    village_income: int
    late: int


# Capital at the end of the year, and what income and expense left in it. The closing entry stands in a
# period of its own and takes nothing out of the result.
_SUMS = """
SELECT t.book_id,
       coalesce(sum(t.credit - t.debit) FILTER (WHERE a.role = ANY (%(capital)s)
                AND t.period <= %(year)s * 100 + 13), 0)::bigint,
       coalesce(sum(t.credit - t.debit) FILTER (WHERE a.type = ANY (%(types)s)
                AND t.period BETWEEN %(year)s * 100 + 1 AND %(year)s * 100 + 12), 0)::bigint
FROM ledger_total t JOIN ledger_account a ON a.id = t.account_id
GROUP BY t.book_id
"""
_CAPITAL = ["village_capital", "community_capital", "revolving_fund_capital", "donated_capital"]


def books_of_all(*, year: int, today: date) -> list[BooksRow]:
    """Every active BUMDes in the order of districts and names. Four queries, beside the scope's."""
    with every_book(), connection.cursor() as cursor:
        cursor.execute(
            _SUMS, {"year": year, "capital": _CAPITAL, "types": [str(kind) for kind in RESULT_TYPES]}
        )
        sums = {book: (capital, result) for book, capital, result in cursor.fetchall()}
    paid = village_income_of_all(year=year)
    reports: dict[tuple[int, str], Report] = {
        (report.organisation_id, report.kind): report
        for report in Report.objects.filter(year=year, withdrawn_at=None).defer("content")
    }
    found = Organisation.objects.filter(is_active=True).select_related("village__district", "book")
    rows = []
    for hub in found.order_by("village__district__name", "name", "pk"):
        capital, result = sums.get(hub.book_id or 0, (0, 0)) if hub.book_id else (None, None)
        states = []
        for kind in Report.Kind:
            report, due = reports.get((hub.pk, str(kind))), due_on(year, kind)
            late = report.is_late if report else hub.book_id is not None and today > due
            states.append(ReportState(str(kind.label), due, report, late))
        rows.append(
            BooksRow(
                code=hub.code,
                name=hub.name,
                village=hub.village.name,
                district=hub.village.district.name,
                capital=capital,
                result=result,
                village_income=paid.get(hub.pk, 0),
                closed_through=hub.book.closed_through if hub.book else None,
                reports=states,
            )
        )
    return rows


def totals_of(rows: list[BooksRow]) -> BooksTotals:
    """The sums of books_of_all(). No query."""
    return BooksTotals(
        capital=sum(row.capital or 0 for row in rows),
        result=sum(row.result or 0 for row in rows),
        village_income=sum(row.village_income for row in rows),
        late=sum(any(state.is_late for state in row.reports) for row in rows),
    )
