"""The reconciliation statement of a month, on screen, on paper and as XLSX; and the facts that were kept."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.banking.forms import MonthForm
from bumdes.banking.models import Reconciliation
from bumdes.banking.queries.statements import Statement, latest, of_fact, statement_of
from bumdes.banking.services import mark_reconciled
from bumdes.banking.views.answers import bank_account, bank_frame, crumb_of
from bumdes.ledger.calculations import month_end
from bumdes.ledger.models import Account
from bumdes.organisations.desk import Desk, at_office, refused, with_book
from bumdes.organisations.permissions import KEEP_BOOKS
from core.moments import format_date, format_month
from core.refusals import Refusal, say_no
from core.spreadsheets import as_xlsx, download
from core.users.decorators import SignedInRequest


@at_office
@with_book
def month(request: SignedInRequest, desk: Desk, account: str, year: int, month: int) -> HttpResponse:
    """Bank against books at a month's end; a POST keeps that they agree."""
    bank = bank_account(desk, account)
    if not (2000 <= year <= 2100 and 1 <= month <= 12):
        raise Http404
    end = date(year, month, monthrange(year, month)[1])
    statement = statement_of(bank, month_end=end)
    fact = latest(bank, month_end=end)
    form = MonthForm(
        request.POST or None,
        initial={
            "bank_balance": max(statement.bank_balance, 0) if statement else None,
            "note": fact.note if fact else "",
        },
    )
    if request.method == "POST":
        if not desk.holds(KEEP_BOOKS):
            return refused(request, desk, KEEP_BOOKS)
        if form.is_valid():
            # Saying no takes the answer out of the form's clean ones.
            typed = dict(form.cleaned_data)
            try:
                mark_reconciled(
                    account=bank,
                    month_end=end,
                    actor=request.user,
                    now=timezone.now(),
                    **typed,
                )
            except Refusal as refusal:
                say_no(form, refusal)
                statement = statement_of(bank, month_end=end, bank_balance=typed["bank_balance"])
            else:
                messages.success(request, _("%(month)s is reconciled.") % {"month": format_month(end)})
                return redirect(request.path)
    if statement and request.GET.get("unduh") == "xlsx":
        return _file(desk, bank, statement)
    here = [desk.organisation.code, bank.code]
    before, after = end.replace(day=1) - timedelta(days=1), month_end(end + timedelta(days=1))
    context = {
        **bank_frame(request, desk, crumb_of(desk, bank), (format_month(end), "")),
        "account": bank,
        "end": end,
        "statement": statement,
        "fact": fact,
        "is_current": fact is not None
        and statement is not None
        and (fact.book_balance, fact.items)
        == (statement.book_balance, [item.as_json() for item in statement.items]),
        "is_over": end < timezone.localdate(),
        "form": form,
        "before": before,
        "before_url": reverse("banking:month", args=[*here, before.year, before.month]),
        "after": after,
        "after_url": reverse("banking:month", args=[*here, after.year, after.month]),
        "may_keep": desk.holds(KEEP_BOOKS),
    }
    return render(request, "banking/month.html", context, status=422 if form.errors else 200)


def _file(desk: Desk, account: Account, statement: Statement) -> HttpResponse:
    """From the bank's balance to the books', item by item; the live total is the books' balance."""
    title = _("Bank reconciliation")
    header = [_("What"), _("Date"), _("Number"), _("Amount")]
    rows: list[list[object]] = [[_("Balance by the bank"), statement.month_end, "", statement.bank_balance]]
    for section in statement.sections:
        sign = 1 if section["kind"] in ("in_transit", "outstanding") else -1
        rows += [
            [f"{section['label']}: {item.text}", item.day, item.name, sign * item.amount]
            for item in section["items"]
        ]
    if statement.before_start:
        rows.append([_("Difference from before the start"), "", "", statement.before_start])
    if statement.difference:
        rows.append([_("Not explained"), "", "", statement.difference])
    above = [
        desk.organisation.name,
        f"{title}: {account}",
        format_date(statement.month_end),
        _("The total is the balance by the books."),
    ]
    content = as_xlsx(title, header, rows, above=above, sums=(3,))
    return download(content, f"rekonsiliasi-{account.code}-{statement.month_end}.xlsx")


@at_office
@with_book
def fact(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """A month as it was when it was found to agree."""
    rows = Reconciliation.objects.filter(book=desk.book).select_related("account", "made_by")
    found = get_object_or_404(rows, pk=pk)
    found.account.book = desk.book
    context = {
        **bank_frame(request, desk, crumb_of(desk, found.account), (format_month(found.month_end), "")),
        "account": found.account,
        "end": found.month_end,
        "fact": found,
        "statement": of_fact(found),
    }
    return render(request, "banking/fact.html", context)
