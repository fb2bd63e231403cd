"""Writing general journals, and what waits for a second person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bumdes.bookkeeping import services
from bumdes.bookkeeping.forms.journal import Journal
from bumdes.bookkeeping.forms.settings import NoteForm
from bumdes.bookkeeping.queries.proposals import proposal_page, proposals_of
from bumdes.bookkeeping.views.answers import address_of, books_frame
from bumdes.bookkeeping.views.daily import say_done
from bumdes.ledger.enums import ProposalState
from bumdes.ledger.models import Proposal
from bumdes.ledger.queries import accounts_of, units_of
from bumdes.ledger.services import approve as approve_proposal
from bumdes.ledger.services import refuse as refuse_proposal
from bumdes.ledger.services import withdraw as withdraw_proposal
from bumdes.organisations.desk import Desk, at_office, for_offices, with_book
from bumdes.organisations.permissions import APPROVE, KEEP_BOOKS, RECORD
from core.paging import paged
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest


@for_offices(KEEP_BOOKS)
@with_book
def write(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """The journal; "more rows" draws the page again with what was typed."""
    book, is_post = desk.book, request.method == "POST"
    wants_more = is_post and "more" in request.POST
    accounts = accounts_of(book)
    journal = Journal(
        accounts=accounts,
        units=units_of(book),
        today=timezone.localdate(),
        data=request.POST if is_post else None,
        files=request.FILES or None,
        more=wants_more,
    )
    status = 200
    if is_post and not wants_more:
        if journal.is_valid():
            head = journal.head.cleaned_data
            try:
                made = services.send_journal(
                    book=book,
                    date=head["date"],
                    description=head["description"],
                    lines=journal.lines,
                    photo=head["photo"],
                    key=head["key"],
                    actor=request.user,
                    now=timezone.now(),
                )
            except Refusal as refusal:
                say_no(journal.head, refusal)
            else:
                say_done(request, made)
                return redirect(address_of(desk, made))
        status = 422
    context = {
        **books_frame(request, desk, (_("General journal"), "")),
        "journal": journal,
        "accounts": [account for account in accounts if account.is_active],
        "shows_errors": status == 422,
        "limit": book.approval_limit,
    }
    return render(request, "bookkeeping/journal_form.html", context, status=status)


TABS = ("menunggu", "selesai")


@at_office
@with_book
def approvals(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """What waits, and what was decided."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else TABS[0]
    rows = proposals_of(desk.book, is_waiting=tab == TABS[0])
    here = reverse("books:approvals", args=[desk.organisation.code])
    labels = (_("Waiting"), _("Decided"))
    context = {
        **books_frame(request, desk, (_("Approvals"), "")),
        "page": paged(rows, number=request.GET.get("page"), tab=tab),
        "tabs": [
            {"url": f"{here}?tab={name}", "label": label, "current": name == tab}
            for name, label in zip(TABS, labels, strict=True)
        ],
        "is_waiting": tab == TABS[0],
    }
    return render(request, "bookkeeping/approvals.html", context)


@at_office
@with_book
def proposal(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    return _proposal(request, desk, _found(desk, pk))


@require_POST
@for_offices(APPROVE)
@with_book
def approve(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found = _found(desk, pk)
    try:
        entry = approve_proposal(proposal=found, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("books:proposal", desk.organisation.code, pk)
    messages.success(request, _("Approved and posted."))
    return redirect(address_of(desk, entry))


@require_POST
@for_offices(APPROVE)
@with_book
def refuse(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found, form = _found(desk, pk), NoteForm(request.POST)
    if form.is_valid():
        try:
            refuse_proposal(
                proposal=found, note=form.cleaned_data["note"], actor=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.info(request, _("Refused. Its maker sees the reason."))
            return redirect("books:approvals", desk.organisation.code)
    return _proposal(request, desk, found, form=form, status=422)


@require_POST
@for_offices(RECORD)
@with_book
def withdraw(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found = _found(desk, pk)
    try:
        withdraw_proposal(proposal=found, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.info(request, _("Withdrawn. Nothing was posted."))
    return redirect("books:proposal", desk.organisation.code, pk)


def _found(desk: Desk, pk: int) -> Proposal:
    rows = Proposal.objects.filter(book=desk.book).select_related("made_by", "decided_by", "book", "entry")
    return get_object_or_404(rows, pk=pk)


def _proposal(
    request: SignedInRequest, desk: Desk, found: Proposal, *, form: NoteForm | None = None, status: int = 200
) -> HttpResponse:
    here = reverse("books:approvals", args=[desk.organisation.code])
    is_mine = found.made_by_id == request.user.pk
    context = {
        **books_frame(request, desk, (_("Approvals"), here), (found.description, "")),
        "page": proposal_page(desk.book, found),
        "is_waiting": found.state == ProposalState.WAITING,
        "is_mine": is_mine,
        "may_decide": desk.holds(APPROVE) and not is_mine,
        "form": form or NoteForm(),
    }
    return render(request, "bookkeeping/proposal.html", context, status=status)
