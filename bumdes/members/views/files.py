"""Lists of people from a spreadsheet: sent in, looked at, recorded or thrown away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bumdes.members import services
from bumdes.members.forms import ListForm
from bumdes.members.models import MemberFile
from bumdes.members.views.people import crumbs_to
from bumdes.organisations.desk import Desk, for_offices, frame
from bumdes.organisations.permissions import SERVE_MEMBERS
from core.paging import paged
from core.refusals import Refusal, say_no
from core.spreadsheets import download
from core.users.decorators import SignedInRequest

SHOWN = 50


def _file_of(desk: Desk, pk: int) -> MemberFile:
    found = MemberFile.objects.select_related("organisation__village", "made_by", "recorded_by")
    return get_object_or_404(found, organisation=desk.organisation, pk=pk)


@for_offices(SERVE_MEMBERS)
def home(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """Send a list in; below, those that were sent before."""
    # A form whose file was not chosen sends nothing at all.
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            kept = services.upload_list(
                organisation=desk.organisation,
                content=sent.read(),
                name=sent.name,
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return redirect("members:file", desk.organisation.code, kept.pk)
    sent_before = MemberFile.objects.filter(organisation=desk.organisation).select_related("made_by")
    context = {
        **frame(request, desk, "members", crumbs=crumbs_to(desk, (_("Import"), ""))),
        "form": form,
        "page": paged(sent_before.defer("content_sealed").order_by("-pk"), number=request.GET.get("page")),
    }
    return render(request, "members/files.html", context, status=422 if form.errors else 200)


@for_offices(SERVE_MEMBERS)
def template(request: SignedInRequest, desk: Desk) -> HttpResponse:
    return download(services.template_xlsx(), "anggota.xlsx")


@for_offices(SERVE_MEMBERS)
def file(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    return _page(request, desk, _file_of(desk, pk))


def _page(request: SignedInRequest, desk: Desk, kept: MemberFile, *, no: str = "") -> HttpResponse:
    plan = services.plan_in(kept, now=timezone.now())
    context = {
        **frame(request, desk, "members", crumbs=crumbs_to(desk, (_("Import"), ""))),
        "file": kept,
        "plan": plan,
        "wrong": plan.wrong[:SHOWN],
        "wrong_more": max(0, len(plan.wrong) - SHOWN),
        "new": paged(plan.new, number=request.GET.get("page")),
        "doubts": [person for person in plan.new if person.doubts][:SHOWN],
        "no": no,
    }
    return render(request, "members/file.html", context, status=422 if no else 200)


@require_POST
@for_offices(SERVE_MEMBERS)
def record(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    kept = _file_of(desk, pk)
    try:
        kept = services.record_list(file=kept, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        return _page(request, desk, _file_of(desk, pk), no=str(refusal.message))
    text = ngettext("%(count)d person is written down.", "%(count)d people are written down.", kept.added)
    messages.success(request, text % {"count": kept.added})
    return redirect("members:home", desk.organisation.code)


@require_POST
@for_offices(SERVE_MEMBERS)
def discard(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    try:
        services.discard_list(file=_file_of(desk, pk), actor=request.user, now=timezone.now())
    except Refusal as refusal:
        return _page(request, desk, _file_of(desk, pk), no=str(refusal.message))
    messages.success(request, _("The list is thrown away; nothing of it was written down."))
    return redirect("members:files", desk.organisation.code)
