"""The books to read: journal, account cards, cash and bank books, trial balance; on screen and as XLSX."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.bookkeeping.forms.books import RangeForm
from bumdes.bookkeeping.queries.entries import entries_of, rows_of
from bumdes.bookkeeping.queries.money import Place, places
from bumdes.bookkeeping.views.answers import PER_PAGE, books_frame, page_number, page_of
from bumdes.ledger.models import Account, Book
from bumdes.ledger.queries import account_statement, trial_balance, units_of
from bumdes.organisations.desk import Desk, at_office, with_book
from core.moments import format_day
from core.spreadsheets import as_xlsx, download
from core.users.decorators import SignedInRequest

MOST_ROWS_OF_A_FILE = 20_000


def _range(request: SignedInRequest, book: Book, *, since: date, **kwargs: Any) -> RangeForm:
    return RangeForm(request.GET, units=units_of(book), since=since, until=timezone.localdate(), **kwargs)


def _wants_file(request: SignedInRequest) -> bool:
    return request.GET.get("format") == "xlsx"


def _above(desk: Desk, title: str, form: RangeForm) -> list[str]:
    """The lines above a table that is saved or printed."""
    days = _("%(since)s to %(until)s") % {"since": format_day(form.since), "until": format_day(form.until)}
    unit = [form.chosen_unit.name] if form.chosen_unit else []
    return [desk.organisation.name, title, days, *unit]


@at_office
@with_book
def journal(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """Every entry with its lines."""
    form = _range(request, desk.book, since=timezone.localdate().replace(day=1))
    entries = entries_of(
        desk.book, since=form.since, until=form.until, unit=form.chosen_unit, words=form.words
    )
    if _wants_file(request):
        return _journal_file(desk, form, entries.order_by("date", "pk")[:MOST_ROWS_OF_A_FILE])
    number = page_number(request)
    found = list(entries[(number - 1) * PER_PAGE : number * PER_PAGE + 1])
    page = page_of(
        rows_of(found[:PER_PAGE], with_lines=True),
        number=number,
        has_next=len(found) > PER_PAGE,
        kept=form.kept,
    )
    context = {**books_frame(request, desk, (_("Journal"), "")), "form": form, "page": page}
    return render(request, "bookkeeping/journal.html", context)


def _journal_file(desk: Desk, form: RangeForm, entries: Any) -> HttpResponse:
    header = [
        _("Date"),
        _("Number"),
        _("Description"),
        _("Code"),
        _("Account"),
        _("Unit"),
        _("Debit"),
        _("Credit"),
        _("Memo"),
    ]
    rows = [
        [
            row.date,
            row.name,
            row.description,
            line.code,
            line.account,
            line.unit,
            line.debit,
            line.credit,
            line.memo,
        ]
        for row in rows_of(entries, with_lines=True)
        for line in row.lines
    ]
    content = as_xlsx(_("Journal"), header, rows, above=_above(desk, _("Journal"), form), sums=(6, 7))
    return download(content, f"jurnal-{desk.organisation.code}-{form.since}-{form.until}.xlsx")


@at_office
@with_book
def trial(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """Every account that moved: before, in between, at the end."""
    form = _range(request, desk.book, since=timezone.localdate().replace(month=1, day=1), with_words=False)
    found = trial_balance(desk.book, since=form.since, until=form.until, unit=form.chosen_unit)
    rows = [row for row in found if not row.is_empty]
    if _wants_file(request):
        title = _("Trial balance")
        header = [_("Code"), _("Account"), _("Before"), _("Debit"), _("Credit"), _("At the end")]
        cells = [[row.code, row.name, row.opening, row.debit, row.credit, row.closing] for row in rows]
        content = as_xlsx(title, header, cells, above=_above(desk, title, form), sums=(3, 4))
        return download(content, f"neraca-saldo-{desk.organisation.code}-{form.until}.xlsx")
    sides: dict[str, int] = {"debit": 0, "credit": 0}
    for row in rows:
        # A balance on the other side of its account counts there.
        side = row.side if row.closing >= 0 else ("credit" if row.side == "debit" else "debit")
        sides[side] += abs(row.closing)
    context = {
        **books_frame(request, desk, (_("Trial balance"), "")),
        "form": form,
        "rows": rows,
        "debit": sum(row.debit for row in rows),
        "credit": sum(row.credit for row in rows),
        "ends": sides,
    }
    return render(request, "bookkeeping/trial.html", context)


@at_office
@with_book
def cash_book(request: SignedInRequest, desk: Desk) -> HttpResponse:
    return _first_place(desk, [place for place in places(desk.book) if place.is_in_hand])


@at_office
@with_book
def bank_book(request: SignedInRequest, desk: Desk) -> HttpResponse:
    return _first_place(desk, [place for place in places(desk.book) if place.is_bank and place.is_offered])


def _first_place(desk: Desk, found: list[Place]) -> HttpResponse:
    if not found:
        raise Http404
    return redirect("books:card", desk.organisation.code, found[0].code)


@at_office
@with_book
def card(request: SignedInRequest, desk: Desk, account: str) -> HttpResponse:
    """One account: its lines in order, with the balance after each. Cash and banks are books of their own."""
    book = desk.book
    found = Account.objects.filter(book=book, code=account).first()
    if found is None:
        raise Http404
    found.book = book
    form = _range(request, book, since=timezone.localdate().replace(day=1))
    title = _title(found)
    if _wants_file(request):
        return _card_file(desk, found, title, form)
    number = page_number(request)
    shown = account_statement(
        found,
        since=form.since,
        until=form.until,
        unit=form.chosen_unit,
        words=form.words,
        limit=PER_PAGE,
        offset=(number - 1) * PER_PAGE,
    )
    context = {
        **books_frame(request, desk, (title, "")),
        "account": found,
        "title": title,
        "form": form,
        "card": shown,
        "page": page_of(shown.rows, number=number, has_next=shown.has_next, kept=form.kept),
        "tabs": _money_tabs(desk, found) if found.is_cash else [],
    }
    return render(request, "bookkeeping/card.html", context)


def _title(account: Account) -> str:
    if account.is_cash:
        return _("Cash book") if account.role in ("cash", "petty_cash") else _("Bank book")
    return _("Account card")


def _money_tabs(desk: Desk, account: Account) -> list[dict[str, Any]]:
    """Every place of money in use; one query."""
    return [
        {
            "url": reverse("books:card", args=[desk.organisation.code, place.code]),
            "label": place.name,
            "current": place.account == account.pk,
        }
        for place in places(desk.book)
        if place.is_offered or place.is_used or place.account == account.pk
    ]


def _card_file(desk: Desk, account: Account, title: str, form: RangeForm) -> HttpResponse:
    shown = account_statement(
        account,
        since=form.since,
        until=form.until,
        unit=form.chosen_unit,
        words=form.words,
        limit=MOST_ROWS_OF_A_FILE,
    )
    header = [
        _("Date"),
        _("Number"),
        _("Description"),
        _("Unit"),
        _("Debit"),
        _("Credit"),
        _("Balance"),
        _("Memo"),
    ]
    rows: list[list[object]] = [[form.since, "", _("Before"), "", "", "", shown.opening, ""]]
    rows += [
        [row.date, row.name, row.description, row.unit, row.debit, row.credit, row.balance, row.memo]
        for row in shown.rows
    ]
    above = _above(desk, f"{title}: {account}", form)
    content = as_xlsx(title, header, rows, above=above, sums=(4, 5))
    return download(content, f"akun-{account.code}-{form.since}-{form.until}.xlsx")
