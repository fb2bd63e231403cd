"""What the pages of savings share: the way back, one account, one form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bumdes.organisations.desk import Desk, frame
from bumdes.savings.models import SavingsAccount
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest


def crumbs_to(desk: Desk, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    """The way back to the list of accounts, and on."""
    return [(_("Savings"), reverse("savings:home", args=[desk.organisation.code])), *rest]


def account_of(desk: Desk, pk: int) -> SavingsAccount:
    """An account of this BUMDes, with all that its services need at hand; else 404."""
    rows = SavingsAccount.objects.of(desk.book).select_related("member", "group", "book", "product__unit")
    found = get_object_or_404(rows, pk=pk)
    found.product.book = found.book
    return found


def say(form: forms.Form, refusal: Refusal) -> None:
    """A refusal beside the field it is about; the ledger's day is the day of the money."""
    if refusal.field == "date":
        refusal.field = "on"
    say_no(form, refusal)


def ask(
    request: SignedInRequest,
    desk: Desk,
    form: forms.Form,
    *,
    crumbs: list[tuple[str, str]],
    back: str,
    title: str,
    action: str,
    **more: Any,
) -> HttpResponse:
    """A page with one form. `more`: text above it, account beside it."""
    context = {
        **frame(request, desk, "savings", crumbs=crumbs),
        "form": form,
        "back": back,
        "title": title,
        "action": action,
        **more,
    }
    return render(request, "savings/form.html", context, status=422 if form.errors else 200)
