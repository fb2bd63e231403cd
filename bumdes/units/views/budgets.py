"""The budget: its years, a version with its rows and its decision, and the books beside the plan."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bumdes.ledger.models import Unit
from bumdes.ledger.queries import accounts_of
from bumdes.organisations.desk import Desk, at_office, for_offices, frame, refused, with_book
from bumdes.organisations.permissions import APPROVE, KEEP_BOOKS
from bumdes.units.calculations import spread_over_year
from bumdes.units.enums import BudgetState
from bumdes.units.forms.budgets import (
    ApproveForm,
    CopyForm,
    MonthsForm,
    NewBudgetForm,
    RefuseForm,
    SheetForm,
    YearAmountsForm,
)
from bumdes.units.models import Budget
from bumdes.units.queries.budgets import (
    AgainstPlan,
    PlanUnit,
    against_plan,
    budget_years,
    plan_table,
    plannable_accounts,
)
from bumdes.units.queries.results import account_rows
from bumdes.units.services.budgets import (
    PlannedRow,
    approve_budget,
    copy_year,
    draft_budget,
    propose_budget,
    refuse_budget,
    set_rows,
)
from bumdes.units.sheets import RowError, as_sheet, read_sheet
from bumdes.units.views.units import crumbs_to, name_error
from core.moments import month_name
from core.refusals import Refusal
from core.spreadsheets import as_xlsx, download
from core.users.decorators import SignedInRequest

SHOWN_ERRORS = 20


def _crumbs(desk: Desk, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    return crumbs_to(desk, (_("Budget"), reverse("units:budgets", args=[desk.organisation.code])), *rest)


def _budget(desk: Desk, pk: int, **only: str) -> Budget:
    found = Budget.objects.filter(organisation=desk.organisation, **only)
    budget = get_object_or_404(found.select_related("made_by", "proposed_by", "decided_by"), pk=pk)
    budget.organisation = desk.organisation
    return budget


def _title(budget: Budget) -> str:
    return _("Budget %(year)d, version %(version)d") % {"year": budget.year, "version": budget.version}


def _units(desk: Desk) -> list[Unit]:
    return list(Unit.objects.filter(book=desk.book, is_active=True).order_by("pk"))


def _chosen_unit(request: SignedInRequest, units: list[Unit]) -> Unit | None:
    asked = request.GET.get("unit")
    return next((unit for unit in units if unit.code == asked), None)


@at_office
@with_book
def budgets(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """The years, and a form for the next version of one."""
    form = None
    if desk.holds(KEEP_BOOKS):
        form = NewBudgetForm(request.POST or None, this_year=timezone.localdate().year)
    if request.method == "POST":
        if form is None:
            return refused(request, desk, KEEP_BOOKS)
        if form.is_valid():
            try:
                made = draft_budget(
                    organisation=desk.organisation,
                    actor=request.user,
                    now=timezone.now(),
                    **form.cleaned_data,
                )
            except Refusal as refusal:
                name_error(form, refusal)
            else:
                return redirect("units:budget", desk.organisation.code, made.pk)
    context = {
        **frame(request, desk, "units", crumbs=_crumbs(desk)),
        "years": budget_years(desk.organisation),
        "form": form,
    }
    return render(request, "units/budgets.html", context, status=422 if form and form.errors else 200)


@at_office
@with_book
def budget(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """One version, to read and print; a draft leads to its forms, a proposed one to its decision."""
    return _version(request, desk, _budget(desk, pk))


def _version(
    request: SignedInRequest,
    desk: Desk,
    found: Budget,
    *,
    copy: CopyForm | None = None,
    sheet: SheetForm | None = None,
    approve: ApproveForm | None = None,
    refuse: RefuseForm | None = None,
    row_errors: list[RowError] | None = None,
) -> HttpResponse:
    units = _units(desk)
    chosen = _chosen_unit(request, units)
    table = plan_table(found, unit=chosen)
    if request.GET.get("unduh") == "xlsx":
        name = f"anggaran-{desk.organisation.code}-{found.year}-v{found.version}.xlsx"
        return download(as_sheet(table, title=_title(found)), name)
    is_draft = found.state == BudgetState.DRAFT and desk.holds(KEEP_BOOKS)
    decides = found.state == BudgetState.PROPOSED and desk.holds(APPROVE)
    wrong = any(form and form.errors for form in (copy, sheet, approve, refuse)) or bool(row_errors)
    context = {
        **frame(request, desk, "units", crumbs=_crumbs(desk, (_title(found), ""))),
        "budget": found,
        "title": _title(found),
        "table": [_unit_rows(unit) for unit in table],
        "quarter_names": [name for name, _amount in _quarters((0,) * 12)],
        "income": sum(unit.income for unit in table),
        "cost": sum(unit.cost for unit in table),
        "result": sum(unit.result for unit in table),
        "units": units,
        "chosen": chosen,
        "copy_form": (copy or CopyForm()) if is_draft else None,
        "sheet_form": (sheet or SheetForm()) if is_draft else None,
        "approve_form": (approve or ApproveForm()) if decides else None,
        "refuse_form": (refuse or RefuseForm()) if decides else None,
        "row_errors": (row_errors or [])[:SHOWN_ERRORS],
        "more_errors": max(0, len(row_errors or []) - SHOWN_ERRORS),
        "last_year": found.year - 1,
        "is_own": found.proposed_by_id == request.user.pk,
    }
    return render(request, "units/budget.html", context, status=422 if wrong else 200)


def _quarters(months: Sequence[int]) -> list[tuple[str, int]]:
    """Four sums with their names: twelve columns would fit no paper."""
    return [
        (f"{month_name(first)[:3]}–{month_name(first + 2)[:3]}", sum(months[first - 1 : first + 2]))
        for first in (1, 4, 7, 10)
    ]


def _unit_rows(unit: PlanUnit) -> dict[str, object]:
    return {
        "code": unit.code,
        "name": unit.name,
        "result": unit.result,
        "quarters": _quarters(unit.months),
        "rows": [
            {"code": row.code, "name": row.name, "quarters": _quarters(row.plan), "year": row.planned()}
            for row in unit.rows
        ],
    }


@require_POST
@for_offices(KEEP_BOOKS)
@with_book
def budget_copy(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found, form = _budget(desk, pk), CopyForm(request.POST)
    if form.is_valid():
        try:
            copy_year(
                budget=found,
                from_year=found.year - 1,
                percent=form.cleaned_data["percent"],
                of_plan=form.cleaned_data["source"] == "plan",
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            name_error(form, refusal)
        else:
            messages.success(request, _("The draft is filled. Go through it and change what will differ."))
            return redirect("units:budget", desk.organisation.code, pk)
    return _version(request, desk, found, copy=form)


@require_POST
@for_offices(KEEP_BOOKS)
@with_book
def budget_sheet(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """Take a file: all of its rows, or none and what is wrong with each."""
    found, form = _budget(desk, pk), SheetForm(request.POST, request.FILES)
    errors: list[RowError] = []
    if form.is_valid():
        try:
            rows, errors = read_sheet(form.cleaned_data["file"].read(), book=desk.book)
            if not errors:
                set_rows(budget=found, rows=rows, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            name_error(form, refusal)
        else:
            if not errors:
                messages.success(request, _("%(count)d rows are in the draft.") % {"count": len(rows)})
                return redirect("units:budget", desk.organisation.code, pk)
    return _version(request, desk, found, sheet=form, row_errors=errors)


@for_offices(KEEP_BOOKS)
@with_book
def budget_unit(request: SignedInRequest, desk: Desk, pk: int, unit: str) -> HttpResponse:
    """A unit's accounts with one amount for the year each, spread evenly over its months."""
    found = _budget(desk, pk, state=BudgetState.DRAFT)
    owner = get_object_or_404(Unit.objects.filter(book=desk.book, is_active=True), code=unit)
    planned = {row.account: row for part in plan_table(found, unit=owner) for row in part.rows}
    last = {
        row.account: row.actual()
        for row in account_rows(desk.organisation, year=found.year - 1, budget=None, unit=owner)
    }
    everything = plannable_accounts(desk.organisation)
    accounts = [row for row in everything if row.pk in planned or row.pk in last]
    more = [row for row in everything if row.pk not in planned and row.pk not in last]
    form = YearAmountsForm(
        request.POST or None,
        accounts=[*accounts, *more],
        amounts={pk: row.planned() for pk, row in planned.items()},
    )
    if request.method == "POST" and form.is_valid():
        by_pk = {row.pk: row for row in everything}
        rows = [
            PlannedRow(owner, by_pk[account], spread_over_year(amount))
            for account, amount in form.changed().items()
        ]
        try:
            set_rows(budget=found, rows=rows, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            name_error(form, refusal)
        else:
            messages.success(request, _("The budget of %(unit)s is kept.") % {"unit": owner.name})
            return redirect("units:budget", desk.organisation.code, pk)
    here = reverse("units:budget", args=[desk.organisation.code, pk])
    context = {
        **frame(request, desk, "units", crumbs=_crumbs(desk, (_title(found), here), (owner.name, ""))),
        "budget": found,
        "unit": owner,
        "form": form,
        "known": [_input(form, row, last=last.get(row.pk), kept=row.pk in planned) for row in accounts],
        "more": [_input(form, row, last=None, kept=False) for row in more],
        "more_open": any(f"a{row.pk}" in form.errors for row in more) or not accounts,
        "last_year": found.year - 1,
    }
    return render(request, "units/budget_unit.html", context, status=422 if form.errors else 200)


def _input(form: forms.Form, account: object, *, last: int | None, kept: bool) -> dict[str, object]:
    pk = getattr(account, "pk", None)
    return {"field": form[f"a{pk}"], "account": account, "last": last, "kept": kept}


@for_offices(KEEP_BOOKS)
@with_book
def budget_months(request: SignedInRequest, desk: Desk, pk: int, unit: str, account: str) -> HttpResponse:
    """Twelve months of one account of a unit."""
    found = _budget(desk, pk, state=BudgetState.DRAFT)
    owner = get_object_or_404(Unit.objects.filter(book=desk.book, is_active=True), code=unit)
    accounts = accounts_of(desk.book)
    if not accounts.has_code(account):
        raise Http404
    row = accounts.by_code(account)
    plan = next(
        (each.plan for part in plan_table(found, unit=owner) for each in part.rows if each.account == row.pk),
        (0,) * 12,
    )
    form = MonthsForm(
        request.POST or None, initial={f"m{month}": amount for month, amount in enumerate(plan, 1)}
    )
    if request.method == "POST" and form.is_valid():
        total = form.cleaned_data["year"]
        months = form.months() if total is None else spread_over_year(total)
        try:
            set_rows(
                budget=found, rows=[PlannedRow(owner, row, months)], actor=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            name_error(form, refusal)
        else:
            messages.success(request, _("%(account)s is kept.") % {"account": row.name})
            return redirect("units:budget_unit", desk.organisation.code, pk, unit)
    code = desk.organisation.code
    crumbs = _crumbs(
        desk,
        (_title(found), reverse("units:budget", args=[code, pk])),
        (owner.name, reverse("units:budget_unit", args=[code, pk, unit])),
        (row.name, ""),
    )
    context = {
        **frame(request, desk, "units", crumbs=crumbs),
        "budget": found,
        "unit": owner,
        "account": row,
        "form": form,
    }
    return render(request, "units/budget_months.html", context, status=422 if form.errors else 200)


@require_POST
@for_offices(KEEP_BOOKS)
@with_book
def budget_propose(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    try:
        propose_budget(budget=_budget(desk, pk), actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("It waits for a second person."))
    return redirect("units:budget", desk.organisation.code, pk)


@require_POST
@for_offices(APPROVE)
@with_book
def budget_decide(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """Agree or refuse: two forms, told apart by their button."""
    found = _budget(desk, pk)
    form: ApproveForm | RefuseForm
    form = RefuseForm(request.POST) if "refuse" in request.POST else ApproveForm(request.POST)
    if form.is_valid():
        now, data = timezone.now(), form.cleaned_data
        try:
            if isinstance(form, RefuseForm):
                refuse_budget(budget=found, actor=request.user, now=now, **data)
                messages.info(request, _("It is refused. The next draft begins with its amounts."))
            else:
                approve_budget(budget=found, actor=request.user, now=now, **data)
                messages.success(request, _("The budget of %(year)d is in force.") % {"year": found.year})
        except Refusal as refusal:
            found = _budget(desk, pk)
            name_error(form, refusal)
        else:
            return redirect("units:budget", desk.organisation.code, pk)
    if isinstance(form, RefuseForm):
        return _version(request, desk, found, refuse=form)
    return _version(request, desk, found, approve=form)


@at_office
@with_book
def against(request: SignedInRequest, desk: Desk, year: int) -> HttpResponse:
    """The books beside the approved plan, for the year so far or some of its months."""
    if not 2000 <= year <= 2100:
        raise Http404
    today = timezone.localdate()
    units = _units(desk)
    chosen = _chosen_unit(request, units)
    since = _month(request.GET.get("dari"), 1)
    through = max(since, _month(request.GET.get("sampai"), today.month if year == today.year else 12))
    found = against_plan(desk.organisation, year=year, since=since, through=through, unit=chosen)
    title = _("Budget and books, %(since)s to %(through)s %(year)d") % {
        "since": month_name(since),
        "through": month_name(through),
        "year": year,
    }
    if request.GET.get("unduh") == "xlsx":
        return _against_file(desk, found, title, year)
    last_day = calendar.monthrange(year, through)[1]
    context = {
        **frame(request, desk, "units", crumbs=_crumbs(desk, (str(year), ""))),
        "found": found,
        "title": title,
        "year": year,
        "since": since,
        "through": through,
        "units": units,
        "chosen": chosen,
        "months": [(month, month_name(month)) for month in range(1, 13)],
        "first_day": date(year, since, 1).isoformat(),
        "last_day": date(year, through, last_day).isoformat(),
    }
    return render(request, "units/against.html", context)


def _month(asked: str | None, usual: int) -> int:
    return int(asked) if asked and asked.isdigit() and len(asked) < 3 and 1 <= int(asked) <= 12 else usual


def _against_file(desk: Desk, found: AgainstPlan, title: str, year: int) -> HttpResponse:
    header = (_("Unit"), _("Account"), _("Name"), _("Plan"), _("Actual"), _("Difference"), _("Percent"))
    rows = [
        (
            *(unit.name, row.code, row.name, row.planned, row.actual, row.difference),
            "" if row.percent is None else f"{row.percent} %",
        )
        for unit in found.units
        for row in unit.rows
    ]
    content = as_xlsx(_("Budget and books"), header, rows, above=[desk.organisation.name, title])
    return download(content, f"realisasi-{desk.organisation.code}-{year}.xlsx")
