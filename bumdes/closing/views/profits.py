"""Sharing a year's profit, and paying a share."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.closing.forms import AllocationForm, PaymentForm
from bumdes.closing.models import AllocationShare, ProfitAllocation, YearClosing
from bumdes.closing.queries.profits import payments_of, shareable, shares_of
from bumdes.closing.services.profits import (
    approve_allocation,
    pay_share,
    propose_allocation,
    refuse_allocation,
)
from bumdes.ledger.models import Account
from bumdes.organisations.desk import Desk, at_office, for_offices, frame, refused, with_book
from bumdes.organisations.models.bylaws import ProfitPurpose
from bumdes.organisations.permissions import APPROVE, KEEP_BOOKS
from core.refusals import Refusal
from core.users.decorators import SignedInRequest


@at_office
@with_book
def profit(request: SignedInRequest, desk: Desk, year: int) -> HttpResponse:
    """A closed year's result, how it is shared, and who was paid; before that, the form."""
    closing = get_object_or_404(
        YearClosing.objects.filter(organisation=desk.organisation, undone_at=None).select_related(
            "organisation__book"
        ),
        year=year,
    )
    known = ProfitAllocation.objects.filter(organisation=desk.organisation, year=year)
    allocation = known.exclude(state="refused").select_related("made_by", "decided_by", "bylaws").first()
    form = None
    if allocation is None and desk.holds(KEEP_BOOKS | APPROVE):
        form = AllocationForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                propose_allocation(
                    organisation=desk.organisation,
                    year=year,
                    assembly_date=form.cleaned_data["assembly_date"],
                    minutes_number=form.cleaned_data["minutes_number"],
                    key=form.cleaned_data["key"],
                    actor=request.user,
                    now=timezone.now(),
                )
            except Refusal as refusal:
                form.add_error(refusal.field, refusal.message)
            else:
                messages.success(request, _("The shares are computed. A second person must agree."))
                return redirect("closing:profit", desk.organisation.code, year)
    here = reverse("closing:home", args=[desk.organisation.code])
    crumbs = [(_("Close the books"), here), (_("Profit of %(year)d") % {"year": year}, "")]
    context = {
        **frame(request, desk, "closing", crumbs=crumbs),
        "closing": closing,
        "shareable": shareable(closing) if allocation is None else 0,
        "allocation": allocation,
        "shares": shares_of(allocation) if allocation else [],
        "form": form,
        "may_approve": desk.holds(APPROVE),
        "may_pay": desk.holds(KEEP_BOOKS),
    }
    return render(request, "closing/profit.html", context, status=422 if form and form.errors else 200)


@for_offices(APPROVE)
@with_book
def decide(request: SignedInRequest, desk: Desk, year: int) -> HttpResponse:
    waiting = ProfitAllocation.objects.filter(organisation=desk.organisation, year=year)
    allocation = get_object_or_404(waiting.exclude(state="refused"))
    if request.method == "POST":
        now = timezone.now()
        try:
            if "approve" in request.POST:
                approve_allocation(allocation=allocation, actor=request.user, now=now)
                messages.success(request, _("The shares are in the books."))
            else:
                note = request.POST.get("reason", "")[:200]
                refuse_allocation(allocation=allocation, note=note, actor=request.user, now=now)
                messages.success(request, _("The proposal is refused."))
        except Refusal as refusal:
            messages.error(request, refusal.message)
    return redirect("closing:profit", desk.organisation.code, year)


@at_office
@with_book
def share(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """One share: what was paid of it, and paying the rest."""
    found = get_object_or_404(
        AllocationShare.objects.select_related("allocation__organisation__book").filter(
            allocation__organisation=desk.organisation, allocation__state="approved"
        ),
        pk=pk,
    )
    if found.purpose == ProfitPurpose.RESERVE:
        raise Http404
    if request.method == "POST" and not desk.holds(KEEP_BOOKS):
        return refused(request, desk, KEEP_BOOKS)
    payments = payments_of(found)
    rest = found.amount - sum(payment.amount for payment in payments)
    form = None
    if rest and desk.holds(KEEP_BOOKS):
        accounts = Account.objects.filter(book=desk.book, is_cash=True, is_active=True).order_by("code")
        form = PaymentForm(request.POST or None, accounts=accounts, initial={"amount": rest})
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            try:
                pay_share(share=found, actor=request.user, now=timezone.now(), **data)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else "paid_on", refusal.message)
            else:
                messages.success(request, _("The payment is in the books."))
                return redirect("closing:share", desk.organisation.code, pk)
    year, code = found.allocation.year, desk.organisation.code
    crumbs = [
        (_("Close the books"), reverse("closing:home", args=[code])),
        (_("Profit of %(year)d") % {"year": year}, reverse("closing:profit", args=[code, year])),
        (str(ProfitPurpose(found.purpose).label), ""),
    ]
    context = {
        **frame(request, desk, "closing", crumbs=crumbs),
        "share": found,
        "label": ProfitPurpose(found.purpose).label,
        "payments": payments,
        "rest": rest,
        "form": form,
    }
    return render(request, "closing/share.html", context, status=422 if form and form.errors else 200)
