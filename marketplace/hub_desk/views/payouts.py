"""Cash that a BUMDes hands out to shops for the marketplace: what lies ready, the code, the receipt."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bumdes.organisations.desk import Desk, at_office, for_offices, frame
from bumdes.organisations.permissions import TAKE_CASH
from core.money import terbilang
from core.paging import paged
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest
from marketplace.settlement.models import Payout, PayoutReceipt
from marketplace.settlement.queries.payouts import cash_payouts
from marketplace.settlement.services.payouts import hand_over_cash


class HandOverForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code of the payout"),
        max_length=12,
        help_text=gettext_lazy("The owner sees it under Money."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    receiver = forms.CharField(label=gettext_lazy("Who signs for it"), max_length=80)


@at_office
def payouts(request: SignedInRequest, desk: Desk) -> HttpResponse:
    page = paged(cash_payouts(desk.organisation), number=request.GET.get("page"))
    return render(request, "hub_desk/payouts.html", {**frame(request, desk, "payouts"), "page": page})


@for_offices(TAKE_CASH)
def payout(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    """Hand the cash over for the code."""
    mine = Payout.objects.filter(hub=desk.organisation).select_related("seller")
    found = get_object_or_404(mine, reference=reference)
    if found.state == Payout.State.PAID:
        return redirect("hub:payout_receipt", desk.organisation.code, reference)
    form = HandOverForm(request.POST or None, initial={"receiver": found.seller.owner_name})
    if request.method == "POST" and form.is_valid():
        try:
            hand_over_cash(
                payout=found,
                hub=desk.organisation,
                **form.cleaned_data,
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            return redirect("hub:payout_receipt", desk.organisation.code, reference)
    context = {
        **frame(request, desk, "payouts", crumbs=_crumbs(desk, found.reference)),
        "payout": found,
        "form": form,
    }
    return render(request, "hub_desk/payout.html", context, status=422 if form.errors else 200)


@at_office
def receipt(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    """The receipt to print and sign, once for each side."""
    mine = PayoutReceipt.objects.filter(hub=desk.organisation).select_related("payout__seller", "paid_by")
    found = get_object_or_404(mine, payout__reference=reference)
    context = {
        **frame(request, desk, "payouts", crumbs=_crumbs(desk, found.payout.reference)),
        "receipt": found,
        "in_words": f"{terbilang(found.payout.amount)} rupiah",
    }
    return render(request, "hub_desk/payout_receipt.html", context)


def _crumbs(desk: Desk, here: str) -> list[tuple[str, str]]:
    return [(_("Cash for shops"), reverse("hub:payouts", args=[desk.organisation.code])), (here, "")]
