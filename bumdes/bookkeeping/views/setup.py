"""Beginning the books of a BUMDes, and their settings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.bookkeeping import services
from bumdes.bookkeeping.forms.settings import BeginForm, LimitForm
from bumdes.bookkeeping.views.answers import books_frame
from bumdes.organisations.desk import Desk, for_offices, frame, with_book
from bumdes.organisations.permissions import KEEP_BOOKS, MANAGE
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest


@for_offices(KEEP_BOOKS | MANAGE)
def begin(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """Choose the chart and the first day, once."""
    if desk.organisation.book is not None:
        return redirect("books:home", desk.organisation.code)
    new_year = timezone.localdate().replace(month=1, day=1)
    form = BeginForm(request.POST or None, initial={"opened_on": new_year})
    if form.is_valid():
        try:
            services.start_books(
                organisation=desk.organisation,
                chart=form.cleaned_data["chart"],
                opened_on=form.cleaned_data["opened_on"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("The books are open. Write down the first entry."))
            return redirect("books:home", desk.organisation.code)
    context = {**frame(request, desk, "books"), "form": form}
    return render(request, "bookkeeping/begin.html", context, status=422 if form.errors else 200)


@for_offices(KEEP_BOOKS | MANAGE)
@with_book
def settings(request: SignedInRequest, desk: Desk) -> HttpResponse:
    book = desk.book
    form = LimitForm(request.POST or None, initial={"limit": book.approval_limit})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_limit(
                book=book,
                limit=form.cleaned_data["limit"],
                actor=request.user,
                is_director=desk.holds(MANAGE),
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("books:settings", desk.organisation.code)
    context = {
        **books_frame(request, desk, (_("Settings"), "")),
        "book": book,
        "chart": book.chart,
        "form": form,
        "is_director": desk.holds(MANAGE),
    }
    return render(request, "bookkeeping/settings.html", context, status=422 if form.errors else 200)
