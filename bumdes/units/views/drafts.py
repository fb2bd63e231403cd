"""Filling the draft of a budget: from last year, from a file, unit by unit, month by month."""

from __future__ import annotations

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
from bumdes.organisations.desk import Desk, for_offices, frame, with_book
from bumdes.organisations.permissions import KEEP_BOOKS
from bumdes.units.calculations import spread_over_year
from bumdes.units.enums import BudgetState
from bumdes.units.forms.budgets import (
    CopyForm,
    MonthsForm,
    SheetForm,
    YearAmountsForm,
)
from bumdes.units.queries.budgets import (
    plan_table,
    plannable_accounts,
)
from bumdes.units.queries.results import account_rows
from bumdes.units.services.budgets import (
    PlannedRow,
    copy_year,
    set_rows,
)
from bumdes.units.sheets import RowError, read_sheet
from bumdes.units.views.budgets import (
    budget_crumbs,
    find_budget,
    title_of,
    version_page,
)
from bumdes.units.views.units import name_error
from core.refusals import Refusal
from core.users.decorators import SignedInRequest


@require_POST
@for_offices(KEEP_BOOKS)
@with_book
def budget_copy(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found, form = find_budget(desk, pk), CopyForm(request.POST)
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
    return version_page(request, desk, found, copy=form)


@require_POST
@for_offices(KEEP_BOOKS)
@with_book
def budget_sheet(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """Take a file: all of its rows, or none and what is wrong with each."""
    found, form = find_budget(desk, pk), SheetForm(request.POST, request.FILES)
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
    return version_page(request, desk, found, sheet=form, row_errors=errors)


@for_offices(KEEP_BOOKS)
@with_book
def budget_unit(request: SignedInRequest, desk: Desk, pk: int, unit: str) -> HttpResponse:
    """A unit's accounts with one amount for the year each, spread evenly over its months."""
    found = find_budget(desk, pk, state=BudgetState.DRAFT)
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
        **frame(
            request, desk, "units", crumbs=budget_crumbs(desk, (title_of(found), here), (owner.name, ""))
        ),
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
    found = find_budget(desk, pk, state=BudgetState.DRAFT)
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
    crumbs = budget_crumbs(
        desk,
        (title_of(found), reverse("units:budget", args=[code, pk])),
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
