"""The matching desk: open lines with their candidates, booking a line, matches and their history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bumdes.banking import services
from bumdes.banking.forms import BookForm
from bumdes.banking.models import Match, MatchItem
from bumdes.banking.queries.desk import Suggestions, cards_of, open_lines, open_postings, start_of
from bumdes.banking.services.matching import days_around
from bumdes.banking.views.answers import bank_account, bank_frame, crumb_of, line_of, match_of
from bumdes.ledger.models import Entry, Unit
from bumdes.organisations.desk import Desk, at_office, for_offices, refused, with_book
from bumdes.organisations.permissions import KEEP_BOOKS
from core.paging import paged
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest

PER_PAGE = 15
NEAR = 60  # postings and lines that the page of one line lists


@at_office
@with_book
def desk(request: SignedInRequest, desk: Desk, account: str) -> HttpResponse:
    """Every open line; a POST matches what leaves no doubt."""
    bank = bank_account(desk, account)
    if request.method == "POST":
        if not desk.holds(KEEP_BOOKS):
            return refused(request, desk, KEEP_BOOKS)
        found = services.match_certain(account=bank, actor=request.user, now=timezone.now())
        text = ngettext("%(count)d match was found.", "%(count)d matches were found.", found)
        messages.info(
            request,
            text % {"count": found} if found else _("Nothing more is certain. Match the rest by hand."),
        )
        return redirect("banking:desk", desk.organisation.code, account)
    page = paged(open_lines(bank), number=request.GET.get("page"), size=PER_PAGE)
    cards = cards_of(bank, page.rows, suggestions=Suggestions(desk.book)) if page.rows else []
    context = {
        **bank_frame(request, desk, (bank.name, "")),
        "account": bank,
        "start": start_of(bank),
        "page": page,
        "cards": cards,
        "today": timezone.localdate(),
        "may_keep": desk.holds(KEEP_BOOKS),
    }
    return render(request, "banking/desk.html", context)


@at_office
@with_book
def line(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """One line, what may be its other side, and matching by hand what is ticked."""
    found = line_of(desk, pk)
    bank = found.account
    error = ""
    ticked: set[str] = set()
    if request.method == "POST":
        if not desk.holds(KEEP_BOOKS):
            return refused(request, desk, KEEP_BOOKS)
        postings, others = request.POST.getlist("posting"), request.POST.getlist("line")
        ticked = {f"p{one}" for one in postings} | {f"l{one}" for one in others}
        try:
            services.match_by_hand(
                account=bank,
                lines=[found.pk, *_numbers(others)],
                postings=_numbers(postings),
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            error = str(refusal.message)
        else:
            messages.success(request, _("It is matched."))
            return redirect("banking:desk", desk.organisation.code, bank.code)
    item = MatchItem.objects.filter(line=found, stands=True).first()
    if item is not None:
        return redirect("banking:match", desk.organisation.code, item.match_id)
    since, until = days_around(found.day)
    postings_near = open_postings(bank, since=since, until=until, limit=NEAR)
    lines_near = open_lines(bank).filter(day__range=(since, until)).exclude(pk=found.pk)[:NEAR]
    context = {
        **bank_frame(request, desk, crumb_of(desk, bank), (found.description, "")),
        "account": bank,
        "line": found,
        "card": cards_of(bank, [found], suggestions=Suggestions(desk.book), most=6)[0],
        "postings": sorted(postings_near, key=lambda one: abs((one.day - found.day).days)),
        "lines": lines_near,
        "ticked": ticked,
        "error": error,
        "may_keep": desk.holds(KEEP_BOOKS),
    }
    return render(request, "banking/line.html", context, status=422 if error else 200)


def _numbers(typed: list[str]) -> list[int]:
    return [int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 19]


@for_offices(KEEP_BOOKS)
@with_book
def book(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """Book a line that has no posting: one tap with what is proposed, or chosen here."""
    found = line_of(desk, pk)
    suggestions = Suggestions(desk.book)
    suggestion = suggestions.of(found)
    proposed = {
        "account": suggestion.account.code if suggestion else "",
        "unit": suggestion.unit.code if suggestion else Unit.HEAD_OFFICE,
        "description": found.description,
    }
    given: dict[str, Any] = {"line": found, "accounts": suggestions.accounts, "units": suggestions.units}
    if request.method == "POST":
        form = BookForm(request.POST, **given)
    else:
        form = BookForm(initial=proposed, **given)
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data
        try:
            made = services.book_line(
                line=found,
                target=answer["account"],
                unit=answer["unit"],
                description=answer["description"],
                words=answer["words"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            if isinstance(made, Entry):
                messages.success(request, _("It is in the books, and matched."))
            else:
                messages.info(request, _("It is over the limit and waits for a second person."))
            return redirect("banking:desk", desk.organisation.code, found.account.code)
    context = {
        **bank_frame(request, desk, crumb_of(desk, found.account), (found.description, "")),
        "line": found,
        "account": found.account,
        "form": form,
    }
    return render(request, "banking/book.html", context, status=422 if form.errors else 200)


@at_office
@with_book
def matches(request: SignedInRequest, desk: Desk, account: str) -> HttpResponse:
    """What was matched, newest first, and what was undone."""
    bank = bank_account(desk, account)
    items = MatchItem.objects.select_related("line", "posting__entry").order_by("pk")
    rows = (
        Match.objects.filter(account=bank)
        .select_related("made_by", "undone_by")
        .prefetch_related(Prefetch("items", queryset=items))
        .order_by("-pk")
    )
    context = {
        **bank_frame(request, desk, crumb_of(desk, bank), (_("Matches"), "")),
        "account": bank,
        "page": paged(rows, number=request.GET.get("page")),
    }
    return render(request, "banking/matches.html", context)


@at_office
@with_book
def match(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found = match_of(desk, pk)
    context = {
        **bank_frame(request, desk, crumb_of(desk, found.account), (_("Match"), "")),
        "account": found.account,
        "match": found,
        "items": found.items.select_related("line", "posting__entry").order_by("pk"),
        "may_keep": desk.holds(KEEP_BOOKS),
    }
    return render(request, "banking/match.html", context)


@require_POST
@for_offices(KEEP_BOOKS)
@with_book
def undo(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found = match_of(desk, pk)
    try:
        services.undo_match(match=found, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The match is undone. Its lines and postings are open again."))
    return redirect("banking:match", desk.organisation.code, pk)
