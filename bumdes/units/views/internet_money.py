"""Village internet's money: payments and receipts, bills, the month's run, who is late."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.organisations.desk import Desk, at_office, for_offices, frame, refused, with_book
from bumdes.organisations.permissions import KEEP_BOOKS, RECORD
from bumdes.units.forms.internet import MonthForm, PaymentForm, WaiveForm
from bumdes.units.models import Bill, DrawerShift, Payment
from bumdes.units.queries import open_shift_of
from bumdes.units.queries.internet import (
    BILL_STATES,
    ages,
    arrears,
    arrears_page,
    bills_of,
    lines_due,
    month_sums,
)
from bumdes.units.services.bills import MonthNotBegun, bill_month, cancel_bill
from bumdes.units.services.lines import receive_payment
from bumdes.units.views.internet import crumbs_within, line_of, service_of
from bumdes.units.views.units import name_error
from core.paging import paged
from core.refusals import Refusal
from core.users.decorators import SignedInRequest


def drawer_here(desk: Desk) -> DrawerShift | None:
    """The drawer that the reader has open in this BUMDes. One query."""
    shift = open_shift_of(desk.user)
    return shift if shift is not None and shift.organisation_id == desk.organisation.pk else None


@for_offices(RECORD)
@with_book
def pay(request: SignedInRequest, desk: Desk, pk: int, line: int) -> HttpResponse:
    """Take money of a subscriber: a part, all, or more than is owed."""
    service = service_of(desk, pk)
    subscriber = line_of(service, line)
    owed = sum(bill.rest for bill in Bill.objects.still_open().filter(subscriber=subscriber))
    drawer = drawer_here(desk)
    form = PaymentForm(
        request.POST or None, book=desk.book, has_drawer=drawer is not None, initial={"amount": owed or None}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = receive_payment(
                subscriber=subscriber, actor=request.user, now=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            name_error(form, refusal, date="paid_on")
        else:
            return redirect("units:internet_receipt", desk.organisation.code, pk, made.pk)
    here = reverse("units:internet_line", args=[desk.organisation.code, pk, line])
    crumbs = crumbs_within(desk, service, (subscriber.name, here), (_("A payment"), ""))
    context = {
        **frame(request, desk, "units", crumbs=crumbs),
        "business": service.business,
        "line": subscriber,
        "owed": owed,
        "drawer": drawer,
        "form": form,
    }
    return render(request, "units/internet/pay.html", context, status=422 if form.errors else 200)


@at_office
@with_book
def receipt(request: SignedInRequest, desk: Desk, pk: int, payment: int) -> HttpResponse:
    """What was paid and for which months, to print."""
    service = service_of(desk, pk)
    found = Payment.objects.filter(subscriber__service=service)
    paid = get_object_or_404(
        found.select_related("subscriber", "account", "receipt__organisation"), pk=payment
    )
    parts = list(paid.parts.select_related("bill").order_by("bill__month"))
    line = reverse("units:internet_line", args=[desk.organisation.code, pk, paid.subscriber_id])
    crumbs = crumbs_within(desk, service, (paid.subscriber.name, line), (_("Receipt"), ""))
    context = {
        **frame(request, desk, "units", crumbs=crumbs),
        "business": service.business,
        "payment": paid,
        "parts": parts,
        "ahead": paid.amount - sum(part.amount for part in parts),
    }
    return render(request, "units/internet/receipt.html", context)


@at_office
@with_book
def bill(request: SignedInRequest, desk: Desk, pk: int, bill: int) -> HttpResponse:
    """One month's bill, to print; the treasurer may waive it with a reason."""
    service = service_of(desk, pk)
    found = Bill.objects.filter(subscriber__service=service).select_related("subscriber")
    shown = get_object_or_404(found, pk=bill)
    shown.subscriber.service = service
    form = WaiveForm(request.POST or None) if desk.holds(KEEP_BOOKS) else None
    if request.method == "POST":
        if form is None:
            return refused(request, desk, KEEP_BOOKS)
        if form.is_valid():
            try:
                cancel_bill(bill=shown, actor=request.user, now=timezone.now(), **form.cleaned_data)
            except Refusal as refusal:
                name_error(form, refusal)
            else:
                messages.success(request, _("The bill is waived."))
                return redirect("units:internet_bill", desk.organisation.code, pk, bill)
    line = reverse("units:internet_line", args=[desk.organisation.code, pk, shown.subscriber_id])
    crumbs = crumbs_within(desk, service, (shown.subscriber.name, line), (_("Bill"), ""))
    context = {
        **frame(request, desk, "units", crumbs=crumbs),
        "business": service.business,
        "bill": shown,
        "form": form,
    }
    status = 422 if form and form.errors else 200
    return render(request, "units/internet/bill.html", context, status=status)


