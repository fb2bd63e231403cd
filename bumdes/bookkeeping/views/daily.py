"""One page per everyday act, and taking an entry back."""

from __future__ import annotations

from pathlib import PurePath

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.bookkeeping import services
from bumdes.bookkeeping.acts import ACT
from bumdes.bookkeeping.forms.daily import ActForm, ReceiptForm, UndoForm
from bumdes.bookkeeping.models import ReceiptPhoto
from bumdes.bookkeeping.queries.entries import entry_page, name_of
from bumdes.bookkeeping.queries.money import places
from bumdes.bookkeeping.services.daily import may_undo
from bumdes.bookkeeping.views.answers import address_of, books_frame
from bumdes.ledger.models import Entry, Proposal, Unit
from bumdes.ledger.queries import accounts_of, units_of
from bumdes.organisations.desk import Desk, at_office, for_offices, pointers_for, with_book
from bumdes.organisations.permissions import KEEP_BOOKS, RECORD
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest
from media.private import serve_private


@for_offices(RECORD)
@with_book
def act(request: SignedInRequest, desk: Desk, act: str) -> HttpResponse:
    """Ask what the act leaves open, and write it down."""
    chosen, book = ACT[act], desk.book
    form = ActForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        act=chosen,
        accounts=accounts_of(book),
        units=units_of(book),
        places=places(book),
        today=timezone.localdate(),
    )
    if form.is_valid():
        answers = form.cleaned_data
        try:
            made = services.record_act(
                book=book,
                act=act,
                amount=answers["amount"],
                date=answers["date"],
                what=answers.get("what", ""),
                into=answers.get("into", ""),
                out_of=answers.get("out_of", ""),
                unit=answers.get("unit") or Unit.HEAD_OFFICE,
                description=answers["description"],
                photo=answers["photo"],
                key=answers["key"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            say_done(request, made)
            return redirect(address_of(desk, made))
    context = {
        **books_frame(request, desk, (str(chosen.label), "")),
        "act": chosen,
        "form": form,
        "pointers": pointers_for(desk, f"books:{act}"),
    }
    return render(request, "bookkeeping/act.html", context, status=422 if form.errors else 200)


def say_done(request: SignedInRequest, made: Entry | Proposal) -> None:
    if isinstance(made, Proposal):
        messages.info(request, _("This is over the limit: it waits until a second person approves it."))
    else:
        made.refresh_from_db(fields=["number"])  # the seal follows the commit at once
        messages.success(request, _("Recorded as %(name)s.") % {"name": name_of(made)})


@at_office
@with_book
def entry(request: SignedInRequest, desk: Desk, pk: str) -> HttpResponse:
    return _entry(request, desk, _found(desk, pk))


@for_offices(RECORD)
@with_book
def undo(request: SignedInRequest, desk: Desk, pk: str) -> HttpResponse:
    """Take it back: by its mirror, never by erasing."""
    found = _found(desk, pk)
    if request.method != "POST":
        return redirect("books:entry", desk.organisation.code, found.pk)
    form = UndoForm(request.POST)
    if form.is_valid():
        try:
            mirror = services.undo(
                entry=found,
                reason=form.cleaned_data["reason"],
                key=form.cleaned_data["key"],
                actor=request.user,
                keeps_books=desk.holds(KEEP_BOOKS),
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("Taken back. Both entries stay in the books."))
            return redirect(address_of(desk, mirror))
    return _entry(request, desk, found, undo_form=form, status=422)


@for_offices(RECORD)
@with_book
def add_photo(request: SignedInRequest, desk: Desk, pk: str) -> HttpResponse:
    found = _found(desk, pk)
    if request.method != "POST":
        return redirect("books:entry", desk.organisation.code, found.pk)
    form = ReceiptForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.add_receipt(
                book=desk.book,
                key=found.key,
                photo=form.cleaned_data["photo"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("The photo is kept with the entry."))
            return redirect("books:entry", desk.organisation.code, found.pk)
    return _entry(request, desk, found, receipt_form=form, status=422)


def _found(desk: Desk, pk: str) -> Entry:
    rows = Entry.objects.filter(book=desk.book).select_related("made_by", "approved_by")
    found = get_object_or_404(rows, pk=pk)
    found.book = desk.book
    return found


def _entry(
    request: SignedInRequest,
    desk: Desk,
    found: Entry,
    *,
    undo_form: UndoForm | None = None,
    receipt_form: ReceiptForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = entry_page(desk.book, found)
    keeps_books = desk.holds(KEEP_BOOKS)
    context = {
        **books_frame(request, desk, (page.name, "")),
        "page": page,
        "may_undo": desk.holds(RECORD)
        and page.reversed_by is None
        and may_undo(found, keeps_books=keeps_books, now=timezone.now()),
        "undo_form": undo_form or UndoForm(),
        "receipt_form": receipt_form or ReceiptForm(),
        "records": desk.holds(RECORD),
        "keeps_books": keeps_books,
    }
    return render(request, "bookkeeping/entry.html", context, status=status)


@at_office
@with_book
def receipt(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponseBase:
    """The photo of a receipt; it has no other address."""
    found = get_object_or_404(ReceiptPhoto, book=desk.book, pk=pk)
    ending = PurePath(found.file.name or "").suffix.lower()
    try:
        return serve_private(found.file, download_name=f"bukti-{found.pk}{ending}")
    except FileNotFoundError as error:
        raise Http404 from error
