"""Counting the cash box, and looking back at counts."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.bookkeeping import services
from bumdes.bookkeeping.forms.settings import CountForm
from bumdes.bookkeeping.models import CashCount
from bumdes.bookkeeping.queries.money import places
from bumdes.bookkeeping.services.counts import BookMoved
from bumdes.bookkeeping.views.answers import books_frame
from bumdes.ledger.models import Account, Entry, Proposal
from bumdes.ledger.queries import balance
from bumdes.organisations.desk import Desk, at_office, for_offices, with_book
from bumdes.organisations.permissions import RECORD
from core.moments import format_day
from core.paging import paged
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest


@at_office
@with_book
def counts(request: SignedInRequest, desk: Desk) -> HttpResponse:
    rows = CashCount.objects.filter(book=desk.book).select_related("account", "counted_by").order_by("-pk")
    context = {
        **books_frame(request, desk, (_("Cash counts"), "")),
        "page": paged(rows, number=request.GET.get("page")),
        "boxes": [place for place in places(desk.book) if place.is_in_hand],
        "records": desk.holds(RECORD),
    }
    return render(request, "bookkeeping/counts.html", context)


@at_office
@with_book
def count(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    rows = CashCount.objects.filter(book=desk.book).select_related("account", "counted_by")
    found = get_object_or_404(rows, pk=pk)
    here = reverse("books:counts", args=[desk.organisation.code])
    context = {
        **books_frame(request, desk, (_("Cash counts"), here), (format_day(found.counted_on), "")),
        "count": found,
        "pieces": [
            {"value": int(value), "number": number, "amount": int(value) * number}
            for value, number in sorted(found.pieces.items(), key=lambda piece: -int(piece[0]))
        ],
        "proposal": Proposal.objects.filter(book=desk.book, key=found.key).first(),
        "entry": Entry.objects.filter(book=desk.book, key=found.key).first(),
    }
    return render(request, "bookkeeping/count.html", context)


@for_offices(RECORD)
@with_book
def new_count(request: SignedInRequest, desk: Desk, account: str) -> HttpResponse:
    found = Account.objects.filter(book=desk.book, code=account, is_cash=True, is_active=True).first()
    if found is None or found.role not in ("cash", "petty_cash"):
        raise Http404
    found.book = desk.book
    held = balance(found)
    form = CountForm(request.POST or None, initial={"booked": held})
    if form.is_valid():
        try:
            made = services.count_cash(
                account=found,
                pieces=form.pieces,
                booked=form.cleaned_data["booked"],
                reason=form.cleaned_data["reason"],
                key=form.cleaned_data["key"],
                actor=request.user,
                now=timezone.now(),
            )
        except BookMoved as refusal:
            # The next sending answers for the balance that is shown now.
            form.data = {**request.POST.dict(), "booked": str(balance(found))}
            say_no(form, refusal)
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            if made.difference:
                messages.info(
                    request, _("The count is kept. The entry for the difference waits for approval.")
                )
            else:
                messages.success(request, _("The count is kept: it agrees with the book."))
            return redirect("books:count", desk.organisation.code, made.pk)
    here = reverse("books:counts", args=[desk.organisation.code])
    context = {
        **books_frame(request, desk, (_("Cash counts"), here), (found.name, "")),
        "account": found,
        "held": held,
        "form": form,
    }
    return render(request, "bookkeeping/count_form.html", context, status=422 if form.errors else 200)
