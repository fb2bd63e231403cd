"""Stock as it stands on a day, and one card."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from bumdes.inventory.calculations import average, format_quantity
from bumdes.inventory.models import StockItem, StockRequest
from bumdes.inventory.queries import not_on_cards, stock_list
from bumdes.ledger.enums import ProposalState
from bumdes.organisations.desk import Desk, at_office, frame, with_book
from bumdes.organisations.permissions import KEEP_BOOKS, RECORD
from core.paging import paged
from core.spreadsheets import as_xlsx, download
from core.users.decorators import SignedInRequest


@at_office
@with_book
def home(request: SignedInRequest, desk: Desk) -> HttpResponse:
    today = timezone.localdate()
    try:
        on = parse_date(request.GET.get("tanggal", "")) or today
    except ValueError:
        on = today
    rows, beside = stock_list(desk.book, on=on), not_on_cards(desk.book, on=on)
    if request.GET.get("unduh") == "xlsx":
        header = (
            _("Unit"),
            _("Code"),
            _("Goods"),
            _("Quantity"),
            _("Measure"),
            _("Average cost"),
            _("Value"),
        )
        table = [
            (row.unit, row.code, row.name, row.quantity, row.measure, row.average, row.value) for row in rows
        ]
        above = [desk.organisation.name, on.isoformat()]
        content = as_xlsx(_("Stock"), header, table, above=above, sums=[6])
        return download(content, f"persediaan-{desk.organisation.code}-{on}.xlsx")
    context = {
        **frame(request, desk, "inventory"),
        "rows": rows,
        "total": sum(row.value for row in rows),
        "beside": beside,
        "on": on,
        "may_record": desk.holds(RECORD),
        "may_keep": desk.holds(KEEP_BOOKS),
        "waiting": StockRequest.objects.filter(book=desk.book, state=ProposalState.WAITING).count(),
    }
    return render(request, "inventory/home.html", context)


@at_office
@with_book
def item(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found = get_object_or_404(StockItem.objects.filter(book=desk.book).select_related("unit"), pk=pk)
    movements = found.movements.select_related("slip").order_by("-date", "-pk")
    page = paged(movements, number=request.GET.get("page"))
    here = reverse("inventory:home", args=[desk.organisation.code])
    context = {
        **frame(request, desk, "inventory", crumbs=[(_("Stock"), here), (found.name, "")]),
        "item": found,
        "quantity": format_quantity(found.on_hand_milli),
        "average": average(found.value, found.on_hand_milli),
        "page": page,
        "rows": [
            (row, format_quantity(abs(row.quantity_milli)), format_quantity(row.on_hand_milli))
            for row in page.rows
        ],
    }
    return render(request, "inventory/item.html", context)
