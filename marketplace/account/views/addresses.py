"""The address book."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.refusals import Refusal
from core.users.decorators import SignedInRequest, sign_in_required
from marketplace.account import queries
from marketplace.account.forms import AddressForm
from marketplace.address.forms import initial_of
from marketplace.address.models import UserAddress
from marketplace.address.services import delete_address, save_address


@require_GET
@sign_in_required
def addresses(request: SignedInRequest) -> HttpResponse:
    context = {"nav": "account", "addresses": queries.addresses(request.user)}
    return render(request, "buyer/addresses.html", context)


def _edit(request: SignedInRequest, address: UserAddress | None) -> HttpResponse:
    if address:
        initial = {**initial_of(address), "make_default": address.is_default}
    else:
        initial = {"name": request.user.name, "phone": request.user.phone or ""}
    form = AddressForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_address(
                user=request.user,
                fields=form.address(),
                make_default=form.cleaned_data["make_default"],
                address=address,
            )
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The address is saved."))
            return redirect("account:addresses")
    return render(request, "buyer/address.html", {"nav": "account", "form": form, "address": address})


@require_http_methods(["GET", "POST"])
@sign_in_required
def add(request: SignedInRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@sign_in_required
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(UserAddress.objects.for_user(request.user), pk=pk))


@require_POST
@sign_in_required
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    delete_address(address=get_object_or_404(UserAddress.objects.for_user(request.user), pk=pk))
    messages.success(request, _("The address is deleted."))
    return redirect("account:addresses")
