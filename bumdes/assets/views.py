"""The register, a new asset, one asset with its wear, booking a month's wear."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bumdes.assets.forms import AssetForm, DisposeForm
from bumdes.assets.models import Asset
from bumdes.assets.queries import agreement, register, wear_due
from bumdes.assets.services import acquire, book_wear, dispose
from bumdes.organisations.desk import Desk, at_office, for_offices, frame, refused, with_book
from bumdes.organisations.permissions import KEEP_BOOKS
from core.moments import format_month
from core.refusals import Refusal
from core.spreadsheets import as_xlsx, download
from core.users.decorators import SignedInRequest


@at_office
@with_book
def home(request: SignedInRequest, desk: Desk) -> HttpResponse:
    today = timezone.localdate()
    rows = register(desk.organisation, on=today)
    if request.GET.get("unduh") == "xlsx":
        header = (
            *(_("Register number"), _("What it is"), _("Kind"), _("Used by"), _("Bought on")),
            *(_("Months of life"), _("What it cost"), _("Worn off"), _("Book value")),
        )
        table = [
            (
                *(row.code, row.name, row.kind, row.unit, row.acquired_on),
                *(row.life_months or 0, row.cost, row.worn, row.left),
            )
            for row in rows
        ]
        content = as_xlsx(_("Fixed assets"), header, table, above=[desk.organisation.name], sums=[6, 7, 8])
        return download(content, f"aset-{desk.organisation.code}.xlsx")
    last_month = today.replace(day=1) - timedelta(days=1)
    due = wear_due(desk.organisation, through=last_month)
    context = {
        **frame(request, desk, "assets"),
        "rows": rows,
        "cost": sum(row.cost for row in rows if not row.is_disposed),
        "left": sum(row.left for row in rows),
        "agreement": agreement(desk.organisation, on=today),
        "due": sum(amount for month in due.values() for _asset, amount in month),
        "due_through": last_month,
        "may_keep": desk.holds(KEEP_BOOKS),
    }
    return render(request, "assets/home.html", context)


@for_offices(KEEP_BOOKS)
@with_book
def new(request: SignedInRequest, desk: Desk) -> HttpResponse:
    form = AssetForm(request.POST or None, book=desk.book)
    if request.method == "POST" and form.is_valid():
        try:
            made = acquire(
                organisation=desk.organisation,
                actor=request.user,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            named = {"date": "acquired_on", "amount": "cost"}.get(refusal.field or "", refusal.field)
            form.add_error(named if named in form.fields else None, refusal.message)
        else:
            messages.success(request, _("%(name)s is in the register.") % {"name": made.name})
            return redirect("assets:asset", desk.organisation.code, made.pk)
    here = reverse("assets:home", args=[desk.organisation.code])
    crumbs = [(_("Fixed assets"), here), (_("New asset"), "")]
    context = {**frame(request, desk, "assets", crumbs=crumbs), "form": form}
    return render(request, "assets/new.html", context, status=422 if form.errors else 200)


@for_offices(KEEP_BOOKS)
@with_book
def wear(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """Book what is due through last month."""
    if request.method == "POST":
        through = timezone.localdate().replace(day=1) - timedelta(days=1)
        try:
            entries = book_wear(
                organisation=desk.organisation, month=through, actor=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            text = ngettext(
                "Depreciation is booked: %(count)d entry.",
                "Depreciation is booked: %(count)d entries.",
                len(entries),
            )
            messages.success(
                request,
                text % {"count": len(entries)}
                if entries
                else _("Everything through %(month)s was booked already.") % {"month": format_month(through)},
            )
    return redirect("assets:home", desk.organisation.code)


@at_office
@with_book
def asset(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Asset.objects.filter(organisation=desk.organisation).select_related("unit", "organisation__book"),
        pk=pk,
    )
    form = None
    if found.disposed_on is None and desk.holds(KEEP_BOOKS):
        form = DisposeForm(request.POST or None, book=desk.book)
    if request.method == "POST":
        if form is None:
            return refused(request, desk, KEEP_BOOKS)
        if form.is_valid():
            try:
                dispose(asset=found, actor=request.user, now=timezone.now(), **form.cleaned_data)
            except Refusal as refusal:
                named = {"date": "disposed_on"}.get(refusal.field or "", refusal.field)
                form.add_error(named if named in form.fields else None, refusal.message)
            else:
                messages.success(request, _("%(name)s has left the books.") % {"name": found.name})
                return redirect("assets:asset", desk.organisation.code, pk)
    wears = list(found.wears.order_by("-month_end")[:36])
    worn = found.worn_before + sum(found.wears.values_list("amount", flat=True))
    here = reverse("assets:home", args=[desk.organisation.code])
    context = {
        **frame(request, desk, "assets", crumbs=[(_("Fixed assets"), here), (found.code, "")]),
        "asset": found,
        "wears": wears,
        "worn": worn,
        "left": found.cost - worn,
        "form": form,
    }
    return render(request, "assets/asset.html", context, status=422 if form and form.errors else 200)
