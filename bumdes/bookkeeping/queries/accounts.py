"""The chart of one book as a tree of headings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bumdes.ledger.models import Account, Book, ChartHeading
from bumdes.ledger.queries import accounts_of, trial_balance


@dataclass(frozen=True)
class ChartRow:
    """A heading (level 0 to 2), or an account with its balance."""

    code: str
    name: str
    level: int
    account: Account | None = None
    balance: int = 0


def chart_of(book: Book, *, until: date, words: str = "") -> list[ChartRow]:
    """Headings and accounts in code order; `words` keeps accounts whose code or name has them.

    Three queries.
    """
    balances = {row.code: row.closing for row in trial_balance(book, until=until)}
    asked = words.casefold()
    accounts = [
        account
        for account in accounts_of(book)
        if asked in account.name.casefold() or account.code.startswith(words)
    ]
    used = {heading for account in accounts for heading in headings_over(account.code)}
    rows = [
        ChartRow(heading.code, heading.name, heading.code.count("."))
        for heading in ChartHeading.objects.filter(chart_id=book.chart_id)
        if heading.code in used
    ]
    rows += [
        ChartRow(account.code, account.name, 3, account, balances.get(account.code, 0))
        for account in accounts
    ]
    return sorted(rows, key=lambda row: row.code)


def headings_over(code: str) -> list[str]:
    """The headings above an account: 1, 1.1 and 1.1.01 of 1.1.01.09."""
    parts = code.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts))]


def headings_of(book: Book) -> list[tuple[str, str]]:
    """The headings that accounts may be added under, with their names. Two queries."""
    codes = {account.code.rpartition(".")[0] for account in accounts_of(book)}
    found = ChartHeading.objects.filter(chart_id=book.chart_id, code__in=codes).order_by("code")
    return [(heading.code, heading.name) for heading in found]
