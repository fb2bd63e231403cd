"""A list of the bank: sent in, looked at, its columns corrected, imported, taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bumdes.banking import services
from bumdes.banking.forms import ColumnsForm, ImportForm, UploadForm
from bumdes.banking.models import StatementFile
from bumdes.banking.queries.desk import start_of
from bumdes.banking.reading import in_order, where_a_line_is_missing
from bumdes.banking.services.imports import new_in, read_file, table_of
from bumdes.banking.views.answers import bank_account, bank_frame, crumb_of, file_of
from bumdes.organisations.desk import Desk, at_office, for_offices, refused, with_book
from bumdes.organisations.permissions import KEEP_BOOKS
from core.paging import paged
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest

SHOWN = 8  # lines of a file that its preview shows
ERRORS_SHOWN = 20


@at_office
@with_book
def upload(request: SignedInRequest, desk: Desk, account: str) -> HttpResponse:
    """Send a file in; below, those that were sent before."""
    bank = bank_account(desk, account)
    if request.method == "POST" and not desk.holds(KEEP_BOOKS):
        return refused(request, desk, KEEP_BOOKS)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            made = services.upload_file(
                account=bank,
                content=sent.read(),
                name=sent.name,
                key=form.cleaned_data["key"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return redirect("banking:file", desk.organisation.code, made.pk)
    files = StatementFile.objects.filter(account=bank).select_related("made_by").defer("lines")
    context = {
        **bank_frame(request, desk, crumb_of(desk, bank), (_("Import"), "")),
        "account": bank,
        "form": form,
        "page": paged(files.order_by("-pk"), number=request.GET.get("page")),
        "may_keep": desk.holds(KEEP_BOOKS),
    }
    return render(request, "banking/upload.html", context, status=422 if form.errors else 200)


@at_office
@with_book
def file(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """What was understood of a file; importing it."""
    found = file_of(desk, pk)
    return _preview(request, desk, found, wants_import=request.method == "POST")


@for_offices(KEEP_BOOKS)
@with_book
def columns(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """Say what the columns are."""
    found = file_of(desk, pk)
    if request.method != "POST" or found.state != StatementFile.State.WAITING:
        return redirect("banking:file", desk.organisation.code, pk)
    form = ColumnsForm(request.POST, table=table_of(found))
    if form.is_valid():
        try:
            services.choose_columns(
                file=found,
                header=form.cleaned_data["header"],
                columns=form.columns,
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return redirect("banking:file", desk.organisation.code, pk)
    return _preview(request, desk, found, chosen=form)


def _preview(
    request: SignedInRequest,
    desk: Desk,
    found: StatementFile,
    *,
    wants_import: bool = False,
    chosen: ColumnsForm | None = None,
) -> HttpResponse:
    bank = found.account
    context = {
        **bank_frame(request, desk, crumb_of(desk, bank), (found.name, "")),
        "file": found,
        "account": bank,
        "may_keep": desk.holds(KEEP_BOOKS),
    }
    if found.state != StatementFile.State.WAITING:
        return render(request, "banking/file.html", context)
    table = table_of(found)
    reading = read_file(found, today=timezone.localdate())
    movements = in_order(reading.movements)
    form = None
    if table.is_understood and movements and not reading.errors and start_of(bank) is None:
        first = movements[0]
        before = first.balance - first.amount if first.balance is not None else None
        form = ImportForm(request.POST if wants_import else None, initial={"opening_balance": before})
    if wants_import:
        if not desk.holds(KEEP_BOOKS):
            return refused(request, desk, KEEP_BOOKS)
        if form is None or form.is_valid():
            try:
                done = services.import_file(
                    file=found,
                    opening_balance=form.cleaned_data["opening_balance"] if form else None,
                    actor=request.user,
                    now=timezone.now(),
                )
            except Refusal as refusal:
                messages.error(request, refusal.message)
            else:
                messages.success(
                    request,
                    _("%(added)d lines are new, %(repeated)d were here already.")
                    % {"added": done.added, "repeated": done.repeated},
                )
                return redirect("banking:desk", desk.organisation.code, bank.code)
    names = table.lines[table.header][1] if table.header >= 0 else []
    context |= {
        "table": table,
        "raw": table.lines[max(table.header, 0) : max(table.header, 0) + SHOWN],
        "names": {meaning: names[at] for meaning, at in table.columns.items() if at < len(names)},
        "reading": reading,
        "errors": reading.errors[:ERRORS_SHOWN],
        "more_errors": max(len(reading.errors) - ERRORS_SHOWN, 0),
        "first_rows": movements[:SHOWN],
        "count": len(movements),
        "new": new_in(found, movements),
        "since": movements[0].day if movements else None,
        "until": movements[-1].day if movements else None,
        "came": sum(one.credit for one in movements),
        "went": sum(one.debit for one in movements),
        "missing": where_a_line_is_missing(movements),
        "form": form,
        "columns_form": chosen or ColumnsForm(table=table),
        "is_unsure": chosen is not None or not table.is_understood or bool(reading.errors),
    }
    bad = (form and form.errors) or (chosen and chosen.errors)
    return render(request, "banking/file.html", context, status=422 if bad else 200)


@require_POST
@for_offices(KEEP_BOOKS)
@with_book
def take_back(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found = file_of(desk, pk)
    try:
        services.take_back(file=found, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("banking:file", desk.organisation.code, pk)
    messages.success(request, _("The file was taken back with its lines."))
    return redirect("banking:upload", desk.organisation.code, found.account.code)
