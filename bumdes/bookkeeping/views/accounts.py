"""The chart of accounts of the book: looking, adding, changing."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.bookkeeping import services
from bumdes.bookkeeping.forms.settings import EditAccountForm, NewAccountForm
from bumdes.bookkeeping.queries.accounts import chart_of, headings_of
from bumdes.bookkeeping.views.answers import books_frame
from bumdes.ledger.models import Account
from bumdes.organisations.desk import Desk, at_office, for_offices, with_book
from bumdes.organisations.permissions import KEEP_BOOKS
from core.refusals import Refusal, say_no
from core.searching import words_of
from core.users.decorators import SignedInRequest


@at_office
@with_book
def accounts(request: SignedInRequest, desk: Desk) -> HttpResponse:
    words = words_of(request)
    context = {
        **books_frame(request, desk, (_("Chart of accounts"), "")),
        "rows": chart_of(desk.book, until=timezone.localdate(), words=words),
        "words": words,
        "keeps_books": desk.holds(KEEP_BOOKS),
    }
    return render(request, "bookkeeping/accounts.html", context)


@for_offices(KEEP_BOOKS)
@with_book
def new_account(request: SignedInRequest, desk: Desk) -> HttpResponse:
    form = NewAccountForm(request.POST or None, headings=headings_of(desk.book))
    if form.is_valid():
        try:
            made = services.add_account_under(
                book=desk.book,
                heading=form.cleaned_data["heading"],
                name=form.cleaned_data["name"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("Added: %(account)s.") % {"account": made})
            return redirect("books:accounts", desk.organisation.code)
    return _page(request, desk, form, _("Add an account to the chart"), status=422 if form.errors else 200)


@for_offices(KEEP_BOOKS)
@with_book
def edit_account(request: SignedInRequest, desk: Desk, account: str) -> HttpResponse:
    found = Account.objects.filter(book=desk.book, code=account).first()
    if found is None:
        raise Http404
    found.book = desk.book
    before = {"name": found.name, "is_active": found.is_active, "is_guarded": found.is_guarded}
    form = EditAccountForm(request.POST or None, initial=before)
    if form.is_valid():
        try:
            services.edit_account(account=found, actor=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("books:accounts", desk.organisation.code)
    return _page(request, desk, form, f"{account} {before['name']}", status=422 if form.errors else 200)


def _page(
    request: SignedInRequest, desk: Desk, form: NewAccountForm | EditAccountForm, title: str, *, status: int
) -> HttpResponse:
    here = reverse("books:accounts", args=[desk.organisation.code])
    context = {
        **books_frame(request, desk, (_("Chart of accounts"), here), (title, "")),
        "form": form,
        "title": title,
        "back": here,
    }
    return render(request, "bookkeeping/form.html", context, status=status)
