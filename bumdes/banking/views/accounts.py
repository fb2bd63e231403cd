"""The bank accounts with what is open, and the words that are remembered."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bumdes.banking.models import WordRule
from bumdes.banking.queries.accounts import bank_accounts
from bumdes.banking.services import forget_words
from bumdes.banking.views.answers import bank_frame
from bumdes.organisations.desk import Desk, at_office, for_offices, with_book
from bumdes.organisations.permissions import KEEP_BOOKS
from core.paging import paged
from core.users.decorators import SignedInRequest


@at_office
@with_book
def home(request: SignedInRequest, desk: Desk) -> HttpResponse:
    last_month = timezone.localdate().replace(day=1) - timedelta(days=1)
    context = {
        **bank_frame(request, desk),
        "accounts": bank_accounts(desk.book, month_end=last_month),
        "last_month": last_month,
        "may_keep": desk.holds(KEEP_BOOKS),
    }
    return render(request, "banking/home.html", context)


@at_office
@with_book
def rules(request: SignedInRequest, desk: Desk) -> HttpResponse:
    rows = WordRule.objects.filter(book=desk.book, ended_at=None).select_related("target", "unit")
    context = {
        **bank_frame(request, desk, (_("Remembered words"), "")),
        "page": paged(rows.order_by("words", "pk"), number=request.GET.get("page")),
        "may_keep": desk.holds(KEEP_BOOKS),
    }
    return render(request, "banking/rules.html", context)


@require_POST
@for_offices(KEEP_BOOKS)
@with_book
def forget(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    rule = get_object_or_404(WordRule.objects.filter(book=desk.book), pk=pk)
    rule.book = desk.book
    forget_words(rule=rule, actor=request.user, now=timezone.now())
    messages.success(request, _("“%(words)s” is no longer proposed.") % {"words": rule.words})
    return redirect("banking:rules", desk.organisation.code)
