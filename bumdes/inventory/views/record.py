"""Writing down what moves: a new card, and one page for each kind of slip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bumdes.inventory import services
from bumdes.inventory.calculations import format_quantity
from bumdes.inventory.forms.items import ItemForm
from bumdes.inventory.forms.slips import ReturnForm, Sheet
from bumdes.inventory.kinds import TWO_PEOPLE, SlipKind
from bumdes.inventory.models import Movement, Slip, StockRequest
from bumdes.inventory.queries import Difference, not_on_cards
from bumdes.organisations.desk import Desk, at_office, for_offices, frame, refused, with_book
from bumdes.organisations.permissions import KEEP_BOOKS, RECORD
from core.refusals import Refusal
from core.users.decorators import SignedInRequest


@dataclass(frozen=True)
class Page:
    """What a kind of slip is called on its page, who writes it, and the service that keeps it."""

    title: str | Promise
    button: str | Promise
    roles: frozenset[str]
    keep: Callable[..., Slip | StockRequest]


PAGES = {
    SlipKind.OPENING: Page(
        gettext_lazy("Put opening stock on cards"),
        gettext_lazy("Record the opening stock"),
        KEEP_BOOKS,
        services.open_stock,
    ),
    SlipKind.PURCHASE: Page(
        gettext_lazy("Buy goods for stock"), gettext_lazy("Record the purchase"), RECORD, services.purchase
    ),
    SlipKind.SALE: Page(
        gettext_lazy("Sell goods from stock"), gettext_lazy("Record the sale"), RECORD, services.sell
    ),
    SlipKind.USE: Page(gettext_lazy("Use goods up"), gettext_lazy("Record the use"), RECORD, services.use),
    SlipKind.WRITE_OFF: Page(
        gettext_lazy("Write goods off"),
        gettext_lazy("Take them off the cards"),
        KEEP_BOOKS,
        services.write_off,
    ),
    SlipKind.TRANSFER: Page(
        gettext_lazy("Move goods to another unit"),
        gettext_lazy("Record the move"),
        KEEP_BOOKS,
        services.transfer,
    ),
}


def stock_frame(request: SignedInRequest, desk: Desk, *crumbs: tuple[str, str]) -> dict[str, Any]:
    """The office around a page of stock; the first crumb leads to the list."""
    here = reverse("inventory:home", args=[desk.organisation.code])
    return frame(request, desk, "inventory", crumbs=[(_("Stock"), here), *crumbs])


def answer(request: SignedInRequest, desk: Desk, made: Slip | StockRequest) -> HttpResponse:
    """Say what became of it, and show it."""
    if isinstance(made, StockRequest):
        messages.info(request, _("This is over the limit: it waits until a second person approves it."))
        return redirect("inventory:approvals", desk.organisation.code)
    messages.success(request, _("Recorded on the stock cards."))
    return redirect("inventory:slip", desk.organisation.code, made.pk)


@for_offices(KEEP_BOOKS)
@with_book
def new_item(request: SignedInRequest, desk: Desk) -> HttpResponse:
    form = ItemForm(request.POST or None, book=desk.book)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_item(
                organisation=desk.organisation, actor=request.user, now=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, _("%(name)s has a stock card now.") % {"name": made.name})
            return redirect("inventory:item", desk.organisation.code, made.pk)
    context = {**stock_frame(request, desk, (_("New goods"), "")), "form": form}
    return render(request, "inventory/item_form.html", context, status=422 if form.errors else 200)


@at_office
@with_book
def record(request: SignedInRequest, desk: Desk, kind: SlipKind) -> HttpResponse:
    """A slip; "more rows" draws the page again with what was typed."""
    page, is_post = PAGES[kind], request.method == "POST"
    if not desk.holds(page.roles):
        return refused(request, desk, page.roles)
    wants_more = is_post and "more" in request.POST
    sheet = Sheet(book=desk.book, kind=kind, data=request.POST if is_post else None, more=wants_more)
    status = 200
    if is_post and not wants_more:
        if sheet.is_valid():
            try:
                made = page.keep(
                    book=desk.book,
                    lines=sheet.lines,
                    actor=request.user,
                    now=timezone.now(),
                    **sheet.head.cleaned_data,
                )
            except Refusal as refusal:
                sheet.say_no(refusal)
            else:
                return answer(request, desk, made)
        status = 422
    context = {
        **stock_frame(request, desk, (str(page.title), "")),
        "title": page.title,
        "button": page.button,
        "sheet": sheet,
        "shows_errors": status == 422,
        "limit": desk.book.approval_limit if kind in TWO_PEOPLE else None,
        "beside": _not_on_cards(desk) if kind == SlipKind.OPENING else None,
        "may_keep": desk.holds(KEEP_BOOKS),
    }
    return render(request, "inventory/slip_form.html", context, status=status)


def _not_on_cards(desk: Desk) -> list[Difference]:
    """Where the books hold more than the cards."""
    return [row for row in not_on_cards(desk.book, on=timezone.localdate()) if row.not_on_cards > 0]


@at_office
@with_book
def slip(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """One slip with its movements."""
    found = _found(desk, pk)
    context = {
        **stock_frame(request, desk, (found.get_kind_display(), "")),
        "slip": found,
        "rows": [
            (row, format_quantity(row.quantity_milli))
            for row in found.movements.select_related("item").order_by("pk")
        ],
        "may_return": found.kind in (SlipKind.SALE, SlipKind.PURCHASE) and desk.holds(KEEP_BOOKS),
    }
    return render(request, "inventory/slip.html", context)


@for_offices(KEEP_BOOKS)
@with_book
def give_back(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """Goods of a sale that come back, or of a purchase that go back."""
    found = _found(desk, pk)
    if found.kind not in (SlipKind.SALE, SlipKind.PURCHASE):
        raise Http404
    form = ReturnForm(request.POST if request.method == "POST" else None, slip=found, left=_left(found))
    if form.is_valid():
        answers = form.cleaned_data
        try:
            made = services.give_back(
                slip=found,
                quantities=form.quantities,
                account=answers["account"],
                date=answers["date"],
                note=answers["note"],
                key=answers["key"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            return answer(request, desk, made)
    context = {**stock_frame(request, desk, (_("Goods that come back"), "")), "slip": found, "form": form}
    return render(request, "inventory/return.html", context, status=422 if form.errors else 200)


def _found(desk: Desk, pk: int) -> Slip:
    return get_object_or_404(
        Slip.objects.filter(book=desk.book).select_related("book", "unit", "to_unit", "made_by"), pk=pk
    )


def _left(slip: Slip) -> list[tuple[Movement, int]]:
    """Lines of a slip with what may still come back of each. One query."""
    rows = slip.movements.select_related("item").annotate(back=Sum("returned__quantity_milli"))
    left = [(row, abs(row.quantity_milli) - abs(row.back or 0)) for row in rows.order_by("pk")]
    return [(row, milli) for row, milli in left if milli]
