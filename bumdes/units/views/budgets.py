"""The budget: its years, and a version with its rows and its decision."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bumdes.ledger.models import Unit
from bumdes.organisations.desk import Desk, at_office, for_offices, frame, refused, with_book
from bumdes.organisations.permissions import APPROVE, KEEP_BOOKS
from bumdes.units.enums import BudgetState
from bumdes.units.forms.budgets import (
    ApproveForm,
    CopyForm,
    NewBudgetForm,
    RefuseForm,
    SheetForm,
)
from bumdes.units.models import Budget
from bumdes.units.queries.budgets import (
    PlanUnit,
    budget_years,
    plan_table,
)
from bumdes.units.services.budgets import (
    approve_budget,
    draft_budget,
    propose_budget,
    refuse_budget,
)
from bumdes.units.sheets import RowError, as_sheet
from bumdes.units.views.units import crumbs_to, name_error
from core.moments import month_name
from core.refusals import Refusal
from core.spreadsheets import download
from core.users.decorators import SignedInRequest

SHOWN_ERRORS = 20


def budget_crumbs(desk: Desk, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    return crumbs_to(desk, (_("Budget"), reverse("units:budgets", args=[desk.organisation.code])), *rest)


def find_budget(desk: Desk, pk: int, **only: str) -> Budget:
    found = Budget.objects.filter(organisation=desk.organisation, **only)
    budget = get_object_or_404(found.select_related("made_by", "proposed_by", "decided_by"), pk=pk)
    budget.organisation = desk.organisation
    return budget


def title_of(budget: Budget) -> str:
    return _("Budget %(year)d, version %(version)d") % {"year": budget.year, "version": budget.version}


def open_units(desk: Desk) -> list[Unit]:
    return list(Unit.objects.filter(book=desk.book, is_active=True).order_by("pk"))


def chosen_unit(request: SignedInRequest, units: list[Unit]) -> Unit | None:
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
        **frame(request, desk, "units", crumbs=budget_crumbs(desk)),
        "years": budget_years(desk.organisation),
        "form": form,
    }
    return render(request, "units/budgets.html", context, status=422 if form and form.errors else 200)


@at_office
@with_book
def budget(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """One version, to read and print; a draft leads to its forms, a proposed one to its decision."""
    return version_page(request, desk, find_budget(desk, pk))


def version_page(
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
    units = open_units(desk)
    chosen = chosen_unit(request, units)
    table = plan_table(found, unit=chosen)
    if request.GET.get("unduh") == "xlsx":
        name = f"anggaran-{desk.organisation.code}-{found.year}-v{found.version}.xlsx"
        return download(as_sheet(table, title=title_of(found)), name)
    is_draft = found.state == BudgetState.DRAFT and desk.holds(KEEP_BOOKS)
    decides = found.state == BudgetState.PROPOSED and desk.holds(APPROVE)
    wrong = any(form and form.errors for form in (copy, sheet, approve, refuse)) or bool(row_errors)
    context = {
        **frame(request, desk, "units", crumbs=budget_crumbs(desk, (title_of(found), ""))),
        "budget": found,
        "title": title_of(found),
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
def budget_propose(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    try:
        propose_budget(budget=find_budget(desk, pk), actor=request.user, now=timezone.now())
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
    found = find_budget(desk, pk)
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
            found = find_budget(desk, pk)
            name_error(form, refusal)
        else:
            return redirect("units:budget", desk.organisation.code, pk)
    if isinstance(form, RefuseForm):
        return version_page(request, desk, found, refuse=form)
    return version_page(request, desk, found, approve=form)
