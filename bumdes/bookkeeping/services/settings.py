"""Setting up a book: beginning it, its limit, its accounts."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.bookkeeping.services.sending import InTheFuture
from bumdes.ledger.access import opened
from bumdes.ledger.models import Account, Book
from bumdes.ledger.queries import balance
from bumdes.ledger.services import add_account, change_account, set_approval_limit
from bumdes.organisations.models import Organisation
from bumdes.organisations.services import begin_books
from core.locks import lock
from core.refusals import Refusal
from core.users.models import User

# Postings of other rooms find these by role, whatever the treasurer thinks of them.
ALWAYS_USED = frozenset({"cash", "retained_earnings", "cash_over", "cash_short", "payable_trade"}) | {
    # What the market's sales bring to the BUMDes and take from it.
    *("marketplace_clearing", "hub_fee_income", "revenue_transport", "seller_payable", "other_expense"),
}


class OnlyTheDirector(Refusal):
    message = _("Only the director may raise the limit or take it away.")
    field = "limit"


class NoHeading(Refusal):
    message = _("Choose a heading that has accounts.")
    field = "heading"


class HeadingFull(Refusal):
    message = _("This heading has no free code left.")
    field = "heading"


class StillHolds(Refusal):
    message = _("This account still holds an amount. Move it first, then take the account out of use.")
    field = "is_active"


class NeededByTheOffice(Refusal):
    message = _("The office's forms post to this account. It stays in use.")
    field = "is_active"


def start_books(
    *, organisation: Organisation, chart: str, opened_on: date, actor: User, now: datetime
) -> Book:
    """Begin the books of a BUMDes, once. Raises NoSuchChart, InTheFuture."""
    if opened_on > timezone.localdate(now):
        raise InTheFuture(field="opened_on")
    with transaction.atomic(durable=True):
        return begin_books(organisation=organisation, chart=chart, opened_on=opened_on, actor=actor, now=now)


def change_limit(*, book: Book, limit: int | None, actor: User, is_director: bool, now: datetime) -> Book:
    """Set from how much on two people are needed. Who is bound by it may only make it stricter.

    Raises OnlyTheDirector.
    """
    with transaction.atomic(durable=True):
        lock(book)
        before = book.approval_limit
        loosens = before is not None and (limit is None or limit > before)
        if loosens and not is_director:
            raise OnlyTheDirector
        if limit != before:
            set_approval_limit(book=book, limit=limit, actor=actor, now=now)
    return book


def add_account_under(*, book: Book, heading: str, name: str, actor: User, now: datetime) -> Account:
    """Add an account under a heading, with the next free code and the nature of its neighbours.

    Raises NoHeading, HeadingFull.
    """
    with transaction.atomic(durable=True), opened(book):
        # Codes are given out under the book's lock, so that two additions get two.
        lock(book)
        beside = list(Account.objects.filter(book=book, code__startswith=f"{heading}.").order_by("code"))
        if not beside or any(account.code.rpartition(".")[0] != heading for account in beside):
            raise NoHeading
        for account in beside:
            account.book = book
        taken = {account.code for account in beside}
        free = (f"{heading}.{number:02d}" for number in range(1, 100))
        code = next((code for code in free if code not in taken and code > beside[0].code), None)
        if code is None:
            raise HeadingFull
        return add_account(book=book, code=code, name=name, like=beside[0], actor=actor, now=now)


def edit_account(
    *, account: Account, name: str, is_active: bool, is_guarded: bool, actor: User, now: datetime
) -> Account:
    """Rename an account, take it out of use, or let it go below zero.

    Raises NeededByTheOffice, StillHolds, NotEnough (to guard what is below zero).
    """
    with transaction.atomic(durable=True), opened(account.book):
        lock(account.book, account)
        if account.is_active and not is_active:
            if account.role in ALWAYS_USED:
                raise NeededByTheOffice
            if balance(account) != 0:
                raise StillHolds
        return change_account(
            account=account, name=name, is_active=is_active, is_guarded=is_guarded, actor=actor, now=now
        )
