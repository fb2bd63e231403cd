"""Files of entries: sent in, looked at, mended in place, recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bumdes.bookkeeping import services
from bumdes.bookkeeping.forms.imports import FixForm, ImportForm, left_lines, typed_cells
from bumdes.bookkeeping.imports import RowProblem, template_csv, template_xlsx
from bumdes.bookkeeping.imports.posting import EntryRefused
from bumdes.bookkeeping.models import ImportDraft
from bumdes.bookkeeping.queries.imports import imports_of, preview
from bumdes.bookkeeping.views.answers import books_frame, page_number, page_of
from bumdes.ledger.queries import accounts_of, units_of
from bumdes.organisations.desk import Desk, at_office, for_offices, refused, with_book
from bumdes.organisations.permissions import APPROVE, KEEP_BOOKS
from core.moments import format_day
from core.paging import paged
from core.refusals import Refusal, say_no
from core.spreadsheets import download
from core.users.decorators import SignedInRequest

PER_PAGE = 30
KNOWN_SHOWN = 50
State = ImportDraft.State


@at_office
@with_book
def imports(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """Send a file in; below, those that were sent before."""
    if request.method == "POST" and not desk.holds(KEEP_BOOKS):
        return refused(request, desk, KEEP_BOOKS)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            draft, is_new = services.upload_import(
                book=desk.book,
                content=sent.read(),
                name=sent.name,
                is_opening=form.cleaned_data["is_opening"],
                may_create_units=form.cleaned_data["may_create_units"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            if not is_new:
                messages.info(request, _what_happened(draft))
            return redirect("books:import", desk.organisation.code, draft.pk)
    context = {
        **books_frame(request, desk, (_("Import"), "")),
        "form": form,
        "page": paged(imports_of(desk.book), number=request.GET.get("page")),
        "may_keep": desk.holds(KEEP_BOOKS),
    }
    return render(request, "bookkeeping/imports.html", context, status=422 if form.errors else 200)


def _what_happened(draft: ImportDraft) -> str:
    """The same file came again: where it got to the first time."""
    if draft.state == State.POSTED and draft.posted_at is not None:
        text = ngettext(
            "This very file was recorded on %(day)s: %(count)d entry. Nothing was added.",
            "This very file was recorded on %(day)s: %(count)d entries. Nothing was added.",
            draft.posted_count,
        )
        day = format_day(timezone.localdate(draft.posted_at))
        return text % {"day": day, "count": draft.posted_count}
    if draft.state == State.WAITING:
        return _("This very file is here already and waits for a second person.")
    return _("This very file is here already. Go on where it was left.")


@at_office
@with_book
def template_as_xlsx(request: SignedInRequest, desk: Desk) -> HttpResponse:
    content = template_xlsx(accounts_of(desk.book), units_of(desk.book).values())
    return download(content, f"impor-{desk.organisation.code}.xlsx")


@at_office
@with_book
def template_as_csv(request: SignedInRequest, desk: Desk) -> HttpResponse:
    name = f"impor-{desk.organisation.code}.csv"
    return download(template_csv(), name, content_type="text/csv; charset=utf-8")


@at_office
@with_book
def imported(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    return _page(request, desk, _found(desk, pk))


@require_POST
@for_offices(KEEP_BOOKS)
@with_book
def fix(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """Keep what was typed, and check again."""
    data = request.POST.dict()
    try:
        services.fix_import(
            draft=_found(desk, pk),
            cells=typed_cells(data),
            leave=left_lines(data),
            everywhere="everywhere" in data,
            actor=request.user,
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("books:import", desk.organisation.code, pk)


@require_POST
@for_offices(KEEP_BOOKS)
@with_book
def send(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    draft = _found(desk, pk)
    try:
        draft = services.send_import(draft=draft, actor=request.user, now=timezone.now())
    except EntryRefused as refusal:
        return _entry_refused(request, desk, pk, refusal)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        if draft.state == State.WAITING:
            messages.info(request, _("Sent to a second person. Nothing is recorded yet."))
        else:
            messages.success(request, _("Everything is recorded."))
    return redirect("books:import", desk.organisation.code, pk)


@require_POST
@for_offices(APPROVE)
@with_book
def approve(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    try:
        services.approve_import(draft=_found(desk, pk), actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Everything is recorded."))
    return redirect("books:import", desk.organisation.code, pk)


@require_POST
@at_office
@with_book
def give_back(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """By who may approve it, or by its maker."""
    draft = _found(desk, pk)
    if not desk.holds(APPROVE) and draft.made_by_id != request.user.pk:
        return refused(request, desk, APPROVE)
    try:
        services.return_import(draft=draft, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.info(request, _("It is with its maker again. Nothing was recorded."))
    return redirect("books:import", desk.organisation.code, pk)


@require_POST
@for_offices(KEEP_BOOKS)
@with_book
def discard(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    try:
        services.discard_import(draft=_found(desk, pk), actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("books:import", desk.organisation.code, pk)
    messages.info(request, _("Thrown away. Nothing was recorded."))
    return redirect("books:imports", desk.organisation.code)


def _found(desk: Desk, pk: int) -> ImportDraft:
    rows = ImportDraft.objects.filter(book=desk.book).select_related("made_by", "approved_by")
    found = get_object_or_404(rows, pk=pk)
    found.book = desk.book
    return found


def _entry_refused(request: SignedInRequest, desk: Desk, pk: int, refusal: EntryRefused) -> HttpResponse:
    """What only posting finds, such as a cash box that would fall below zero, is mended like the rest."""
    messages.error(request, refusal.message)
    more = [RowProblem(refusal.values["line"], "", str(refusal.values["reason"]))]
    return _page(request, desk, _found(desk, pk), more=more, status=422)


def _page(
    request: SignedInRequest,
    desk: Desk,
    draft: ImportDraft,
    *,
    more: Sequence[RowProblem] = (),
    status: int = 200,
) -> HttpResponse:
    here = reverse("books:imports", args=[desk.organisation.code])
    is_mine = draft.made_by_id == request.user.pk
    context: dict[str, Any] = {
        **books_frame(request, desk, (_("Import"), here), (draft.name, "")),
        "draft": draft,
        "is_mine": is_mine,
        "may_keep": desk.holds(KEEP_BOOKS),
        "may_mend": desk.holds(KEEP_BOOKS) and is_mine and draft.state == State.DRAFT,
        "may_approve": desk.holds(APPROVE) and not is_mine,
    }
    if draft.state in (State.DRAFT, State.WAITING):
        found = preview(draft, more=more)
        limit = desk.book.approval_limit
        rows: Sequence[Any] = found.wrong or found.new
        number = 1 if more else page_number(request)
        shown = rows[(number - 1) * PER_PAGE : number * PER_PAGE]
        context |= {
            "preview": found,
            "page": page_of(shown, number=number, has_next=len(rows) > number * PER_PAGE, kept={}),
            "known_shown": found.known[:KNOWN_SHOWN],
            "known_more": max(len(found.known) - KNOWN_SHOWN, 0),
            "needs_two": limit is not None and found.total > limit,
            "limit": limit,
        }
        if found.wrong:
            context["form"] = FixForm(shown)
            context["accounts"] = [one for one in accounts_of(desk.book) if one.is_active]
    return render(request, "bookkeeping/import.html", context, status=status)
