"""Applications: the list by state, asking, one with all that belongs to it, changing, withdrawing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bumdes.lending import services
from bumdes.lending.application_kinds import OPEN, ApplicationState
from bumdes.lending.calculations.requests import BadRequest
from bumdes.lending.calculations.schedule import Unschedulable
from bumdes.lending.forms import (
    ApplyForm,
    DecideForm,
    GuarantorForm,
    NoteForm,
    PledgeForm,
    VoteForm,
    WishForm,
    wish_of,
)
from bumdes.lending.models import Application
from bumdes.lending.queries.applications import RELATED, application_list, dossier_of, states_with_counts
from bumdes.lending.queries.examples import Example, drawn
from bumdes.lending.services.committee import LEAST_VOTES, is_yes
from bumdes.members.models import Group, Member
from bumdes.organisations.desk import Desk, at_office, for_offices, frame, with_book
from bumdes.organisations.permissions import DECIDE_LOANS, LEND
from core.paging import paged
from core.refusals import Refusal, say_no
from core.searching import words_of
from core.users.decorators import SignedInRequest


def crumbs_to(desk: Desk, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Loans"), reverse("lending:home", args=[desk.organisation.code])), *rest]


def application_of(desk: Desk, reference: str) -> Application:
    """An application to this BUMDes, else 404."""
    found = Application.objects.of(desk.book).select_related(*RELATED)
    application = get_object_or_404(found, reference=reference)
    application.book = application.product.book = desk.book
    return application


@at_office
@with_book
def home(request: SignedInRequest, desk: Desk) -> HttpResponse:
    words = words_of(request)
    state = request.GET.get("status", "")
    state = state if state in ApplicationState.values else ""
    counts = states_with_counts(desk.book)
    here = reverse("lending:home", args=[desk.organisation.code])
    context = {
        **frame(request, desk, "lending"),
        "page": paged(
            application_list(desk.book, words=words, state=state),
            number=request.GET.get("page"),
            cari=words,
            status=state,
        ),
        "states": [
            {"url": here, "label": _("All"), "count": sum(counts.values()), "current": not state},
            *(
                {
                    "url": f"{here}?status={each.value}",
                    "label": each.label,
                    "count": counts.get(each.value, 0),
                    "current": state == each.value,
                }
                for each in ApplicationState
                if counts.get(each.value) or each in OPEN
            ),
        ],
        "words": words,
        "state": state,
        "may_lend": desk.holds(LEND),
    }
    return render(request, "lending/home.html", context)


@for_offices(LEND)
@with_book
def new(request: SignedInRequest, desk: Desk) -> HttpResponse:
    first = {"borrower": request.GET.get("anggota", "")[:120]}
    form = ApplyForm(request.POST or None, organisation=desk.organisation, book=desk.book, initial=first)
    if request.method == "POST" and form.is_valid():
        borrower = form.cleaned_data["borrower"]
        try:
            made = services.apply_for(
                book=desk.book,
                product=form.cleaned_data["product"],
                member=borrower if isinstance(borrower, Member) else None,
                group=borrower if isinstance(borrower, Group) else None,
                wish=form.wish(),
                officer=request.user,
                key=form.cleaned_data["key"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("The application is written down. Visit and survey next."))
            return redirect("lending:application", desk.organisation.code, made.reference)
    context = {
        **frame(request, desk, "lending", crumbs=crumbs_to(desk, (_("New application"), ""))),
        "form": form,
    }
    return render(request, "lending/application_form.html", context, status=422 if form.errors else 200)


@at_office
@with_book
def application(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    return application_page(request, desk, application_of(desk, reference))


def application_page(
    request: SignedInRequest, desk: Desk, found: Application, **said: forms.Form
) -> HttpResponse:
    """All of an application. `said` replaces a form by one with errors."""
    dossier = dossier_of(found, example=_example(found))
    voted = any(vote.voter_id == request.user.pk for vote in dossier.votes)
    decides = desk.holds(DECIDE_LOANS) and request.user.pk not in (found.officer_id, found.proposed_by_id)
    proposed = found.state == ApplicationState.PROPOSED
    borrower = found.borrower
    context: dict[str, Any] = {
        **frame(request, desk, "lending", crumbs=crumbs_to(desk, (borrower.name, ""))),
        "application": found,
        "borrower": borrower,
        "dossier": dossier,
        "steps": _steps(dossier.application, dossier),
        "may_lend": desk.holds(LEND),
        "is_open": found.state in OPEN,
        "may_vote": proposed and decides and not voted,
        "may_decide": proposed and voted and len(dossier.votes) >= LEAST_VOTES,
        "would_approve": is_yes([vote.in_favour for vote in dossier.votes]),
        "pledge_form": PledgeForm(auto_id="pledge_%s"),
        "guarantor_form": GuarantorForm(auto_id="guarantor_%s"),
        "vote_form": VoteForm(auto_id="vote_%s"),
        "decide_form": DecideForm(
            auto_id="decide_%s", initial={"principal": found.principal, "periods": found.periods}
        ),
        "note_form": NoteForm(auto_id="note_%s"),
        **said,
    }
    return render(request, "lending/application.html", context, status=422 if said else 200)


def _example(found: Application) -> Example | None:
    """What it would come to if it were paid out today."""
    try:
        terms = found.terms(disbursed=timezone.localdate())
        return drawn(terms, fee=found.product.fee_of(found.principal))
    except (BadRequest, Unschedulable):
        return None  # a wished first due date that has passed meanwhile


def _steps(found: Application, dossier: Any) -> list[dict[str, Any]]:
    """Where it stands, for components/timeline.html."""
    survey, decision = dossier.survey, dossier.decision
    steps: list[dict[str, Any]] = [
        {"label": _("Applied"), "at": found.made_at, "note": found.made_by.name},
        {
            "label": _("Surveyed"),
            "at": survey.made_at if survey else None,
            "note": survey.made_by.name if survey else "",
        },
        {
            "label": _("Before the committee"),
            "at": found.proposed_at,
            "note": found.proposed_by.name if found.proposed_by else "",
        },
        {
            "label": _("Decided") if decision is None or decision.is_approved else _("Not agreed to"),
            "at": decision.made_at if decision else None,
            "note": decision.note if decision else "",
        },
    ]
    current = next((step for step in steps if not step["at"]), None)
    for step in steps:
        step["state"] = "done" if step["at"] else "current" if step is current else "todo"
    if found.state == ApplicationState.WITHDRAWN:
        steps = [step for step in steps if step["at"]]
        steps.append({"label": _("Withdrawn"), "at": None, "note": found.closed_note, "state": "current"})
    return steps


@for_offices(LEND)
@with_book
def change(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    found = application_of(desk, reference)
    form = WishForm(request.POST or None, initial=wish_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_wish(application=found, wish=form.wish(), actor=request.user, now=timezone.now())
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("It is written down."))
            return redirect("lending:application", desk.organisation.code, reference)
    here = reverse("lending:application", args=[desk.organisation.code, reference])
    context = {
        **frame(
            request, desk, "lending", crumbs=crumbs_to(desk, (found.borrower.name, here), (_("Change"), ""))
        ),
        "form": form,
        "application": found,
    }
    return render(request, "lending/application_form.html", context, status=422 if form.errors else 200)


@require_POST
@for_offices(LEND)
@with_book
def withdraw(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    found = application_of(desk, reference)
    form = NoteForm(request.POST, auto_id="note_%s")
    if form.is_valid():
        try:
            services.withdraw(
                application=found, note=form.cleaned_data["note"], actor=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("The application is withdrawn."))
            return redirect("lending:application", desk.organisation.code, reference)
    return application_page(request, desk, found, note_form=form)
