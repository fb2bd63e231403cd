"""What providers and banks say, beside our books: reports in, differences, money BUMDes brought."""

from __future__ import annotations

from pathlib import PurePath

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.money import format_rupiah
from core.paging import paged
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest
from marketplace.operator.access import frame, operators_only
from marketplace.operator.forms.reconciliation import CloseForm, RemittanceForm, ReportForm
from marketplace.reconciliation import queries
from marketplace.reconciliation.models import Difference, Report
from marketplace.reconciliation.services.differences import close_difference, take_on
from marketplace.reconciliation.services.importing import import_report
from marketplace.reconciliation.services.remitting import enter_remittance


def _crumbs(here: str) -> list[tuple[str, str]]:
    return [(_("Reconciliation"), reverse("operator:reconciliation")), (here, "")]


@operators_only
def reconciliation(request: SignedInRequest) -> HttpResponse:
    """Tabs: what differs, what is over, the reports."""
    lists = {
        "": (_("What differs"), queries.differences(is_open=True)),
        "selesai": (_("Settled"), queries.differences(is_open=False)),
        "laporan": (_("Reports"), queries.reports()),
    }
    tab = request.GET.get("tab", "")
    tab = tab if tab in lists else ""
    here = reverse("operator:reconciliation")
    tabs = [
        {"url": f"{here}?tab={name}" if name else here, "label": label, "current": name == tab}
        for name, (label, _rows) in lists.items()
    ]
    page = paged(lists[tab][1], number=request.GET.get("page"), tab=tab)
    context = {**frame("reconciliation"), "tabs": tabs, "tab": tab, "page": page}
    return render(request, "operator/reconciliation.html", context)


@operators_only
def upload(request: SignedInRequest) -> HttpResponse:
    form = ReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = import_report(
                source=form.cleaned_data["source"],
                content=file.read(),
                file_name=PurePath(file.name).name,
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return redirect("operator:report", made.pk)
    context = {**frame("reconciliation", crumbs=_crumbs(_("Import"))), "form": form}
    return render(request, "operator/report_upload.html", context, status=422 if form.errors else 200)


@operators_only
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    """One report line by line."""
    found = get_object_or_404(Report, pk=pk)
    page = paged(queries.lines_of(found), number=request.GET.get("page"))
    context = {**frame("reconciliation", crumbs=_crumbs(found.file_name)), "report": found, "page": page}
    return render(request, "operator/report.html", context)


@operators_only
def difference(request: SignedInRequest, pk: int) -> HttpResponse:
    """One difference: take it on, or say what it was."""
    full = Difference.objects.select_related(
        "line__payment__purchase", "payment__purchase", "owner", "closed_by"
    )
    found = get_object_or_404(full, pk=pk)
    if request.method == "POST" and "take" in request.POST:
        try:
            take_on(difference=found, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, refusal.message)
        return redirect("operator:difference", pk)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        try:
            close_difference(difference=found, note=note, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("Settled, with your note."))
            return redirect("operator:reconciliation")
    context = {
        **frame("reconciliation", crumbs=_crumbs(str(found.get_kind_display()))),
        "difference": found,
        "payment": found.payment or (found.line.payment if found.line else None),
        "form": form,
    }
    return render(request, "operator/difference.html", context, status=422 if form.errors else 200)


@operators_only
def remit(request: SignedInRequest) -> HttpResponse:
    """What each BUMDes holds of buyers' money, and a form for what it brought."""
    form = RemittanceForm(request.POST or None, initial={"moved_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            made = enter_remittance(**form.cleaned_data, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            words = {"amount": format_rupiah(made.amount), "hub": made.hub.name}
            messages.success(request, _("%(amount)s of %(hub)s is in both books.") % words)
            return redirect("operator:remittances")
    context = {
        **frame("reconciliation", crumbs=_crumbs(_("Money brought to the bank"))),
        "form": form,
        "debts": queries.debts(),
        "page": paged(queries.remittances(), number=request.GET.get("page")),
    }
    return render(request, "operator/remittances.html", context, status=422 if form.errors else 200)
