"""The accounts that buyers transfer to."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.refusals import Refusal
from core.users.decorators import SignedInRequest
from marketplace.gateways.transfer.models import BankAccount
from marketplace.operator.access import frame, operators_only
from marketplace.operator.forms.bank import AccountForm
from marketplace.operator.services.bank import add_account, set_account_active


@operators_only
def accounts(request: SignedInRequest) -> HttpResponse:
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_account(**form.cleaned_data, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, _("The account is in the list."))
            return redirect("operator:accounts")
    context = {
        **frame("accounts"),
        "form": form,
        "accounts": BankAccount.objects.order_by("-is_active", "pk"),
    }
    return render(request, "operator/accounts.html", context, status=422 if form.errors else 200)


@operators_only
def activate(request: SignedInRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(BankAccount, pk=pk)
    if request.method == "POST":
        is_active = request.POST.get("active") == "1"
        set_account_active(account=account, is_active=is_active, actor=request.user, now=timezone.now())
        said = (
            _("Buyers may transfer to %(account)s.") if is_active else _("%(account)s is no longer offered.")
        )
        messages.success(request, said % {"account": account})
    return redirect("operator:accounts")
