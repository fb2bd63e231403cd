"""Counting the goods of a unit: the sheet to print, and the sheet to type in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.inventory import services
from bumdes.inventory.forms.counts import CountForm
from bumdes.inventory.forms.fields import cards_of
from bumdes.inventory.models import Slip, StockCount, StockRequest
from bumdes.inventory.views.record import answer, stock_frame
from bumdes.organisations.desk import Desk, for_offices, with_book
from bumdes.organisations.permissions import RECORD
from core.refusals import Refusal
from core.users.decorators import SignedInRequest


@for_offices(RECORD)
@with_book
def count(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """The unit is named by its code; a BUMDes that keeps goods in one unit only is not asked."""
    cards = cards_of(desk.book)
    units = {card.unit.code: card.unit for card in cards}
    chosen = request.GET.get("unit", "")
    if chosen not in units:
        chosen = next(iter(units)) if len(units) == 1 else ""
    items = [card for card in cards if card.unit.code == chosen]
    form = CountForm(request.POST if request.method == "POST" and items else None, items=items)
    if form.is_valid():
        try:
            made = services.count_stock(
                book=desk.book,
                unit=units[chosen],
                lines=form.lines,
                reason=form.cleaned_data["reason"],
                key=form.cleaned_data["key"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            # What moved meanwhile is shown as it is now.
            for item in items:
                item.refresh_from_db(fields=["on_hand_milli"])
        else:
            return _counted(request, desk, made)
    is_paper = "cetak" in request.GET
    context = {
        **stock_frame(request, desk, (_("Count the stock"), "")),
        "units": list(units.values()),
        "unit": units.get(chosen),
        "form": form,
        "today": timezone.localdate(),
        "latest": StockCount.objects.filter(book=desk.book, unit__code=chosen).order_by("-pk").first(),
    }
    name = "inventory/count_paper.html" if is_paper and items else "inventory/count.html"
    return render(request, name, context, status=422 if form.errors else 200)


def _counted(request: SignedInRequest, desk: Desk, made: StockCount) -> HttpResponse:
    """The slip or the request of a count has its key; without either the cards were right."""
    for model in (Slip, StockRequest):
        if found := model.objects.filter(book=desk.book, key=made.key).first():
            return answer(request, desk, found)
    messages.success(request, _("Counted: everything agrees with the stock cards."))
    return redirect("inventory:home", desk.organisation.code)
