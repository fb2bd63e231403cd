"""Months and years: what is closed, the checklist of the next, opening again."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.closing.forms import CloseForm, ReopenForm
from bumdes.closing.models import ReopenRequest
from bumdes.closing.queries.checklist import checklist
from bumdes.closing.queries.overview import overview
from bumdes.closing.services.months import close_month
from bumdes.closing.services.reopening import approve_reopening, ask_to_reopen, refuse_reopening
from bumdes.closing.services.years import close_year
from bumdes.organisations.desk import Desk, at_office, for_offices, frame, with_book
from bumdes.organisations.permissions import APPROVE, CLOSE_BOOKS
from core.moments import format_month
from core.refusals import Refusal
from core.users.decorators import SignedInRequest


def year_of(request: SignedInRequest, today: date) -> int:
    """The year that ?tahun= names, else this one."""
    asked = request.GET.get("tahun", "")
    is_year = len(asked) == 4 and asked.isascii() and asked.isdigit()
    return int(asked) if is_year and 2000 <= int(asked) <= today.year else today.year


@at_office
@with_book
def home(request: SignedInRequest, desk: Desk) -> HttpResponse:
    today = timezone.localdate()
    year = year_of(request, today)
    context = {
        **frame(request, desk, "closing"),
        "view": overview(desk.organisation, desk.book, year=year, today=today),
        "years": [n for n in range(desk.book.opened_on.year, today.year + 1) if n > today.year - 6],
        "may_close": desk.holds(CLOSE_BOOKS),
        "may_approve": desk.holds(APPROVE),
    }
    return render(request, "closing/home.html", context)


@for_offices(CLOSE_BOOKS)
@with_book
def close(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """The checklist of the oldest open month; December closes with its year."""
    today = timezone.localdate()
    view = overview(desk.organisation, desk.book, year=today.year, today=today)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _close(desk, view.next_end, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, _("%(month)s is closed.") % {"month": format_month(view.next_end)})
            return redirect(
                f"{reverse('closing:home', args=[desk.organisation.code])}?tahun={view.next_end.year}"
            )
    here = reverse("closing:home", args=[desk.organisation.code])
    context = {
        **frame(
            request, desk, "closing", crumbs=[(_("Close the books"), here), (format_month(view.next_end), "")]
        ),
        "view": view,
        "checks": checklist(desk.organisation, month_end=view.next_end),
        "is_over": view.next_end < today,
        "form": form,
    }
    return render(request, "closing/close.html", context, status=422 if form.errors else 200)


def _close(desk: Desk, through: date, *, reason: str) -> None:
    now = timezone.now()
    if through.month == 12:
        close_year(organisation=desk.organisation, year=through.year, reason=reason, actor=desk.user, now=now)
    else:
        close_month(organisation=desk.organisation, through=through, reason=reason, actor=desk.user, now=now)


def _ends(desk: Desk) -> list[tuple[str, str]]:
    """The month ends that could stay closed, newest first, and nothing at all."""
    book, ends = desk.book, list[tuple[str, str]]()
    at = book.closed_through
    while at is not None and at >= book.opened_on and len(ends) < 24:
        at = at.replace(day=1) - timedelta(days=1)
        if at >= book.opened_on:
            ends.append((at.isoformat(), format_month(at)))
    return [*ends, ("", str(_("Nothing: the whole book is opened")))]


@for_offices(CLOSE_BOOKS)
@with_book
def reopen(request: SignedInRequest, desk: Desk) -> HttpResponse:
    form = ReopenForm(request.POST or None, choices=_ends(desk))
    if request.method == "POST" and form.is_valid():
        through = form.cleaned_data["through"]
        try:
            ask_to_reopen(
                organisation=desk.organisation,
                through=date.fromisoformat(through) if through else None,
                reason=form.cleaned_data["reason"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, _("Asked. A second person must agree before anything is opened."))
            return redirect("closing:home", desk.organisation.code)
    here = reverse("closing:home", args=[desk.organisation.code])
    context = {
        **frame(request, desk, "closing", crumbs=[(_("Close the books"), here), (_("Open again"), "")]),
        "form": form,
    }
    return render(request, "closing/reopen.html", context, status=422 if form.errors else 200)


@for_offices(APPROVE)
@with_book
def decide_reopening(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    asked = get_object_or_404(ReopenRequest.objects.filter(organisation=desk.organisation), pk=pk)
    if request.method == "POST":
        now = timezone.now()
        try:
            if "approve" in request.POST:
                approve_reopening(request=asked, actor=request.user, now=now)
                messages.success(request, _("The months are open again."))
            else:
                refuse_reopening(request=asked, actor=request.user, now=now)
                messages.success(request, _("The months stay closed."))
        except Refusal as refusal:
            messages.error(request, refusal.message)
    return redirect("closing:home", desk.organisation.code)
