"""Village internet: its figures, packages and subscribers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.organisations.desk import Desk, at_office, for_offices, frame, refused, with_book
from bumdes.organisations.permissions import RECORD
from bumdes.units.forms.internet import LineForm, PackageForm, TermsForm, WhoForm
from bumdes.units.forms.units import EndForm
from bumdes.units.models import InternetService, Package, Subscriber
from bumdes.units.queries.internet import figures, paid_ahead, subscribers
from bumdes.units.services.lines import (
    add_package,
    change_line,
    end_line,
    end_package,
    set_terms,
    subscribe,
    suspend,
)
from bumdes.units.views.units import RUN_UNITS, crumbs_to, name_error
from core.paging import paged
from core.refusals import Refusal
from core.searching import words_of
from core.users.decorators import SignedInRequest

SHOWN_PAYMENTS = 12


def service_of(desk: Desk, pk: int) -> InternetService:
    """The internet of one of this BUMDes's own units, else 404."""
    found = InternetService.objects.filter(business__organisation=desk.organisation)
    found = found.select_related("business__unit", "business__organisation__book")
    return get_object_or_404(found, business=pk)


def line_of(service: InternetService, pk: int) -> Subscriber:
    """One of its subscribers, else 404."""
    line = get_object_or_404(Subscriber.objects.select_related("package"), service=service, pk=pk)
    line.service = service
    return line


def crumbs_within(desk: Desk, service: InternetService, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    """The way back to the unit's internet, and on."""
    here = reverse("units:internet", args=[desk.organisation.code, service.business_id])
    return crumbs_to(desk, (service.business.unit.name, here), *rest)


@at_office
@with_book
def home(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    service = service_of(desk, pk)
    words = words_of(request)
    context = {
        **frame(request, desk, "units", crumbs=crumbs_within(desk, service)),
        "business": service.business,
        "figures": figures(service, on=timezone.localdate()),
        "page": paged(subscribers(service, words=words), number=request.GET.get("page"), cari=words),
        "words": words,
        "may_record": desk.holds(RECORD),
    }
    return render(request, "units/internet/home.html", context)


@at_office
@with_book
def packages(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """What is offered, a new package, the end of one, and by when bills are paid."""
    service = service_of(desk, pk)
    sent = request.POST.get("act", "")
    form = PackageForm(request.POST if sent == "add" else None)
    said = {"due_day": service.due_day, "suspend_after_days": service.suspend_after_days}
    terms = TermsForm(request.POST if sent == "terms" else None, initial=said)
    if request.method == "POST":
        if not desk.holds(RUN_UNITS):
            return refused(request, desk, RUN_UNITS)
        here = redirect("units:internet_packages", desk.organisation.code, pk)
        ending = request.POST.get("end", "")
        if ending.isascii() and ending.isdigit() and len(ending) < 19:
            package = get_object_or_404(Package, service=service, pk=int(ending))
            end_package(package=package, actor=request.user, now=timezone.now())
            messages.success(request, _("%(name)s is offered to nobody new.") % {"name": package.name})
            return here
        if form.is_valid():
            try:
                add_package(service=service, actor=request.user, now=timezone.now(), **form.cleaned_data)
            except Refusal as refusal:
                name_error(form, refusal)
            else:
                messages.success(request, _("The package is offered."))
                return here
        elif terms.is_valid():
            set_terms(service=service, actor=request.user, now=timezone.now(), **terms.cleaned_data)
            messages.success(request, _("It is written down."))
            return here
    context = {
        **frame(request, desk, "units", crumbs=crumbs_within(desk, service, (_("Packages"), ""))),
        "business": service.business,
        "packages": list(service.packages.order_by("-is_active", "days", "price", "pk")),
        "form": form,
        "terms": terms,
        "service": service,
        "may_run": desk.holds(RUN_UNITS),
    }
    status = 422 if form.errors or terms.errors else 200
    return render(request, "units/internet/packages.html", context, status=status)


@for_offices(RECORD)
@with_book
def new_line(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    service = service_of(desk, pk)
    form = LineForm(request.POST or None, service=service)
    if request.method == "POST" and form.is_valid():
        try:
            made = subscribe(service=service, actor=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            name_error(form, refusal)
        else:
            messages.success(request, _("%(name)s is connected.") % {"name": made.name})
            return redirect("units:internet_line", desk.organisation.code, pk, made.pk)
    context = {
        **frame(request, desk, "units", crumbs=crumbs_within(desk, service, (_("New subscriber"), ""))),
        "business": service.business,
        "form": form,
    }
    return render(request, "units/internet/new_line.html", context, status=422 if form.errors else 200)


@at_office
@with_book
def line(request: SignedInRequest, desk: Desk, pk: int, line: int) -> HttpResponse:
    """One subscriber: bills, payments, what is paid ahead; shut off, put on again, ended."""
    service = service_of(desk, pk)
    subscriber = line_of(service, line)
    sent = request.POST.get("act", "") if request.method == "POST" else ""
    end_form = EndForm(request.POST if sent == "end" else None)
    if request.method == "POST":
        if not desk.holds(RUN_UNITS):
            return refused(request, desk, RUN_UNITS)
        now = timezone.now()
        try:
            if sent in ("off", "on"):
                since = timezone.localdate(now) if sent == "off" else None
                suspend(subscriber=subscriber, since=since, actor=request.user, now=now)
            elif end_form.is_valid():
                end_line(subscriber=subscriber, actor=request.user, now=now, **end_form.cleaned_data)
        except Refusal as refusal:
            if sent == "end":
                name_error(end_form, refusal)
            else:
                messages.error(request, refusal.message)
        if not end_form.errors:
            return redirect("units:internet_line", desk.organisation.code, pk, line)
    bills = subscriber.bills.order_by("-month", "-pk")
    payments = subscriber.payments.select_related("account").order_by("-paid_on", "-pk")
    context = {
        **frame(request, desk, "units", crumbs=crumbs_within(desk, service, (subscriber.name, ""))),
        "business": service.business,
        "line": subscriber,
        "owed": sum(bill.rest for bill in bills.still_open()),
        "ahead": paid_ahead(subscriber),
        "page": paged(bills, number=request.GET.get("page")),
        "payments": list(payments[:SHOWN_PAYMENTS]),
        "end_form": end_form,
        "may_record": desk.holds(RECORD),
        "may_run": desk.holds(RUN_UNITS),
    }
    return render(request, "units/internet/line.html", context, status=422 if end_form.errors else 200)


@for_offices(RECORD)
@with_book
def change(request: SignedInRequest, desk: Desk, pk: int, line: int) -> HttpResponse:
    """Correct who a subscriber is, or give another package."""
    service = service_of(desk, pk)
    subscriber = line_of(service, line)
    said = {name: getattr(subscriber, name) for name in ("name", "phone", "hamlet", "package")}
    form = WhoForm(request.POST or None, service=service, kept=subscriber.package_id, initial=said)
    if request.method == "POST" and form.is_valid():
        try:
            change_line(subscriber=subscriber, actor=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            name_error(form, refusal)
        else:
            messages.success(request, _("It is written down."))
            return redirect("units:internet_line", desk.organisation.code, pk, line)
    here = reverse("units:internet_line", args=[desk.organisation.code, pk, line])
    crumbs = crumbs_within(desk, service, (said["name"], here), (_("Change"), ""))
    context = {
        **frame(request, desk, "units", crumbs=crumbs),
        "business": service.business,
        "line": subscriber,
        "form": form,
    }
    return render(request, "units/internet/change.html", context, status=422 if form.errors else 200)
