"""What stands behind a figure: its accounts, and their postings page by page."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from bumdes.ledger.access import opened
from bumdes.ledger.models import Account, Posting
from bumdes.statements.calculations import (
    OTHER_IN,
    OTHER_OUT,
    SIGNS,
    UNRESERVED,
    Sums,
    flow_of,
    position_line,
)
from bumdes.statements.layout import (
    CASH_FLOW,
    CREDIT,
    EQUITY,
    INCOME,
    POSITION,
    RESULT_LINES,
    RETAINED_LINES,
    SHARED_OUT,
    Line,
    Row,
    Statement,
    Total,
)
from bumdes.statements.notes import AccountFigure
from bumdes.statements.queries.pack import BookStatements
from core.paging import Page, paged

TABLES: dict[str, tuple[Row, ...]] = {
    Statement.INCOME: INCOME,
    Statement.POSITION: POSITION,
    Statement.EQUITY: EQUITY,
}
# The lines of accounts behind each line of the statement of changes in equity.
_EQUITY_LINES: dict[str, frozenset[str]] = {
    "pm_desa_awal": frozenset({"penyertaan_modal_desa"}),
    "penambahan_pm_desa": frozenset({"penyertaan_modal_desa"}),
    "pm_masyarakat_awal": frozenset({"penyertaan_modal_masyarakat"}),
    "penambahan_pm_masyarakat": frozenset({"penyertaan_modal_masyarakat"}),
    "modal_donasi_awal": frozenset({"modal_donasi"}),
    "penambahan_modal_donasi": frozenset({"modal_donasi"}),
    "saldo_laba_awal_tidak_dicadangkan": UNRESERVED,
    "saldo_laba_awal_dicadangkan": frozenset({RETAINED_LINES[1]}),
    "laba_periode": frozenset(RESULT_LINES),
    # Beside the closing entry, which moves the result in here and is nothing together with it.
    "perubahan_lain_saldo_laba": frozenset(RETAINED_LINES),
    **{name: frozenset({name}) for name in SHARED_OUT},
}

_BEGINNING = frozenset(name for name in _EQUITY_LINES if "_awal" in name)


class NoSuchLine(LookupError):
    """The layout has no figure of this name, or nothing stands behind it that could be listed."""


@dataclass(frozen=True)
class PostingRow:
    """One posting of a drill-down."""

    entry: uuid.UUID
    entry_name: str
    date: date
    description: str
    account: str
    unit: str
    debit: int
    credit: int


@dataclass(frozen=True)
class Behind:
    """A figure taken apart. `amount` is the figure; accounts of a plain line add up to it."""

    statement: str
    name: str
    label: str
    amount: int
    prior: int
    accounts: tuple[AccountFigure, ...]
    postings: Page


def behind(
    book: BookStatements,
    *,
    statement: str,
    name: str,
    account: int | None = None,
    page: str | None = None,
    kept: Mapping[str, str] | None = None,
) -> Behind:
    """A line or subtotal with its accounts and a page of its postings in the span.

    `account` narrows the postings to one of them; `kept` stays in the links to other pages. One
    query, beside the scope's two statements. Raises NoSuchLine.
    """
    label, amounts = _figure(book, statement, name)
    lines = _leaves(statement, name)
    accounts = _accounts(book, statement, lines)
    wanted = [each.account for each in accounts if account in (None, each.account)]
    with opened(book.sums.book):
        rows = postings_behind(book, statement=statement, lines=lines, accounts=wanted)
        links: dict[str, Any] = {**(kept or {}), "akun": str(account or "")}
        found = paged(rows, number=page, **links)
        found = Page([_row(posting) for posting in found.rows], found.number, found.has_next, found.query)
    return Behind(
        statement=statement,
        name=name,
        label=label,
        amount=amounts[0],
        prior=amounts[1],
        accounts=tuple(each for each in accounts if each.amount or each.prior),
        postings=found,
    )


def postings_behind(
    book: BookStatements, *, statement: str, lines: frozenset[str], accounts: list[int]
) -> QuerySet[Posting]:
    """The postings of the span on these accounts that the lines count, oldest first.

    What stood before the span is the balance it began with and is not listed.
    """
    span = book.span
    last = span.end_period if statement == Statement.POSITION else span.last_period
    # By the days of the entries, which have an index in that order: so a page of a subtotal over
    # half the book stops when it is full, and is not the book sorted.
    rows = Posting.objects.filter(
        account__in=accounts,
        entry__book=book.sums.book,
        entry__date__range=(span.since, span.until),
        entry__period__range=(span.first_period, last),
    )
    if book.unit is not None:
        rows = rows.filter(unit=book.unit)
    if statement == Statement.CASH_FLOW:
        every = book.sums.accounts
        cash = [each.pk for each in every if each.is_cash]
        into = [each.pk for each in every if (each.cash_in or OTHER_IN) in lines]
        out = [each.pk for each in every if (each.cash_out or OTHER_OUT) in lines]
        rows = rows.filter(
            Q(account__in=into, credit__gt=0) | Q(account__in=out, debit__gt=0),
            Exists(Posting.objects.filter(entry=OuterRef("entry"), account__in=cash)),
        )
    return rows.select_related("entry", "account", "unit").order_by("entry__date", "entry__pk", "pk")


def _row(posting: Posting) -> PostingRow:
    return PostingRow(
        entry=posting.entry_id,
        entry_name=str(posting.entry),
        date=posting.date,
        description=posting.memo or posting.entry.description,
        account=str(posting.account),
        unit=posting.unit.name,
        debit=posting.debit,
        credit=posting.credit,
    )


def _figure(book: BookStatements, statement: str, name: str) -> tuple[str, tuple[int, int]]:
    if statement == Statement.CASH_FLOW:
        for activity in CASH_FLOW:
            for line in activity.lines:
                if line.name == name:
                    return str(line.label), (book.now.cash_flow.lines[name], book.prior.cash_flow.lines[name])
        raise NoSuchLine(name)
    columns = [
        {
            Statement.INCOME.value: each.income,
            Statement.POSITION.value: each.position,
            Statement.EQUITY.value: each.equity,
        }.get(statement, {})
        for each in (book.now, book.prior)
    ]
    for row in TABLES.get(statement, ()):
        if getattr(row, "name", None) == name:
            return str(row.label), (columns[0][name], columns[1][name])
    raise NoSuchLine(name)


def _leaves(statement: str, name: str) -> frozenset[str]:
    """The plain lines a figure is made of."""
    if statement == Statement.CASH_FLOW:
        return frozenset({name})
    rows = {row.name: row for row in TABLES[statement] if isinstance(row, Line | Total)}
    found, waiting = set(), [name]
    while waiting:
        row = rows[waiting.pop()]
        if isinstance(row, Total):
            waiting += [part for _sign, part in row.parts()]
        else:
            found.add(row.name)
    return frozenset(found)


def _accounts(book: BookStatements, statement: str, lines: frozenset[str]) -> list[AccountFigure]:
    of_unit = book.unit is not None
    prior = {account.pk: sums for account, sums in book.sums.of(book.unit, column=1)}
    return [
        AccountFigure(
            account.pk,
            account.code,
            account.name,
            _part(account, sums, statement, lines, of_unit=of_unit),
            _part(account, prior.get(account.pk, Sums()), statement, lines, of_unit=of_unit),
        )
        for account, sums in book.sums.of(book.unit)
        if _belongs(account, statement, lines, of_unit=of_unit)
    ]


def _belongs(account: Account, statement: str, lines: frozenset[str], *, of_unit: bool) -> bool:
    if statement == Statement.CASH_FLOW:
        ways = {account.cash_in or OTHER_IN, account.cash_out or OTHER_OUT}
        return not account.is_cash and bool(ways & lines)
    if statement == Statement.POSITION:
        return position_line(account, of_unit=of_unit) in lines
    if statement == Statement.EQUITY:
        return any(account.line in _EQUITY_LINES[line] for line in lines)
    return account.line in lines


def _part(account: Account, sums: Sums, statement: str, lines: frozenset[str], *, of_unit: bool) -> int:
    """An account's part of the figure, positive as its line is read: what is deducted is negative."""
    if statement == Statement.CASH_FLOW:
        return flow_of(account, sums, next(iter(lines)))
    if statement == Statement.POSITION:
        return SIGNS[position_line(account, of_unit=of_unit)] * sums.after
    if statement == Statement.INCOME:
        return SIGNS[account.line] * sums.moved
    amount = 0
    for line in lines:
        if account.line in _EQUITY_LINES[line]:
            amount += sums.before if line in _BEGINNING else sums.moved
    return (SIGNS[next(iter(lines))] if len(lines) == 1 else CREDIT) * amount
