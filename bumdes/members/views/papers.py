"""The NIK of a member, consents and identity papers: each shown or changed from the member's page."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bumdes.members import services
from bumdes.members.enums import Purpose
from bumdes.members.forms import ConsentForm, PaperForm, ReasonForm
from bumdes.members.queries import papers_of
from bumdes.members.views.people import member_of, member_page
from bumdes.organisations.desk import Desk, for_offices
from bumdes.organisations.permissions import SERVE_MEMBERS
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest
from media.private import serve_private


@require_POST
@for_offices(SERVE_MEMBERS)
def reveal(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """The whole NIK, on this answer only: it stands in no address, message or session."""
    person = member_of(desk, pk)
    form = ReasonForm(request.POST, auto_id="nik_%s")
    if form.is_valid():
        try:
            nik = services.reveal_nik(
                member=person, actor=request.user, now=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return member_page(request, desk, person, nik=nik)
    return member_page(request, desk, person, nik_form=form)


@require_POST
@for_offices(SERVE_MEMBERS)
def give(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    person = member_of(desk, pk)
    form = ConsentForm(request.POST, auto_id="consent_%s")
    if not form.is_valid():
        return member_page(request, desk, person, consent_form=form)
    services.give_consent(member=person, actor=request.user, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("The consent is written down."))
    return redirect("members:member", desk.organisation.code, pk)


@require_POST
@for_offices(SERVE_MEMBERS)
def withdraw(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    person = member_of(desk, pk)
    purpose = request.POST.get("purpose", "")
    if purpose not in Purpose.values:
        raise Http404
    services.withdraw_consent(member=person, purpose=purpose, actor=request.user, now=timezone.now())
    messages.success(request, _("The consent has ended."))
    return redirect("members:member", desk.organisation.code, pk)


@require_POST
@for_offices(SERVE_MEMBERS)
def add(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    person = member_of(desk, pk)
    form = PaperForm(request.POST, request.FILES, auto_id="paper_%s")
    if form.is_valid():
        try:
            services.add_document(member=person, actor=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("The paper is kept, encrypted."))
            return redirect("members:member", desk.organisation.code, pk)
    return member_page(request, desk, person, paper_form=form)


@require_POST
@for_offices(SERVE_MEMBERS)
def view(request: SignedInRequest, desk: Desk, pk: int, paper: int) -> HttpResponseBase:
    """The file itself, to who says why."""
    person = member_of(desk, pk)
    document = get_object_or_404(papers_of(person).select_related("member"), pk=paper)
    form = ReasonForm(request.POST, auto_id=f"paper{paper}_%s")
    if form.is_valid():
        try:
            services.view_document(
                document=document, actor=request.user, now=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return serve_private(document.file, download_name=document.download_name)
    return member_page(request, desk, person, paper=paper, reason_form=form)


@require_POST
@for_offices(SERVE_MEMBERS)
def remove(request: SignedInRequest, desk: Desk, pk: int, paper: int) -> HttpResponse:
    document = get_object_or_404(papers_of(member_of(desk, pk)), pk=paper)
    services.remove_document(document=document, actor=request.user, now=timezone.now())
    messages.success(request, _("The paper is deleted."))
    return redirect("members:member", desk.organisation.code, pk)
