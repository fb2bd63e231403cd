"""Changes of a running loan that a second person agrees to, and consent to take from sales."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bumdes.lending.calculations.frozen import terms_from_json
from bumdes.lending.calculations.terms import Method
from bumdes.lending.loan_forms import (
    AskForm,
    HarvestForm,
    RefuseForm,
    RescheduleForm,
    WaiverForm,
    WithholdingForm,
)
from bumdes.lending.loan_kinds import LoanState, RequestKind
from bumdes.lending.models import Loan, LoanRequest
from bumdes.lending.permissions import AGREE_TO_CHANGES, CHANGE_LOANS
from bumdes.lending.queries.loans import request_list, sheet_of
from bumdes.lending.services import requests as asking
from bumdes.lending.services.disbursing import cancel as end_unpaid
from bumdes.lending.services.penalties import waive_penalty
from bumdes.lending.services.quoting import NewRows, quote_harvest, quote_new_terms, terms_for_rest
from bumdes.lending.services.withholding import agree_to_withholding
from bumdes.lending.views.loans import ask, crumbs_to, done, loan_of
from bumdes.members.enums import Purpose
from bumdes.members.models import Consent
from bumdes.organisations.desk import Desk, at_office, for_offices, frame, with_book
from bumdes.organisations.permissions import LEND
from core.moments import format_date
from core.money import format_rupiah
from core.paging import paged
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest


def _asked(
    request: SignedInRequest,
    desk: Desk,
    form: AskForm,
    act: Callable[[], LoanRequest],
    quote: Callable[[], NewRows] | None = None,
) -> tuple[HttpResponse | None, NewRows | None]:
    """First shown, then asked for: the way to what waits, or the schedule that would follow."""
    shown = None
    if request.method != "POST" or not form.is_valid():
        return None, None
    try:
        if quote is not None:
            shown = quote()
            if request.POST.get("seen") != shown.stamp:
                return None, shown
        act()
    except Refusal as refusal:
        say_no(form, refusal)
        return None, shown
    messages.info(request, _("It waits now: a second person must agree first."))
    return redirect("lending:approvals", desk.organisation.code), shown


def _running(desk: Desk, reference: str) -> Loan:
    """A running loan, else 404."""
    loan = loan_of(desk, reference)
    if loan.state != LoanState.ACTIVE:
        raise Http404
    return loan


@for_offices(CHANGE_LOANS)
@with_book
def reschedule(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    loan, now = _running(desk, reference), timezone.now()
    form = RescheduleForm(request.POST or None, terms=terms_from_json(loan.terms))
    common: dict[str, Any] = {"loan": loan, "now": now}

    def act() -> LoanRequest:
        named = ("reason", "note", "key", "waives_penalties")
        return asking.ask_to_reschedule(
            terms=terms_for_rest(**common, **form.wish()),
            actor=request.user,
            **common,
            **{name: form.cleaned_data[name] for name in named},
        )

    answer, quote = _asked(
        request,
        desk,
        form,
        act,
        lambda: quote_new_terms(terms=terms_for_rest(**common, **form.wish()), **common),
    )
    return answer or ask(
        request,
        desk,
        loan,
        form,
        title=_("A new schedule"),
        action=_("Ask for it") if quote else _("See what follows"),
        text=_(
            "For the principal that is still owed. What is overdue goes into the first new instalment."
            " The class is no better than today's until three new instalments fell due."
        ),
        quote=quote,
        seen=quote.stamp if quote else "",
    )


@for_offices(CHANGE_LOANS)
@with_book
def harvest(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    loan, now = _running(desk, reference), timezone.now()
    if loan.product.method != Method.BULLET:
        raise Http404
    form = HarvestForm(request.POST or None)
    answer, quote = _asked(
        request,
        desk,
        form,
        lambda: asking.ask_to_move_harvest(loan=loan, actor=request.user, now=now, **form.cleaned_data),
        lambda: quote_harvest(loan=loan, due=form.cleaned_data["due"], now=now),
    )
    return answer or ask(
        request,
        desk,
        loan,
        form,
        title=_("The harvest on another day"),
        action=_("Ask for it") if quote else _("See what follows"),
        quote=quote,
        seen=quote.stamp if quote else "",
    )


@for_offices(CHANGE_LOANS)
@with_book
def cancel(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    """End a loan that waits and that nobody came for."""
    loan = loan_of(desk, reference)
    form = AskForm(request.POST or None)
    answer = done(
        request,
        desk,
        loan,
        form,
        act=lambda: end_unpaid(
            loan=loan,
            reason=form.cleaned_data["note"],
            key=form.cleaned_data["key"],
            actor=request.user,
            now=timezone.now(),
        ),
        said=_("The loan is cancelled. Nothing was paid out."),
    )
    return answer or ask(
        request,
        desk,
        loan,
        form,
        title=_("Cancel the loan"),
        action=_("Cancel the loan"),
        text=_("It is never paid out. The borrower may ask for another."),
        is_loss=True,
    )


@for_offices(AGREE_TO_CHANGES)
@with_book
def waive(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    """Forgive an instalment's unpaid penalty."""
    loan, now = _running(desk, reference), timezone.now()
    sheet = sheet_of(loan, today=timezone.localdate(now))
    unpaid = {
        line.n: f"{line.n}. {format_date(line.due)}: {format_rupiah(line.left.penalty)}"
        for line in sheet.lines
        if line.left is not None and line.left.penalty
    }
    form = WaiverForm(request.POST or None, unpaid=unpaid)
    if (
        form.is_bound
        and not form.is_valid()
        and loan.events.filter(key=form.cleaned_data.get("key") or None).exists()
    ):
        # Sent twice: what it forgave is no longer among its choices.
        messages.info(request, _("This was already written down. Nothing was booked twice."))
        return redirect("lending:loan", desk.organisation.code, reference)
    answer = done(
        request,
        desk,
        loan,
        form,
        act=lambda: waive_penalty(
            loan=loan, date=sheet.today, actor=request.user, now=now, **form.cleaned_data
        ),
        said=_("The penalty is forgiven."),
    )
    return answer or ask(
        request,
        desk,
        loan,
        form,
        title=_("Forgive a penalty"),
        action=_("Forgive it"),
        text="" if unpaid else _("This loan has no unpaid penalty."),
    )


