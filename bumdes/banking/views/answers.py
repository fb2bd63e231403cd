"""What the views of this room share: its frame and its rows by key."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from bumdes.banking.models import BankLine, Match, StatementFile
from bumdes.ledger.models import Account
from bumdes.organisations.desk import Desk, frame


def bank_frame(request: HttpRequest, desk: Desk, *crumbs: tuple[str, str]) -> dict[str, Any]:
    """The office around a page of the bank; the first crumb leads to its first page."""
    home = reverse("banking:home", args=[desk.organisation.code])
    return frame(request, desk, "banking", crumbs=[(_("Bank"), home), *crumbs] if crumbs else ())


def crumb_of(desk: Desk, account: Account) -> tuple[str, str]:
    return account.name, reverse("banking:desk", args=[desk.organisation.code, account.code])


def bank_account(desk: Desk, code: str) -> Account:
    """A bank account of this book, else 404."""
    found = Account.objects.filter(
        book=desk.book, code=code, is_cash=True, is_active=True, line="kas"
    ).first()
    if found is None or found.role in ("cash", "petty_cash"):
        raise Http404
    found.book = desk.book
    return found


def _of_the_book(desk: Desk, model: type[Model], pk: int) -> Any:
    found: Any = get_object_or_404(
        model._default_manager.filter(book=desk.book).select_related("account"), pk=pk
    )
    found.book = found.account.book = desk.book
    return found


def line_of(desk: Desk, pk: int) -> BankLine:
    line: BankLine = _of_the_book(desk, BankLine, pk)
    if line.taken_back_at is not None:
        raise Http404
    return line


def file_of(desk: Desk, pk: int) -> StatementFile:
    found: StatementFile = _of_the_book(desk, StatementFile, pk)
    return found


def match_of(desk: Desk, pk: int) -> Match:
    found: Match = _of_the_book(desk, Match, pk)
    return found
