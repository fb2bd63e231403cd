"""What waits for a second person, and what was decided."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bumdes.inventory import services
from bumdes.inventory.calculations import format_quantity
from bumdes.inventory.forms.counts import NoteForm
from bumdes.inventory.models import StockItem, StockRequest
from bumdes.inventory.views.record import answer, stock_frame
from bumdes.ledger.enums import ProposalState
from bumdes.organisations.desk import Desk, at_office, for_offices, with_book
from bumdes.organisations.permissions import APPROVE, RECORD
from core.paging import paged
from core.refusals import Refusal
from core.users.decorators import SignedInRequest

TABS = ("menunggu", "selesai")


@at_office
@with_book
def approvals(request: SignedInRequest, desk: Desk) -> HttpResponse:
    return _page(request, desk)


@require_POST
@for_offices(APPROVE)
@with_book
def approve(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found = _found(desk, pk)
    try:
        made = services.approve(request=found, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("inventory:approvals", desk.organisation.code)
    return answer(request, desk, made)


@require_POST
@for_offices(APPROVE)
@with_book
def refuse(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found, form = _found(desk, pk), NoteForm(request.POST)
    if form.is_valid():
        try:
            services.refuse(
                request=found, note=form.cleaned_data["note"], actor=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.info(request, _("Refused. Its maker sees the reason."))
            return redirect("inventory:approvals", desk.organisation.code)
    return _page(request, desk, refused_pk=pk, form=form, status=422)


@require_POST
@for_offices(RECORD)
@with_book
def withdraw(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    try:
        services.withdraw(request=_found(desk, pk), actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.info(request, _("Withdrawn. Nothing was posted."))
    return redirect("inventory:approvals", desk.organisation.code)


def _page(
    request: SignedInRequest,
    desk: Desk,
    *,
    refused_pk: int | None = None,
    form: NoteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else TABS[0]
    waiting = {"state": ProposalState.WAITING}
    rows = StockRequest.objects.filter(book=desk.book).select_related("unit", "made_by", "decided_by")
    rows = rows.filter(**waiting) if tab == TABS[0] else rows.exclude(**waiting)
    page = paged(rows.order_by("-pk"), number=request.GET.get("page"), tab=tab)
    wished = {pk for row in page.rows for pk, _quantity, _amount in row.wish["lines"]}
    items = StockItem.objects.in_bulk(wished)
    here = reverse("inventory:approvals", args=[desk.organisation.code])
    context = {
        **stock_frame(request, desk, (_("Approvals"), "")),
        "page": page,
        "rows": [
            {
                "request": row,
                "lines": [
                    (items[pk], format_quantity(quantity), amount)
                    for pk, quantity, amount in row.wish["lines"]
                ],
                "is_mine": row.made_by_id == request.user.pk,
                "form": form if form is not None and row.pk == refused_pk else NoteForm(),
            }
            for row in page.rows
        ],
        "tabs": [
            {"url": f"{here}?tab={name}", "label": label, "current": name == tab}
            for name, label in zip(TABS, (_("Waiting"), _("Decided")), strict=True)
        ],
        "may_decide": desk.holds(APPROVE),
    }
    return render(request, "inventory/approvals.html", context, status=status)


def _found(desk: Desk, pk: int) -> StockRequest:
    rows = StockRequest.objects.filter(book=desk.book).select_related("book", "unit", "made_by", "slip")
    return get_object_or_404(rows, pk=pk)