@for_offices(CHANGE_LOANS)
@with_book
def write_off(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    loan, now = _running(desk, reference), timezone.now()
    form = AskForm(request.POST or None)
    answer, _shown = _asked(
        request,
        desk,
        form,
        lambda: asking.ask_to_write_off(loan=loan, actor=request.user, now=now, **form.cleaned_data),
    )
    return answer or ask(
        request,
        desk,
        loan,
        form,
        title=_("Write the loan off"),
        action=_("Ask for it"),
        text=_(
            "It leaves the books: out of what was set aside, the rest as an expense of the day."
            " The borrower still owes it, and what comes back is written down here."
        ),
        is_loss=True,
        write_off=True,
    )


@for_offices(LEND)
@with_book
def withholding(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    """The limits of a signed consent to take instalments out of sales."""
    loan = loan_of(desk, reference)
    if loan.state not in (LoanState.APPROVED, LoanState.ACTIVE) or loan.member is None:
        raise Http404
    consents = Consent.objects.live().filter(member=loan.member, purpose=Purpose.WITHHOLDING)
    consent = consents.order_by("pk").last()
    form = WithholdingForm(request.POST or None)
    answer = None
    if consent is not None:
        answer = done(
            request,
            desk,
            loan,
            form,
            act=lambda: agree_to_withholding(
                loan=loan, consent=consent, actor=request.user, now=timezone.now(), **form.cleaned_data
            ),
            said=_("The limits are written down."),
        )
    return answer or ask(
        request,
        desk,
        loan,
        form,
        title=_("Instalments out of sales"),
        action=_("Write it down"),
        text=_("What is due is taken when Sedulang pays out her sales, within the limits that she signed."),
        consent_url=""
        if consent is not None
        else reverse("members:member", args=[desk.organisation.code, loan.member.pk]),
    )


@at_office
@with_book
def approvals(request: SignedInRequest, desk: Desk) -> HttpResponse:
    return _approvals(request, desk)


def _approvals(
    request: SignedInRequest,
    desk: Desk,
    *,
    refused_pk: int = 0,
    form: RefuseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    waiting = request.GET.get("tampil") != "selesai"
    page = paged(
        request_list(desk.book, waiting=waiting),
        number=request.GET.get("page"),
        size=10,
        tampil="" if waiting else "selesai",
    )
    here = reverse("lending:approvals", args=[desk.organisation.code])
    rows = []
    for row in page.rows:
        own = form if form is not None and row.pk == refused_pk else None
        rows.append((row, own or RefuseForm(auto_id=f"refuse_{row.pk}_%s"), _summary(row)))
    context = {
        **frame(request, desk, "lending", crumbs=crumbs_to(desk, (_("Approvals"), ""))[::2]),
        "page": page,
        "rows": rows,
        "tabs": [
            {"url": here, "label": _("Waiting"), "current": waiting},
            {"url": f"{here}?tampil=selesai", "label": _("Decided"), "current": not waiting},
        ],
        "may_agree": desk.holds(AGREE_TO_CHANGES),
    }
    return render(request, "lending/approvals.html", context, status=status)


def _summary(row: LoanRequest) -> dict[str, Any]:
    """What the second person must know of a request, from its own facts. No query."""
    if row.kind == RequestKind.RESCHEDULE:
        terms = terms_from_json(row.facts["terms"])
        return {
            "principal": terms.principal,
            "periods": None if terms.method == Method.FIXED_INSTALMENT else terms.periods,
            "instalment": terms.instalment,
            "first_due": terms.first_due,
            "waives": row.facts["waives_penalties"],
        }
    if row.kind == RequestKind.HARVEST:
        return {"due": date.fromisoformat(row.facts["due"])}
    return {"principal": row.loan.principal}


def _request(desk: Desk, pk: int) -> LoanRequest:
    rows = LoanRequest.objects.filter(book=desk.book).select_related(
        "made_by", "event", "loan__product__unit", "loan__unit", "loan__member", "loan__group"
    )
    found = get_object_or_404(rows, pk=pk)
    found.loan.book = found.loan.product.book = desk.book
    return found


@require_POST
@for_offices(AGREE_TO_CHANGES)
@with_book
def agree(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found = _request(desk, pk)
    try:
        asking.agree(request=found, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("lending:approvals", desk.organisation.code)
    messages.success(request, _("Agreed to and done."))
    return redirect("lending:loan", desk.organisation.code, found.loan.reference)


@require_POST
@for_offices(AGREE_TO_CHANGES)
@with_book
def refuse(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    form = RefuseForm(request.POST, auto_id=f"refuse_{pk}_%s")
    if form.is_valid():
        try:
            asking.refuse(
                request=_request(desk, pk), actor=request.user, now=timezone.now(), **form.cleaned_data
            )
        except asking.DecidedAlready as refusal:
            # Its row, with its form, is no longer on the page.
            messages.error(request, str(refusal.message))
            return redirect("lending:approvals", desk.organisation.code)
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.info(request, _("Refused. Its maker sees the reason."))
            return redirect("lending:approvals", desk.organisation.code)
    return _approvals(request, desk, refused_pk=pk, form=form, status=422)


@require_POST
@for_offices(CHANGE_LOANS)
@with_book
def take_back(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    try:
        asking.take_back(request=_request(desk, pk), actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.info(request, _("Taken back. Nothing was changed."))
    return redirect("lending:approvals", desk.organisation.code)
