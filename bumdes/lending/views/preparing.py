"""Preparing an application for the committee: taking it on, the survey with photos, securities."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bumdes.lending import services
from bumdes.lending.forms import GuarantorForm, PledgeForm, SurveyForm, visit_of
from bumdes.lending.models import Application, Guarantor, Pledge, Survey, SurveyPhoto
from bumdes.lending.views.applications import application_of, application_page, crumbs_to
from bumdes.organisations.desk import Desk, at_office, for_offices, frame, with_book
from bumdes.organisations.permissions import LEND
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest
from core.users.models import User
from media.private import serve_private


@require_POST
@for_offices(LEND)
@with_book
def take_on(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    found = application_of(desk, reference)
    try:
        services.take_on(application=found, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The application is yours now."))
    return redirect("lending:application", desk.organisation.code, reference)


@for_offices(LEND)
@with_book
def survey(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    found = application_of(desk, reference)
    written = Survey.objects.filter(application=found).first()
    first = visit_of(written) if written else None
    form = SurveyForm(request.POST or None, request.FILES or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_survey(
                application=found,
                visit=form.visit(),
                photos=form.cleaned_data["photos"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("The survey is written down."))
            return redirect("lending:application", desk.organisation.code, reference)
    here = reverse("lending:application", args=[desk.organisation.code, reference])
    context = {
        **frame(
            request, desk, "lending", crumbs=crumbs_to(desk, (found.borrower.name, here), (_("Survey"), ""))
        ),
        "form": form,
        "application": found,
        "borrower": found.borrower,
    }
    return render(request, "lending/survey.html", context, status=422 if form.errors else 200)


@at_office
@with_book
def photo(request: SignedInRequest, desk: Desk, reference: str, photo: int) -> HttpResponseBase:
    """A photo of the survey; it has no other address."""
    rows = SurveyPhoto.objects.filter(book=desk.book, application__reference=reference)
    found = get_object_or_404(rows, pk=photo)
    ending = PurePath(found.file.name or "").suffix.lower()
    try:
        return serve_private(found.file, download_name=f"survei-{found.pk}{ending}")
    except FileNotFoundError as error:
        raise Http404 from error


@require_POST
@for_offices(LEND)
@with_book
def pledge(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    found = application_of(desk, reference)
    form = PledgeForm(request.POST, auto_id="pledge_%s")
    if _is_secured(form, found, services.add_pledge, actor=request.user):
        return redirect("lending:application", desk.organisation.code, reference)
    return application_page(request, desk, found, pledge_form=form)


@require_POST
@for_offices(LEND)
@with_book
def guarantor(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    found = application_of(desk, reference)
    form = GuarantorForm(request.POST, auto_id="guarantor_%s")
    if _is_secured(form, found, services.add_guarantor, actor=request.user):
        return redirect("lending:application", desk.organisation.code, reference)
    return application_page(request, desk, found, guarantor_form=form)


def _is_secured(
    form: forms.Form, application: Application, add: Callable[..., object], *, actor: User
) -> bool:
    """Add what the form says; False leaves what is wrong with it in the form."""
    if not form.is_valid():
        return False
    try:
        add(application=application, actor=actor, now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        say_no(form, refusal)
        return False
    return True


@require_POST
@for_offices(LEND)
@with_book
def remove_pledge(request: SignedInRequest, desk: Desk, reference: str, pledge: int) -> HttpResponse:
    rows = Pledge.objects.filter(application=application_of(desk, reference))
    return _take_out(request, desk, reference, get_object_or_404(rows, pk=pledge))


@require_POST
@for_offices(LEND)
@with_book
def remove_guarantor(request: SignedInRequest, desk: Desk, reference: str, guarantor: int) -> HttpResponse:
    rows = Guarantor.objects.filter(application=application_of(desk, reference))
    return _take_out(request, desk, reference, get_object_or_404(rows, pk=guarantor))


def _take_out(
    request: SignedInRequest, desk: Desk, reference: str, security: Pledge | Guarantor
) -> HttpResponse:
    try:
        services.take_out(security=security, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("It is crossed out."))
    return redirect("lending:application", desk.organisation.code, reference)
