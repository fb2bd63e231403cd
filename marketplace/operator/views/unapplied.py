"""Money that came but paid nothing, until somebody says what was done with it."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.paging import paged
from core.refusals import Refusal
from core.users.decorators import SignedInRequest
from marketplace.operator.access import frame, operators_only
from marketplace.operator.forms.returning import ResolveForm
from marketplace.operator.queries import money
from marketplace.operator.services.matches import resolve_receipt
from marketplace.payment.models import UnappliedReceipt

# The reasons that paying writes; shown in the reader's language.
REASONS = {
    "late": gettext_lazy("It came too late."),
    "paid twice": gettext_lazy("The purchase was already paid."),
    "other amount": gettext_lazy("The amount is not the one that was due."),
    "unknown": gettext_lazy("Nobody knows what it pays."),
}


@operators_only
def receipts(request: SignedInRequest) -> HttpResponse:
    is_resolved = request.GET.get("tab") == "selesai"
    here = reverse("operator:receipts")
    tabs = [
        {"url": here, "label": _("To settle"), "current": not is_resolved},
        {"url": f"{here}?tab=selesai", "label": _("Settled"), "current": is_resolved},
    ]
    page = paged(
        money.receipts(is_resolved=is_resolved),
        number=request.GET.get("page"),
        tab="selesai" if is_resolved else "",
    )
    context = {**frame("receipts"), "tabs": tabs, "page": page, "receipts": _seen(page.rows)}
    return render(request, "operator/receipts.html", context)


def _seen(rows: Sequence[UnappliedReceipt]) -> list[tuple[money.ReceiptView, str]]:
    return [(row, _reason(row.reason)) for row in money.seen(list(rows))]


def _reason(stored: str) -> str:
    return str(REASONS.get(stored, stored))


@operators_only
def resolve(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(UnappliedReceipt.objects.select_related("payment__purchase"), pk=pk)
    form = ResolveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            resolve_receipt(
                receipt=found, note=form.cleaned_data["note"], actor=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, _("Settled."))
            return redirect("operator:receipts")
    crumbs = [(_("Unapplied money"), reverse("operator:receipts")), (found.reference[:20], "")]
    context = {
        **frame("receipts", crumbs=crumbs),
        "receipt": money.seen([found])[0],
        "reason": _reason(found.reason),
        "form": form,
    }
    return render(request, "operator/receipt.html", context, status=422 if form.errors else 200)
