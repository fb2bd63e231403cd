"""Groups: their list, forming one, who is in it, changing and ending it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.members import services
from bumdes.members.forms import DayForm, FormGroupForm, GroupForm, JoinForm, said_of
from bumdes.members.models import Group
from bumdes.members.queries import group_list, people_of
from bumdes.members.views.people import ask_day, crumbs_to
from bumdes.organisations.desk import Desk, at_office, for_offices, frame, refused
from bumdes.organisations.permissions import SERVE_MEMBERS
from core.paging import paged
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest


def group_of(desk: Desk, pk: int) -> Group:
    """One of this BUMDes's groups, else 404."""
    return get_object_or_404(Group.objects.of(desk.organisation).select_related("village"), pk=pk)


def _way(desk: Desk, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    groups = (_("Groups"), reverse("members:groups", args=[desk.organisation.code]))
    return crumbs_to(desk, groups, *rest)


@at_office
def home(request: SignedInRequest, desk: Desk) -> HttpResponse:
    state = "berakhir" if request.GET.get("tampil") == "berakhir" else ""
    rows = group_list(desk.organisation, ended=bool(state))
    context = {
        **frame(request, desk, "members", crumbs=crumbs_to(desk, (_("Groups"), ""))),
        "page": paged(rows, number=request.GET.get("page"), tampil=state),
        "state": state,
        "may_serve": desk.holds(SERVE_MEMBERS),
    }
    return render(request, "members/groups.html", context)


@for_offices(SERVE_MEMBERS)
def new(request: SignedInRequest, desk: Desk) -> HttpResponse:
    form = FormGroupForm(request.POST or None, initial={"village": desk.organisation.village_id})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.form_group(
                organisation=desk.organisation,
                facts=form.facts(),
                formed_on=form.cleaned_data["formed_on"],
                key=form.cleaned_data["key"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("%(name)s is formed.") % {"name": made.name})
            return redirect("members:group", desk.organisation.code, made.pk)
    back = reverse("members:groups", args=[desk.organisation.code])
    context = {
        **frame(request, desk, "members", crumbs=_way(desk, (_("Form a group"), ""))),
        "form": form,
        "title": _("Form a group"),
        "back": back,
    }
    return render(request, "members/group_form.html", context, status=422 if form.errors else 200)


@at_office
def group(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """Who is in it and with what office; taking somebody in."""
    found = group_of(desk, pk)
    serves = desk.holds(SERVE_MEMBERS)
    form = JoinForm(request.POST or None, organisation=desk.organisation)
    if request.method == "POST":
        if not serves:
            return refused(request, desk, SERVE_MEMBERS)
        if form.is_valid():
            try:
                made = services.join_group(
                    group=found, actor=request.user, now=timezone.now(), **form.cleaned_data
                )
            except Refusal as refusal:
                say_no(form, refusal)
            else:
                messages.success(request, _("%(name)s is in the group.") % {"name": made.member.name})
                return redirect("members:group", desk.organisation.code, pk)
    context = {
        **frame(request, desk, "members", crumbs=_way(desk, (found.name, ""))),
        "group": found,
        "people": list(people_of(found)),
        "form": form if serves and found.ended_on is None else None,
        "may_serve": serves,
    }
    return render(request, "members/group.html", context, status=422 if form.errors else 200)


@for_offices(SERVE_MEMBERS)
def change(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found = group_of(desk, pk)
    here, name = reverse("members:group", args=[desk.organisation.code, pk]), found.name
    form = GroupForm(request.POST or None, initial=said_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_group(group=found, facts=form.facts(), actor=request.user, now=timezone.now())
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("It is written down."))
            return redirect(here)
    context = {
        **frame(request, desk, "members", crumbs=_way(desk, (name, here), (_("Change"), ""))),
        "form": form,
        "title": name,
        "back": here,
    }
    return render(request, "members/group_form.html", context, status=422 if form.errors else 200)


@for_offices(SERVE_MEMBERS)
def end(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found = group_of(desk, pk)
    here = reverse("members:group", args=[desk.organisation.code, pk])
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_group(
                group=found, on=form.cleaned_data["on"], actor=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("%(name)s has ended.") % {"name": found.name})
            return redirect(here)
    return ask_day(
        request,
        desk,
        form,
        crumbs=_way(desk, (found.name, here), (_("End the group"), "")),
        title=_("End %(name)s") % {"name": found.name},
        text=_("Everybody leaves it with that day. What was written stays."),
        action=_("End the group"),
        back=here,
    )


@for_offices(SERVE_MEMBERS)
def leave(request: SignedInRequest, desk: Desk, pk: int, membership: int) -> HttpResponse:
    found = group_of(desk, pk)
    here = reverse("members:group", args=[desk.organisation.code, pk])
    inside = get_object_or_404(found.memberships.select_related("member", "group"), pk=membership)
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.leave_group(
                membership=inside, on=form.cleaned_data["on"], actor=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("%(name)s has left the group.") % {"name": inside.member.name})
            return redirect(here)
    return ask_day(
        request,
        desk,
        form,
        crumbs=_way(desk, (found.name, here), (inside.member.name, "")),
        title=_("%(name)s leaves the group") % {"name": inside.member.name},
        text=_("From that day on the member no longer belongs to %(group)s.") % {"group": found.name},
        action=_("Write it down"),
        back=here,
    )