@at_office
@with_book
def bills(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """A month's bills: what was billed, paid, waived and is open, and each bill."""
    service = service_of(desk, pk)
    today = timezone.localdate()
    asked = request.GET.get("month")
    form = MonthForm(request.GET if asked else {"month": f"{today:%Y-%m}"})
    month: date | None = form.cleaned_data["month"] if form.is_valid() else None
    state = request.GET.get("keadaan", "")
    context = {
        **frame(request, desk, "units", crumbs=crumbs_within(desk, service, (_("Bills"), ""))),
        "business": service.business,
        "form": form,
        "month": month,
        "state": state if state in BILL_STATES else "",
        "may_bill": desk.holds(KEEP_BOOKS),
    }
    if month is not None:
        found = bills_of(service, month=month, state=state)
        kept = {"month": f"{month:%Y-%m}", "keadaan": context["state"]}
        context["sums"] = month_sums(service, month=month)
        context["page"] = paged(found, number=request.GET.get("page"), **kept)
    return render(request, "units/internet/bills.html", context, status=422 if form.errors else 200)


@for_offices(KEEP_BOOKS)
@with_book
def run(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """How many bills a month's run will make; then the run. The command does the same by night."""
    service = service_of(desk, pk)
    today = timezone.localdate()
    sent = request.POST or request.GET or {"month": f"{today:%Y-%m}"}
    form = MonthForm(sent)
    month: date | None = form.cleaned_data["month"] if form.is_valid() else None
    if month is not None and month > today:
        name_error(form, MonthNotBegun())
        month = None
    if request.method == "POST" and month is not None:
        try:
            entry = bill_month(service=service, month=month, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            name_error(form, refusal, date="month")
        else:
            said = _("The bills are made.") if entry else _("Every line has its bill already.")
            messages.success(request, said)
            made = reverse("units:internet_bills", args=[desk.organisation.code, pk])
            return redirect(f"{made}?month={month:%Y-%m}")
    due = lines_due(service, month) if month is not None else []
    bills_url = reverse("units:internet_bills", args=[desk.organisation.code, pk])
    crumbs = crumbs_within(desk, service, (_("Bills"), bills_url), (_("Make bills"), ""))
    context = {
        **frame(request, desk, "units", crumbs=crumbs),
        "business": service.business,
        "form": form,
        "month": month,
        "count": len(due),
        "total": sum(row.amount for row in due),
    }
    return render(request, "units/internet/run.html", context, status=422 if form.errors else 200)


@at_office
@with_book
def late(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """Who is late, by age, with a reminder to send."""
    service = service_of(desk, pk)
    today, office = timezone.localdate(), desk.organisation.name
    context = {
        **frame(request, desk, "units", crumbs=crumbs_within(desk, service, (_("Arrears"), ""))),
        "business": service.business,
        "ages": ages(service, on=today),
        "page": arrears_page(service, on=today, office=office, number=request.GET.get("page")),
    }
    return render(request, "units/internet/late.html", context)


@at_office
@with_book
def shut_off(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """The technician's list, to print: whose line is due to be shut off. Whole, for it leaves on paper."""
    service = service_of(desk, pk)
    today = timezone.localdate()
    rows = arrears(service, on=today, office=desk.organisation.name)
    late = reverse("units:internet_late", args=[desk.organisation.code, pk])
    crumbs = crumbs_within(desk, service, (_("Arrears"), late), (_("Lines to shut off"), ""))
    context = {
        **frame(request, desk, "units", crumbs=crumbs),
        "business": service.business,
        "service": service,
        "today": today,
        "rows": [row for row in rows if row.shut_off_is_due],
    }
    return render(request, "units/internet/shut_off.html", context)
