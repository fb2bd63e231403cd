"""The list of members, registering one, one with all that is kept, changing, leaving, coming back."""

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

from bumdes.members import services
from bumdes.members.forms import ChangeForm, ConsentForm, DayForm, PaperForm, ReasonForm, RegisterForm
from bumdes.members.models import Member
from bumdes.members.queries import consents_of, groups_of, member_list, papers_of, villages_of
from bumdes.organisations.desk import Desk, at_office, for_offices, frame
from bumdes.organisations.permissions import SERVE_MEMBERS
from core.paging import paged
from core.refusals import Refusal, say_no
from core.searching import words_of
from core.users.decorators import SignedInRequest


def crumbs_to(desk: Desk, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    """The way back to the list of members, and on."""
    return [(_("Members"), reverse("members:home", args=[desk.organisation.code])), *rest]


def member_of(desk: Desk, pk: int) -> Member:
    """Somebody this BUMDes knows, else 404."""
    found = Member.objects.of(desk.organisation).select_related("village", "organisation")
    return get_object_or_404(found, pk=pk)


def ask_day(
    request: SignedInRequest, desk: Desk, form: DayForm, *, crumbs: list[tuple[str, str]], **words: str
) -> HttpResponse:
    """The page that asks for the last day. Words: title, text, action and back."""
    context = {**frame(request, desk, "members", crumbs=crumbs), "form": form, **words}
    return render(request, "members/day.html", context, status=422 if form.errors else 200)


@at_office
def home(request: SignedInRequest, desk: Desk) -> HttpResponse:
    words = words_of(request)
    village = words_of(request, name="desa", most=13)
    state = "keluar" if request.GET.get("tampil") == "keluar" else ""
    rows = member_list(desk.organisation, words=words, village=village, gone=bool(state))
    context = {
        **frame(request, desk, "members"),
        "page": paged(rows, number=request.GET.get("page"), cari=words, desa=village, tampil=state),
        "villages": villages_of(desk.organisation),
        "words": words,
        "village": village,
        "state": state,
        "may_serve": desk.holds(SERVE_MEMBERS),
    }
    return render(request, "members/home.html", context)


@for_offices(SERVE_MEMBERS)
def new(request: SignedInRequest, desk: Desk) -> HttpResponse:
    form = RegisterForm(request.POST or None, initial={"village": desk.organisation.village_id})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.register_member(
                organisation=desk.organisation,
                facts=form.facts(),
                joined_on=form.cleaned_data["joined_on"],
                key=form.cleaned_data["key"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            said = {"name": made.name, "number": made.number}
            messages.success(request, _("%(name)s is written down under %(number)s.") % said)
            return redirect("members:member", desk.organisation.code, made.pk)
    context = {
        **frame(request, desk, "members", crumbs=crumbs_to(desk, (_("Register a member"), ""))),
        "form": form,
    }
    return render(request, "members/new.html", context, status=422 if form.errors else 200)


@at_office
def member(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    return member_page(request, desk, member_of(desk, pk))


def member_page(
    request: SignedInRequest, desk: Desk, person: Member, *, paper: int = 0, **said: Any
) -> HttpResponse:
    """All that is kept of a person. `said` replaces a form by one with errors, or holds the NIK.

    `paper`: the one whose reason `reason_form` asks again.
    """
    serves = desk.holds(SERVE_MEMBERS)
    asked_again = said.pop("reason_form", None)
    context = {
        **frame(request, desk, "members", crumbs=crumbs_to(desk, (person.name, ""))),
        "member": person,
        "consents": consents_of(person),
        "groups": groups_of(person),
        "may_serve": serves,
        "consent_form": ConsentForm(auto_id="consent_%s"),
        "nik_form": ReasonForm(auto_id="nik_%s"),
        "paper_form": PaperForm(auto_id="paper_%s"),
        "papers": [
            (each, asked_again if each.pk == paper else ReasonForm(auto_id=f"paper{each.pk}_%s"))
            for each in (papers_of(person) if serves else ())
        ],
        **said,
    }
    wrong = asked_again is not None or any(isinstance(part, forms.Form) for part in said.values())
    return render(request, "members/member.html", context, status=422 if wrong else 200)


@for_offices(SERVE_MEMBERS)
def change(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    person = member_of(desk, pk)
    form = ChangeForm(request.POST or None, member=person)
    if request.method == "POST" and form.is_valid():
        facts = form.facts(keep_numbers=True)
        try:
            services.change_member(member=person, facts=facts, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("It is written down."))
            return redirect("members:member", desk.organisation.code, pk)
        person = member_of(desk, pk)  # the service has written on the other one
    here = reverse("members:member", args=[desk.organisation.code, pk])
    crumbs = crumbs_to(desk, (person.name, here), (_("Change"), ""))
    context = {**frame(request, desk, "members", crumbs=crumbs), "form": form, "member": person}
    return render(request, "members/change.html", context, status=422 if form.errors else 200)


@for_offices(SERVE_MEMBERS)
def leave(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    person = member_of(desk, pk)
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["on"]
        try:
            services.leave(member=person, on=on, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("%(name)s has left.") % {"name": person.name})
            return redirect("members:member", desk.organisation.code, pk)
    here = reverse("members:member", args=[desk.organisation.code, pk])
    return ask_day(
        request,
        desk,
        form,
        crumbs=crumbs_to(desk, (person.name, here), (_("Leave"), "")),
        title=_("%(name)s leaves") % {"name": person.name},
        text=_("Groups are left with that day. What was written stays, and who comes back keeps the number."),
        action=_("Write it down"),
        back=here,
    )


@require_POST
@for_offices(SERVE_MEMBERS)
def take_back(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    person = member_of(desk, pk)
    services.return_member(member=person, actor=request.user, now=timezone.now())
    messages.success(request, _("%(name)s is back.") % {"name": person.name})
    return redirect("members:member", desk.organisation.code, pk)
