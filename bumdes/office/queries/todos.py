"""What needs doing, and whose work it is. Each look asks one room one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bumdes.bookkeeping.models import CashCount, ImportDraft
from bumdes.bookkeeping.queries.imports import imports_of
from bumdes.bookkeeping.queries.proposals import waiting_count
from bumdes.bookkeeping.queries.templates import due_in, templates_of
from bumdes.capital.queries import waiting as waiting_capital
from bumdes.closing.models import AllocationShare, ProfitAllocation, ReopenRequest, Report, YearClosing
from bumdes.closing.queries.overview import report_rows
from bumdes.ledger.calculations import first_open_month_end, month_end
from bumdes.organisations.desk import Desk
from bumdes.organisations.models.bylaws import ProfitPurpose
from bumdes.organisations.permissions import (
    APPROVE,
    CLOSE_BOOKS,
    KEEP_BOOKS,
    MANAGE,
    RECORD,
    REVIEW,
)
from bumdes.units.enums import BudgetState
from bumdes.units.models import Budget, DrawerShift, Permit
from core.moments import format_date, format_month
from core.money import format_rupiah

SOON = timedelta(days=45)


@dataclass(frozen=True)
class Todo:
    """One card: how many, of what, and where to do it."""

    count: int
    label: str
    hint: str
    url: str
    is_urgent: bool = False


def _page(desk: Desk, name: str, *parts: object) -> str:
    return reverse(name, args=[desk.organisation.code, *parts])


def to_approve(desk: Desk, today: date) -> Iterator[Todo]:
    if desk.holds(APPROVE) and (count := waiting_count(desk.book)):
        yield Todo(
            count,
            _("Waiting for approval"),
            _("A second person looks at it"),
            _page(desk, "books:approvals"),
            True,
        )


def imports_to_approve(desk: Desk, today: date) -> Iterator[Todo]:
    """Files of entries over the limit of the book; one alone is opened at once."""
    if not desk.holds(APPROVE):
        return
    waiting = imports_of(desk.book).filter(state=ImportDraft.State.WAITING)
    if found := list(waiting):
        url = _page(desk, "books:import", found[0].pk) if len(found) == 1 else _page(desk, "books:imports")
        hint = f"{found[0].name}, {format_rupiah(found[0].total)}"
        label = ngettext("Import waiting for approval", "Imports waiting for approval", len(found))
        yield Todo(len(found), label, hint, url, True)


def capital_to_approve(desk: Desk, today: date) -> Iterator[Todo]:
    if desk.holds(APPROVE) and (rows := waiting_capital(desk.book)):
        yield Todo(len(rows), _("Capital waiting for approval"), "", _page(desk, "capital:home"), True)


def decisions_on_closing(desk: Desk, today: date) -> Iterator[Todo]:
    if not desk.holds(CLOSE_BOOKS):
        return
    for year in ProfitAllocation.objects.filter(
        organisation=desk.organisation, state=ProfitAllocation.State.PROPOSED
    ).values_list("year", flat=True):
        label = _("Sharing the profit of %(year)d waits for approval") % {"year": year}
        yield Todo(1, label, "", _page(desk, "closing:profit", year), True)
    if count := ReopenRequest.objects.filter(organisation=desk.organisation, state="waiting").count():
        yield Todo(count, _("Somebody asks to reopen the books"), "", _page(desk, "closing:home"), True)


def open_drawers(desk: Desk, today: date) -> Iterator[Todo]:
    if not desk.sees_all_shifts:
        return
    count = DrawerShift.objects.filter(
        organisation=desk.organisation, closed_at=None, opened_at__date__lt=today
    ).count()
    if count:
        yield Todo(
            count,
            _("Drawers open since yesterday or longer"),
            _("Count and close them"),
            _page(desk, "hub:shifts"),
            True,
        )


def templates_due(desk: Desk, today: date) -> Iterator[Todo]:
    if desk.holds(RECORD) and (due := due_in(desk.book, list(templates_of(desk.book)), until=today)):
        hint = f"{due[0].template.name}, {format_date(due[0].on)}"
        yield Todo(len(due), _("Templates due"), hint, _page(desk, "books:templates"))


def cash_to_count(desk: Desk, today: date) -> Iterator[Todo]:
    """From the last week of a month on, while nobody has counted the box in it."""
    if not desk.holds(RECORD) or today < month_end(today) - timedelta(days=6):
        return
    if not CashCount.objects.filter(account__book=desk.book, counted_on__gte=today.replace(day=1)).exists():
        hint = _("The month's count is still missing")
        yield Todo(1, _("Count the cash box"), hint, _page(desk, "books:counts"))


def months_to_close(desk: Desk, today: date) -> Iterator[Todo]:
    next_end = first_open_month_end(desk.book.opened_on, desk.book.closed_through)
    over = (today.year - next_end.year) * 12 + today.month - next_end.month
    if desk.holds(CLOSE_BOOKS) and over > 0:
        label = ngettext("Month to close", "Months to close", over)
        hint = _("From %(month)s on") % {"month": format_month(next_end)}
        yield Todo(over, label, hint, _page(desk, "closing:home"), over > 1)


def reports_to_make(desk: Desk, today: date) -> Iterator[Todo]:
    """Half-year and annual reports that are due soon or late, of years the books know."""
    if not desk.holds(CLOSE_BOOKS):
        return
    for year in (today.year - 1, today.year):
        for row in report_rows(desk.organisation, year=year, today=today):
            is_known = desk.book.opened_on <= date(year, 6 if row.kind == Report.Kind.HALF_YEAR else 12, 28)
            if row.report is not None or not is_known or row.due_on - SOON > today:
                continue
            hint = _("Due on %(day)s") % {"day": format_date(row.due_on)}
            url = _page(desk, "closing:report", year, row.kind)
            yield Todo(
                1, _("Report %(year)d: %(kind)s") % {"year": year, "kind": row.label}, hint, url, row.is_late
            )


def reports_to_review(desk: Desk, today: date) -> Iterator[Todo]:
    """For adviser and supervisors: reports their own office has not looked over."""
    if not desk.holds(REVIEW):
        return
    for report in Report.objects.filter(
        organisation=desk.organisation, withdrawn_at=None, accepted_at=None
    ).prefetch_related("sign_offs"):
        if (desk.roles & REVIEW) - {sign.office for sign in report.sign_offs.all()}:
            label = _("Report %(year)d waits for your look") % {"year": report.year}
            yield Todo(
                1,
                label,
                report.get_kind_display(),
                _page(desk, "closing:report", report.year, report.kind),
                True,
            )


def profits_to_share(desk: Desk, today: date) -> Iterator[Todo]:
    if not desk.holds(CLOSE_BOOKS):
        return
    shared = ProfitAllocation.objects.filter(organisation=desk.organisation).exclude(
        state=ProfitAllocation.State.REFUSED
    )
    for closing in (
        YearClosing.objects.filter(organisation=desk.organisation, undone_at=None, result__gt=0)
        .exclude(year__in=shared.values("year"))
        .order_by("year")
    ):
        label = _("Profit of %(year)d is not shared yet") % {"year": closing.year}
        yield Todo(1, label, format_rupiah(closing.result), _page(desk, "closing:profit", closing.year))


def shares_to_pay(desk: Desk, today: date) -> Iterator[Todo]:
    """What the village is owed of past profits (PADes)."""
    if not desk.holds(CLOSE_BOOKS):
        return
    for share in (
        AllocationShare.objects.filter(
            allocation__organisation=desk.organisation,
            allocation__state=ProfitAllocation.State.APPROVED,
            purpose=ProfitPurpose.VILLAGE,
        )
        .annotate(rest=F("amount") - Coalesce(Sum("payments__amount"), 0))
        .filter(rest__gt=0)
        .select_related("allocation")
        .order_by("allocation__year")
    ):
        label = _("Pay the village its share of %(year)d") % {"year": share.allocation.year}
        yield Todo(1, label, format_rupiah(share.rest), _page(desk, "closing:share", share.pk))


def budget_to_make(desk: Desk, today: date) -> Iterator[Todo]:
    """This year's, and from October on the next one's."""
    if not desk.holds(KEEP_BOOKS | MANAGE):
        return
    years = [today.year, today.year + 1] if today.month >= 10 else [today.year]
    made = set(
        Budget.objects.filter(
            organisation=desk.organisation, year__in=years, state=BudgetState.APPROVED
        ).values_list("year", flat=True)
    )
    for year in years:
        if year not in made:
            yield Todo(
                1,
                _("Budget of %(year)d") % {"year": year},
                _("Not approved yet"),
                _page(desk, "units:budgets"),
            )


def permits_to_renew(desk: Desk, today: date) -> Iterator[Todo]:
    rows = (
        Permit.objects.filter(
            business__organisation=desk.organisation, business__ended_on=None, expires_on__lte=today + SOON
        )
        .select_related("business__unit")
        .order_by("expires_on", "pk")
    )
    if desk.holds(MANAGE) and (found := list(rows)):
        hint = (
            f"{found[0].business.unit.name}, {format_date(found[0].expires_on)}"
            if found[0].expires_on
            else ""
        )
        label = ngettext("Permit that runs out", "Permits that run out", len(found))
        yield Todo(len(found), label, hint, _page(desk, "units:unit", found[0].business_id))


# In the order of the cards; what cannot wait comes first whatever its place.
LOOKS: list[Callable[[Desk, date], Iterator[Todo]]] = [
    to_approve,
    imports_to_approve,
    capital_to_approve,
    decisions_on_closing,
    reports_to_review,
    open_drawers,
    templates_due,
    cash_to_count,
    months_to_close,
    reports_to_make,
    profits_to_share,
    shares_to_pay,
    budget_to_make,
    permits_to_renew,
]


def todos_for(desk: Desk, *, today: date) -> list[Todo]:
    """Every card of the reader's offices. Read with the book open, as office pages have it."""
    found = [todo for look in LOOKS for todo in look(desk, today)]
    return sorted(found, key=lambda todo: not todo.is_urgent)
