"""The list of business units, a new one, one with its results, and what units owe each other."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.organisations.desk import Desk, at_office, for_offices, frame, refused, with_book
from bumdes.organisations.permissions import KEEP_BOOKS, MANAGE
from bumdes.units.enums import UnitKind
from bumdes.units.forms.units import EndForm, ManagerForm, PermitForm, TransferForm, UnitForm
from bumdes.units.models import BusinessUnit
from bumdes.units.queries.between import between_units, transfers
from bumdes.units.queries.results import asked_year, results_of, unit_list, unknown_units, year_choices
from bumdes.units.services.units import add_permit, change_unit, end_unit, found_unit, transfer
from core.moments import format_month
from core.refusals import Refusal
from core.spreadsheets import as_xlsx, download
from core.users.decorators import SignedInRequest

RUN_UNITS = MANAGE | KEEP_BOOKS


def crumbs_to(desk: Desk, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    """The way back to the list of units, and on."""
    return [(_("Business units"), reverse("units:home", args=[desk.organisation.code])), *rest]


def business_of(desk: Desk, pk: int) -> BusinessUnit:
    """One of this BUMDes's own units, else 404."""
    found = BusinessUnit.objects.filter(organisation=desk.organisation)
    return get_object_or_404(found.select_related("unit", "organisation__book", "account"), pk=pk)


def name_error(form: forms.Form, refusal: Refusal, **other: str) -> None:
    """Put a refusal beside the field it is about; `other` says what a service's word is called here."""
    field = other.get(refusal.field or "", refusal.field)
    form.add_error(field if field in form.fields else None, refusal.message)


@at_office
@with_book
def home(request: SignedInRequest, desk: Desk) -> HttpResponse:
    today = timezone.localdate()
    rows = unit_list(desk.organisation, on=today)
    context = {
        **frame(request, desk, "units"),
        "rows": rows,
        "unknown": unknown_units(desk.organisation),
        "year": today.year,
        "may_run": desk.holds(RUN_UNITS),
    }
    return render(request, "units/home.html", context)


@for_offices(RUN_UNITS)
@with_book
def new(request: SignedInRequest, desk: Desk) -> HttpResponse:
    initial = {"code": request.GET.get("kode", ""), "name": request.GET.get("nama", "")}
    form = UnitForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = found_unit(
                organisation=desk.organisation, actor=request.user, now=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            name_error(form, refusal)
        else:
            messages.success(request, _("%(name)s is set up.") % {"name": made.unit.name})
            return redirect("units:unit", desk.organisation.code, made.pk)
    context = {
        **frame(request, desk, "units", crumbs=crumbs_to(desk, (_("New unit"), ""))),
        "form": form,
    }
    return render(request, "units/new.html", context, status=422 if form.errors else 200)


@at_office
@with_book
def unit(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """What it earned by month and account, who leads it, its permits."""
    business = business_of(desk, pk)
    today = timezone.localdate()
    years = year_choices(desk.organisation, today=today)
    year = asked_year(request.GET.get("tahun"), years=years)
    through = today.month if year == today.year else 12
    result = results_of(desk.organisation, year=year, through=through, unit=business.unit).get(
        business.unit_id
    )
    if request.GET.get("unduh") == "xlsx":
        header = [_("Account"), _("Name"), *_month_names(year), _("Year"), _("Plan")]
        table = [
            [row.code, row.name, *row.months, row.actual(), row.planned()]
            for row in (result.rows if result else [])
        ]
        title = _("Result of %(unit)s, %(year)d") % {"unit": business.unit.name, "year": year}
        content = as_xlsx(business.unit.name, header, table, above=[desk.organisation.name, title])
        return download(content, f"unit-{business.unit.code}-{year}.xlsx")
    context = {
        **frame(request, desk, "units", crumbs=crumbs_to(desk, (business.unit.name, ""))),
        "business": business,
        "result": result,
        "accounts": [
            {
                "name": row.name,
                "actual": row.actual(through=through),
                "planned": row.planned(through=through),
                "is_income": row.is_income,
            }
            for row in (result.rows if result else [])
        ],
        "months": list(zip(_month_names(year), result.months, strict=True))[:through] if result else [],
        "year": year,
        "years": years,
        "permits": list(business.permits.order_by("expires_on", "pk")),
        "today": today,
        "may_run": desk.holds(RUN_UNITS),
        "is_internet": business.kind == UnitKind.INTERNET,
    }
    return render(request, "units/unit.html", context)


def _month_names(year: int) -> list[str]:
    first = timezone.localdate().replace(year=year, day=1)
    return [format_month(first.replace(month=month)) for month in range(1, 13)]


@for_offices(RUN_UNITS)
@with_book
def change(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """Who leads it, a permit, and its end: three small forms, told apart by their button."""
    business = business_of(desk, pk)
    said = {"manager": business.manager, "manager_phone": business.manager_phone, "about": business.about}
    sent = request.POST.get("act", "") if request.method == "POST" else ""
    manager = ManagerForm(request.POST if sent == "manager" else None, initial=said)
    permit = PermitForm(request.POST if sent == "permit" else None)
    end = EndForm(request.POST if sent == "end" else None)
    form = {"manager": manager, "permit": permit, "end": end}.get(sent)
    if form is not None and form.is_valid():
        now, data = timezone.now(), form.cleaned_data
        try:
            if form is manager:
                change_unit(business=business, actor=request.user, now=now, **data)
            elif form is permit:
                add_permit(business=business, actor=request.user, now=now, **data)
            else:
                end_unit(business=business, actor=request.user, now=now, **data)
        except Refusal as refusal:
            name_error(form, refusal)
        else:
            messages.success(request, _("It is written down."))
            return redirect("units:unit", desk.organisation.code, pk)
    here = reverse("units:unit", args=[desk.organisation.code, pk])
    crumbs = crumbs_to(desk, (business.unit.name, here), (_("Change"), ""))
    context = {
        **frame(request, desk, "units", crumbs=crumbs),
        "business": business,
        "manager_form": manager,
        "permit_form": permit,
        "end_form": end,
    }
    return render(request, "units/change.html", context, status=422 if form and form.errors else 200)


@at_office
@with_book
def between(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """What units owe each other, what differs, and moving money between them."""
    form = None
    if desk.holds(KEEP_BOOKS):
        form = TransferForm(request.POST or None, book=desk.book)
    if request.method == "POST":
        if form is None:
            return refused(request, desk, KEEP_BOOKS)
        if form.is_valid():
            try:
                transfer(
                    organisation=desk.organisation,
                    actor=request.user,
                    now=timezone.now(),
                    **form.cleaned_data,
                )
            except Refusal as refusal:
                name_error(form, refusal, date="day")
            else:
                messages.success(request, _("The transfer is in the books of both units."))
                return redirect("units:between", desk.organisation.code)
    context = {
        **frame(request, desk, "units", crumbs=crumbs_to(desk, (_("Between units"), ""))),
        "between": between_units(desk.organisation),
        "transfers": transfers(desk.organisation),
        "form": form,
    }
    return render(request, "units/between.html", context, status=422 if form and form.errors else 200)
