"""The shop's statement of a month: on the screen, to print, and for a spreadsheet."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.spreadsheets import download
from core.users.decorators import SignedInRequest
from marketplace.seller_centre.access import frame, in_shop
from marketplace.sellers.models import Seller
from marketplace.settlement.documents import as_pdf, as_workbook
from marketplace.settlement.queries.statements import Statement, month_named, statement_of


def _asked(request: SignedInRequest, seller: Seller) -> Statement:
    month = month_named(request.GET.get("bulan", ""), today=timezone.localdate())
    return statement_of(seller, month=month)


@in_shop
def statement(request: SignedInRequest, seller: Seller) -> HttpResponse:
    found = _asked(request, seller)
    after = (found.month.replace(day=28) + timedelta(days=4)).replace(day=1)
    crumbs = [(_("Money"), reverse("seller:money", args=[seller.slug])), (_("Statement"), "")]
    context = {
        **frame(request, seller, "money", crumbs=crumbs),
        "statement": found,
        "before": found.month - timedelta(days=1),
        "after": after if after <= timezone.localdate() else None,
    }
    return render(request, "seller_centre/statement.html", context)


@in_shop
def pdf(request: SignedInRequest, seller: Seller) -> HttpResponse:
    found = _asked(request, seller)
    content = as_pdf(found, printed_at=timezone.now())
    return download(content, _name(found, "pdf"), content_type="application/pdf")


@in_shop
def xlsx(request: SignedInRequest, seller: Seller) -> HttpResponse:
    found = _asked(request, seller)
    return download(as_workbook(found), _name(found, "xlsx"))


def _name(statement: Statement, ending: str) -> str:
    return f"uang-{statement.seller.slug}-{statement.month:%Y-%m}.{ending}"
