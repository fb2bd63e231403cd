"""The accounts and units of a book, found by code or by meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bumdes.ledger.access import opened
from bumdes.ledger.models import Account, Book, Unit


class AccountIndex:
    """All accounts of one book, by code and by role. Raises KeyError for what it does not have."""

    def __init__(self, accounts: list[Account]):
        self._by_code = {account.code: account for account in accounts}
        self._by_role = {account.role: account for account in accounts if account.role}
        self._by_pk = {account.pk: account for account in accounts}

    def __iter__(self) -> Iterator[Account]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def __getitem__(self, role: str) -> Account:
        return self._by_role[role]

    def __contains__(self, role: str) -> bool:
        return role in self._by_role

    def by_code(self, code: str) -> Account:
        return self._by_code[code]

    def has_code(self, code: str) -> bool:
        return code in self._by_code

    def by_pk(self, pk: int) -> Account:
        return self._by_pk[pk]


def accounts_of(book: Book) -> AccountIndex:
    """Every account of a book in the order of codes. One query."""
    with opened(book):
        accounts = list(Account.objects.filter(book=book).order_by("code"))
    for account in accounts:
        account.book = book
    return AccountIndex(accounts)


def accounts_in_roles(books: Iterable[Book], *, roles: Iterable[str]) -> dict[int, AccountIndex]:
    """The accounts of many books that have these roles, by the key of the book. One query."""
    by_key = {book.pk: book for book in books}
    found: dict[int, list[Account]] = {pk: [] for pk in by_key}
    with opened(*by_key.values()):
        for account in Account.objects.filter(book__in=by_key, role__in=list(roles)).order_by("code"):
            account.book = by_key[account.book_id]
            found[account.book_id].append(account)
    return {pk: AccountIndex(accounts) for pk, accounts in found.items()}


def units_of(book: Book) -> dict[str, Unit]:
    """Every unit of a book by its code, the head office first. One query."""
    with opened(book):
        units = list(Unit.objects.filter(book=book).order_by("pk"))
    return {unit.code: unit for unit in units}
