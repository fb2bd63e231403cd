"""The summary of a BUMDes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.bookkeeping.queries.money import places
from bumdes.ledger.calculations import month_end
from bumdes.office.chart import bars
from bumdes.office.queries.months import Month, year_to
from bumdes.office.queries.positions import cash_moved, positions
from bumdes.office.queries.todos import todos_for
from bumdes.organisations.desk import Desk, at_office, frame, with_book
from core.moments import format_month, month_name
from core.money import format_rupiah
from core.users.decorators import SignedInRequest


@at_office
@with_book
def home(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """Money now, one month against plan and the year before it, receivables and debts, what to do."""
    book, today = desk.book, timezone.localdate()
    shown = _asked_month(request.GET.get("bulan", ""), book.opened_on, today)
    months = year_to(desk.organisation, book, last=shown)
    month, before = months[-1], months[-2]
    money = [place for place in places(book) if place.is_offered or place.balance]
    return render(
        request,
        "office/home.html",
        {
            **frame(request, desk, "summary"),
            "places": money,
            "money": sum(place.balance for place in money),
            "moved": cash_moved(book, month=today),
            "month": month,
            "is_running": month_end(shown) >= today,
            "last_year": months[0],
            "before": before,
            "earlier": before.first_day if month_end(before.first_day) >= book.opened_on else None,
            "later": _next(shown) if _next(shown) <= today else None,
            "units": sorted(month.units.items(), key=lambda each: -each[1].result),
            "chart": _chart(months[1:]),
            "table": _table(months[1:]),
            "positions": positions(book),
            "todos": todos_for(desk, today=today),
        },
    )


def _asked_month(typed: str, opened_on: date, today: date) -> date:
    """The first day of the month asked for, within the books; the running month when it is none."""
    running = today.replace(day=1)
    try:
        asked = date.fromisoformat(f"{typed}-01")
    except ValueError:
        return running
    return min(max(asked, opened_on.replace(day=1)), running)


def _next(first_day: date) -> date:
    return month_end(first_day) + timedelta(days=1)


def _chart(months: list[Month]) -> dict[str, Any]:
    return {
        "drawn": bars(
            [month_name(month.first_day.month)[:3] for month in months],
            [[month.total.income for month in months], [month.total.cost for month in months]],
        ),
        "first": format_month(months[0].first_day),
        "last": format_month(months[-1].first_day),
    }


def _table(months: list[Month]) -> dict[str, Any]:
    """The chart's figures in words: the same months, the newest first."""
    heads = [_("Month"), _("Income"), _("Costs"), _("Result"), _("Planned result")]
    rows = []
    for month in reversed(months):
        total = month.total
        cells = [
            format_month(month.first_day),
            *(format_rupiah(amount) for amount in (total.income, total.cost, total.result)),
            "–" if month.plan is None else format_rupiah(month.plan.result),
        ]
        rows.append(
            [
                {"label": head, "value": cell, "numeric": place > 0}
                for place, (head, cell) in enumerate(zip(heads, cells, strict=True))
            ]
        )
    return {
        "caption": _("Income and costs by month"),
        "hide_caption": True,
        "columns": [{"label": head, "numeric": place > 0} for place, head in enumerate(heads)],
        "rows": rows,
    }
