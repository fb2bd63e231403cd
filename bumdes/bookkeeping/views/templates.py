"""Templates: what is due, one tap to post it, saving a new one."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bumdes.bookkeeping import services
from bumdes.bookkeeping.acts import JOURNAL
from bumdes.bookkeeping.forms.settings import TemplateForm, UseForm
from bumdes.bookkeeping.models import EntryTemplate
from bumdes.bookkeeping.queries.proposals import named
from bumdes.bookkeeping.queries.templates import due_in, kind_of, templates_of
from bumdes.bookkeeping.views.answers import address_of, books_frame
from bumdes.bookkeeping.views.daily import say_done
from bumdes.ledger.models import Entry
from bumdes.ledger.queries import accounts_of
from bumdes.organisations.desk import Desk, at_office, for_offices, refused, with_book
from bumdes.organisations.permissions import KEEP_BOOKS, RECORD
from core.paging import paged
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest


@at_office
@with_book
def templates(request: SignedInRequest, desk: Desk) -> HttpResponse:
    found = templates_of(desk.book)
    page = paged(found, number=request.GET.get("page"))
    context = {
        **books_frame(request, desk, (_("Templates"), "")),
        "page": page,
        "due": due_in(desk.book, list(found.exclude(day=None)), until=timezone.localdate()),
        "records": desk.holds(RECORD),
        "keeps_books": desk.holds(KEEP_BOOKS),
    }
    return render(request, "bookkeeping/templates.html", context)


@for_offices(RECORD)
@with_book
def use(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """Post a template; ?jatuh= names the due day it is for."""
    template = get_object_or_404(EntryTemplate, book=desk.book, pk=pk, is_active=True)
    template.book = desk.book
    if template.draft["source"] == JOURNAL and not desk.holds(KEEP_BOOKS):
        return refused(request, desk, KEEP_BOOKS)
    due, today = _due(request.GET.get("jatuh", "")), timezone.localdate()
    form = UseForm(
        request.POST or None,
        initial={"date": min(due, today) if due else today, "amount": template.total},
        with_amount=len(template.draft["lines"]) == 2,
    )
    if form.is_valid():
        try:
            made = services.use_template(
                template=template,
                date=form.cleaned_data["date"],
                due=due,
                key=form.cleaned_data["key"],
                amount=form.cleaned_data.get("amount"),
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            say_done(request, made)
            return redirect(address_of(desk, made))
    here = reverse("books:templates", args=[desk.organisation.code])
    names = {account.code: account.name for account in accounts_of(desk.book)}
    context = {
        **books_frame(request, desk, (_("Templates"), here), (template.name, "")),
        "template": template,
        "kind": kind_of(template),
        "lines": named(template.draft["lines"], names),
        "due": due,
        "form": form,
        "keeps_books": desk.holds(KEEP_BOOKS),
    }
    return render(request, "bookkeeping/template.html", context, status=422 if form.errors else 200)


def _due(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if len(typed) == 10 else None
    except ValueError:
        return None


@for_offices(KEEP_BOOKS)
@with_book
def new_template(request: SignedInRequest, desk: Desk, pk: str) -> HttpResponse:
    """Save an entry as a template."""
    entry = get_object_or_404(Entry, book=desk.book, pk=pk)
    entry.book = desk.book
    form = TemplateForm(request.POST or None, initial={"name": entry.description[:80]})
    if form.is_valid():
        try:
            services.save_template(
                entry=entry,
                name=form.cleaned_data["name"],
                monthly_on=form.cleaned_data["day"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("The template is saved."))
            return redirect("books:templates", desk.organisation.code)
    here = reverse("books:templates", args=[desk.organisation.code])
    title = _("Save as a template")
    context = {
        **books_frame(request, desk, (_("Templates"), here), (title, "")),
        "form": form,
        "title": title,
        "back": reverse("books:entry", args=[desk.organisation.code, entry.pk]),
    }
    return render(request, "bookkeeping/form.html", context, status=422 if form.errors else 200)


@require_POST
@for_offices(KEEP_BOOKS)
@with_book
def end(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    template = get_object_or_404(EntryTemplate, book=desk.book, pk=pk)
    services.end_template(template=template, actor=request.user, now=timezone.now())
    messages.info(request, _("The template is no longer in use."))
    return redirect("books:templates", desk.organisation.code)
