"""Taking money in and out, opening balances, and reversing what was wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.organisations.desk import Desk, for_offices, with_book
from bumdes.organisations.permissions import KEEP_BOOKS
from bumdes.savings import services
from bumdes.savings.forms import MoneyForm, OpeningForm, UndoForm
from bumdes.savings.models import Movement, SavingsAccount, WithdrawalRequest
from bumdes.savings.permissions import MOVE_MONEY
from bumdes.savings.views.rows import account_of, ask, crumbs_to, say
from core.money import format_rupiah
from core.refusals import Refusal
from core.users.decorators import SignedInRequest


@for_offices(MOVE_MONEY)
@with_book
def deposit(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    form = MoneyForm(request.POST or None, book=desk.book)
    return _move(request, desk, account_of(desk, pk), form, services.take_in, title=_("Deposit"))


@for_offices(MOVE_MONEY)
@with_book
def withdraw(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    form = MoneyForm(request.POST or None, book=desk.book)
    return _move(request, desk, account_of(desk, pk), form, services.pay_out, title=_("Withdrawal"))


@for_offices(KEEP_BOOKS)
@with_book
def opening(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """An account's part of the opening balances that the books have already."""
    found = account_of(desk, pk)
    form = OpeningForm(request.POST or None, initial={"on": found.opened_on})
    return _move(
        request,
        desk,
        found,
        form,
        services.spread_opening,
        title=_("Opening balance"),
        text=_("What the books began with is spread over the accounts; nothing is posted."),
    )


@for_offices(MOVE_MONEY)
@with_book
def undo(request: SignedInRequest, desk: Desk, pk: int, movement: int) -> HttpResponse:
    found = account_of(desk, pk)
    wrong = get_object_or_404(found.movements.select_related("entry__book", "book"), pk=movement)
    wrong.account = found
    form = UndoForm(request.POST or None)

    def mirror(*, account: SavingsAccount, **facts: Any) -> Movement | WithdrawalRequest:
        return services.undo(movement=wrong, **facts)

    amount = format_rupiah(abs(wrong.amount))
    return _move(
        request,
        desk,
        found,
        form,
        mirror,
        title=_("Reverse it"),
        text=_("%(what)s of %(amount)s. The mirror is posted; both stay in the passbook.")
        % {"what": wrong.get_kind_display(), "amount": amount},
    )


def _move(
    request: SignedInRequest,
    desk: Desk,
    found: SavingsAccount,
    form: forms.Form,
    act: Callable[..., Movement | WithdrawalRequest],
    *,
    title: str,
    text: str = "",
) -> HttpResponse:
    here = reverse("savings:account", args=[desk.organisation.code, found.pk])
    if request.method == "POST" and form.is_valid():
        try:
            made = act(account=found, actor=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            say(form, refusal)
        else:
            if isinstance(made, WithdrawalRequest):
                messages.info(request, _("It is over the limit: a second person must agree first."))
                return redirect("savings:approvals", desk.organisation.code)
            messages.success(
                request,
                _("Written down. Balance: %(balance)s.") % {"balance": format_rupiah(made.balance_after)},
            )
            return redirect(here)
    return ask(
        request,
        desk,
        form,
        crumbs=crumbs_to(desk, (found.number, here), (title, "")),
        back=here,
        title=title,
        action=_("Write it down"),
        text=text,
        account=found,
    )
