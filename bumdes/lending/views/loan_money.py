"""Money of a loan: paid out, taken in, taken back, paid ahead, recovered; and its receipts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.ledger.queries import balance
from bumdes.lending.calculations.frozen import terms_from_json
from bumdes.lending.calculations.schedule import Unschedulable
from bumdes.lending.labels import PART_NAMES
from bumdes.lending.loan_forms import (
    DisburseForm,
    MoneyForm,
    PaymentForm,
    PayoffForm,
    PrepayForm,
    RecoverForm,
    ReversalForm,
)
from bumdes.lending.loan_kinds import Channel, EventKind, LoanState
from bumdes.lending.models import Loan, LoanEvent
from bumdes.lending.permissions import MOVE_MONEY
from bumdes.lending.queries.examples import drawn
from bumdes.lending.queries.loans import parts_of, savings_of, sheet_of
from bumdes.lending.services.disbursing import disburse as pay_out
from bumdes.lending.services.quoting import quote_payment, quote_payoff, quote_prepayment
from bumdes.lending.services.repaying import repay, reverse_payment
from bumdes.lending.services.rescheduling import pay_off as end_early
from bumdes.lending.services.rescheduling import prepay as pay_ahead
from bumdes.lending.services.writing_off import recover as take_back_some
from bumdes.lending.views.loans import ask, crumbs_to, done, loan_of
from bumdes.organisations.desk import Desk, at_office, for_offices, frame, with_book
from core.money import format_rupiah, terbilang
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest

WITH_RECEIPT = (EventKind.DISBURSED, EventKind.PAID, EventKind.RECOVERED)


def _booked(
    request: SignedInRequest,
    desk: Desk,
    loan: Loan,
    form: forms.Form,
    *,
    act: Callable[[], LoanEvent],
    quote: Callable[[], Any] | None = None,
) -> tuple[HttpResponse | None, Any]:
    """First shown, then booked: the way to the receipt, or what was reckoned and is not booked yet.

    What was booked under this key is not reckoned again: it gives its receipt.
    """
    shown = None
    if request.method != "POST" or not form.is_valid():
        return None, shown
    try:
        if quote is not None and not loan.events.filter(key=form.cleaned_data["key"]).exists():
            shown = quote()
            if request.POST.get("seen") != shown.stamp:
                return None, shown
        event = act()
    except Refusal as refusal:
        say_no(form, refusal)
        return None, shown
    messages.success(request, _("Written down. Here is the receipt."))
    return redirect("lending:receipt", desk.organisation.code, loan.reference, event.pk), shown


def _held(form: MoneyForm) -> list[tuple[str, int]]:
    """What the accounts hold that money may go out of, empty ones left out. One query an account."""
    held = [(account.name, balance(account)) for account in form.accounts]
    return [(name, amount) for name, amount in held if amount > 0]


def _elsewhere(request: SignedInRequest, desk: Desk, loan: Loan, state: LoanState) -> HttpResponse | None:
    """A page that is opened when the loan has moved on leads to the loan; a form sent late is answered."""
    if request.method == "POST" or loan.state == state:
        return None
    return redirect("lending:loan", desk.organisation.code, loan.reference)


@for_offices(MOVE_MONEY)
@with_book
def disburse(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    loan = loan_of(desk, reference)
    if answer := _elsewhere(request, desk, loan, LoanState.APPROVED):
        return answer
    form = DisburseForm(request.POST or None, book=desk.book, savings=savings_of(loan))
    common: dict[str, Any] = {"loan": loan, "actor": request.user, "now": timezone.now()}

    def act() -> LoanEvent:
        way, data = form.way(), form.cleaned_data
        return pay_out(to=way.pop("channel"), date=data["date"], key=data["key"], **way, **common)

    answer, _shown = _booked(request, desk, loan, form, act=act)
    if answer is not None:
        return answer
    try:
        example = drawn(terms_from_json(loan.terms), fee=loan.fee)
    except Unschedulable:
        example = None
    received = format_rupiah(loan.amount - loan.fee)
    return ask(
        request,
        desk,
        loan,
        form,
        title=_("Pay the loan out"),
        action=_("Pay out %(amount)s") % {"amount": received},
        text=_("The borrower signs the agreement first. The schedule begins on the day the money goes out."),
        warning=_("You made this loan, so somebody else pays it out.")
        if loan.made_by_id == request.user.pk
        else "",
        example=example,
        held=_held(form),
    )


@for_offices(MOVE_MONEY)
@with_book
def pay(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    """A payment; where it goes is shown before it is booked."""
    loan, now = loan_of(desk, reference), timezone.now()
    if answer := _elsewhere(request, desk, loan, LoanState.ACTIVE):
        return answer
    sheet = sheet_of(loan, today=timezone.localdate(now))
    next_line = sheet.next_line
    wished = sheet.due_total or (next_line.total if next_line else None)
    form = PaymentForm(
        request.POST or None, book=desk.book, savings=savings_of(loan), initial={"amount": wished}
    )

    def facts(*names: str) -> dict[str, Any]:
        return {name: form.cleaned_data[name] for name in names}

    answer, split = _booked(
        request,
        desk,
        loan,
        form,
        act=lambda: repay(
            loan=loan,
            actor=request.user,
            now=now,
            **form.way(),
            **facts("amount", "date", "key", "note"),
        ),
        quote=lambda: quote_payment(
            loan=loan,
            now=now,
            amount=form.cleaned_data["amount"],
            on=form.cleaned_data["date"],
            savings=form.savings,
        ),
    )
    return answer or ask(
        request,
        desk,
        loan,
        form,
        title=_("Take a payment"),
        action=_("Write it down") if split else _("See where it goes"),
        split=split,
        parts=[(PART_NAMES[name], sum) for name, sum in split.parts.items()] if split else [],
        seen=split.stamp if split else "",
        due=[(PART_NAMES[name], sum) for name, sum in sheet.due.items()],
        due_total=sheet.due_total,
        next_line=next_line,
    )


@for_offices(MOVE_MONEY)
@with_book
def prepay(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    """A part of the principal ahead; the new schedule is shown before it is booked."""
    loan, now = loan_of(desk, reference), timezone.now()
    if answer := _elsewhere(request, desk, loan, LoanState.ACTIVE):
        return answer
    form = PrepayForm(request.POST or None, book=desk.book)

    def facts(*names: str) -> dict[str, Any]:
        return {name: form.cleaned_data[name] for name in names}

    answer, quote = _booked(
        request,
        desk,
        loan,
        form,
        act=lambda: pay_ahead(
            loan=loan, actor=request.user, now=now, **form.way(), **facts("amount", "how", "key")
        ),
        quote=lambda: quote_prepayment(loan=loan, now=now, **facts("amount", "how")),
    )
    return answer or ask(
        request,
        desk,
        loan,
        form,
        title=_("Pay a part ahead"),
        action=_("Write it down") if quote else _("See what follows"),
        text=_("What is due is paid first. What is paid here comes off the principal today."),
        quote=quote,
        seen=quote.stamp if quote else "",
    )


@for_offices(MOVE_MONEY)
@with_book
def pay_off(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    """What ends the loan today, and the payment of it."""
    loan, now = loan_of(desk, reference), timezone.now()
    if answer := _elsewhere(request, desk, loan, LoanState.ACTIVE):
        return answer
    quote = quote_payoff(loan=loan, now=now) if loan.state == LoanState.ACTIVE else None
    form = PayoffForm(
        request.POST or None, book=desk.book, initial={"amount": quote.needed if quote else None}
    )
    answer, _shown = _booked(
        request,
        desk,
        loan,
        form,
        act=lambda: end_early(
            loan=loan,
            actor=request.user,
            now=now,
            amount=form.cleaned_data["amount"],
            key=form.cleaned_data["key"],
            **form.way(),
        ),
    )
    if answer is None and quote and request.method == "POST":
        # What ends it may have changed since the page was shown: the next try carries today's sum.
        typed = request.POST.copy()
        typed["amount"] = str(quote.needed)
        form.data = typed
    return answer or ask(
        request,
        desk,
        loan,
        form,
        title=_("Pay off early"),
        action=_("Pay off with %(amount)s") % {"amount": format_rupiah(quote.needed)}
        if quote
        else _("Pay off early"),
        payoff=quote,
        rule=loan.product.get_payoff_rule_display(),
    )


@for_offices(MOVE_MONEY)
@with_book
def recover(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    """What comes back of a loan that was written off."""
    loan, now = loan_of(desk, reference), timezone.now()
    if answer := _elsewhere(request, desk, loan, LoanState.WRITTEN_OFF):
        return answer
    form = RecoverForm(request.POST or None, book=desk.book)
    answer, _shown = _booked(
        request,
        desk,
        loan,
        form,
        act=lambda: take_back_some(
            loan=loan,
            actor=request.user,
            now=now,
            **form.way(),
            **{name: form.cleaned_data[name] for name in ("amount", "date", "key")},
        ),
    )
    return answer or ask(
        request,
        desk,
        loan,
        form,
        title=_("Record what came back"),
        action=_("Write it down"),
        text=_("%(amount)s is still claimed. What comes back is income of the day.")
        % {"amount": format_rupiah(loan.written_off - loan.recovered)},
    )


@for_offices(MOVE_MONEY)
@with_book
def undo(request: SignedInRequest, desk: Desk, reference: str, event: int) -> HttpResponse:
    """Take a payment back as if it had never been."""
    loan = loan_of(desk, reference)
    wrong = get_object_or_404(loan.events.filter(kind=EventKind.PAID), pk=event)
    wrong.book = desk.book
    form = ReversalForm(request.POST or None)
    answer = done(
        request,
        desk,
        loan,
        form,
        act=lambda: reverse_payment(event=wrong, actor=request.user, now=timezone.now(), **form.cleaned_data),
        said=_("The payment is taken back. What is owed is as before it."),
    )
    return answer or ask(
        request,
        desk,
        loan,
        form,
        title=_("Take a payment back"),
        action=_("Take it back"),
        text=_("%(amount)s, %(way)s. The mirror is posted; both stay on the loan's page.")
        % {"amount": format_rupiah(wrong.amount), "way": wrong.get_channel_display()},
        warning=_("The money goes back to the savings account it came from.")
        if wrong.channel == Channel.SAVINGS
        else "",
        is_loss=True,
    )


@at_office
@with_book
def receipt(request: SignedInRequest, desk: Desk, reference: str, event: int) -> HttpResponse:
    """A receipt for paper of 58 or 80 mm; a payment's says where the money went."""
    loan = loan_of(desk, reference)
    rows = loan.events.filter(kind__in=WITH_RECEIPT).select_related("made_by")
    found = get_object_or_404(rows, pk=event)
    is_out = found.kind == EventKind.DISBURSED
    amount = found.amount - loan.fee if is_out else found.amount
    parts = parts_of([found]).get(found.pk, {})
    here = reverse("lending:loan", args=[desk.organisation.code, reference])
    context = {
        **frame(
            request,
            desk,
            "lending",
            crumbs=crumbs_to(desk, (loan.borrower.name, here), (_("Receipt"), "")),
        ),
        "loan": loan,
        "borrower": loan.borrower,
        "event": found,
        "is_out": is_out,
        "amount": amount,
        "in_words": f"{terbilang(amount)} rupiah",
        "parts": [(PART_NAMES[name], sum) for name, sum in parts.items()],
        "is_reversed": loan.events.filter(reverses=found).exists(),
        "width": "58" if request.GET.get("lebar") == "58" else "80",
    }
    return render(request, "lending/receipt.html", context)
