"""The committee: what waits for it, putting an application before it, its votes and decisions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bumdes.lending import services
from bumdes.lending.forms import DecideForm, VoteForm
from bumdes.lending.queries.applications import committee_queue
from bumdes.lending.views.applications import application_of, application_page, crumbs_to
from bumdes.organisations.desk import Desk, at_office, for_offices, frame, with_book
from bumdes.organisations.permissions import DECIDE_LOANS, LEND
from core.paging import paged
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest


@at_office
@with_book
def queue(request: SignedInRequest, desk: Desk) -> HttpResponse:
    rows = committee_queue(desk.book, voter=request.user)
    context = {
        **frame(request, desk, "lending", crumbs=crumbs_to(desk, (_("Committee"), ""))),
        "page": paged(rows, number=request.GET.get("page")),
        "decides": desk.holds(DECIDE_LOANS),
    }
    return render(request, "lending/committee.html", context)


@require_POST
@for_offices(LEND)
@with_book
def propose(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    found = application_of(desk, reference)
    try:
        services.propose(application=found, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The committee has it. Two others vote on it."))
    return redirect("lending:application", desk.organisation.code, reference)


@require_POST
@for_offices(DECIDE_LOANS)
@with_book
def vote(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    found = application_of(desk, reference)
    form = VoteForm(request.POST, auto_id="vote_%s")
    if form.is_valid():
        try:
            services.cast_vote(application=found, actor=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("Your vote is written down."))
            return redirect("lending:application", desk.organisation.code, reference)
    return application_page(request, desk, found, vote_form=form)


@require_POST
@for_offices(DECIDE_LOANS)
@with_book
def decide(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    found = application_of(desk, reference)
    form = DecideForm(request.POST, auto_id="decide_%s")
    if form.is_valid():
        try:
            services.decide(application=found, actor=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("The decision is written down."))
            return redirect("lending:application", desk.organisation.code, reference)
    return application_page(request, desk, found, decide_form=form)
