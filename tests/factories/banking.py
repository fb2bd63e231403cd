"""A bank account with lines of the bank beside its book."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from bumdes.banking.models import BankLine, Match, Reconciliation, StatementFile, WordRule
from bumdes.banking.services import book_line, import_file, mark_reconciled, upload_file
from bumdes.ledger.access import opened
from bumdes.ledger.models import Account, Entry, Posting
from bumdes.ledger.queries import accounts_of, balance, units_of
from bumdes.ledger.services import cr, dr
from bumdes.organisations.models import Organisation
from core.users.models import User
from tests.factories.books import make_entry
from tests.factories.people import NOON

_n = count(1)
HEAD = "Tanggal;Keterangan;Debet;Kredit;Saldo"
Told = tuple[str, str, int]  # day of the month as 05/10, words, amount (positive when it came in)


def bank_of(hub: Organisation, role: str = "bank_1") -> Account:
    return accounts_of(hub.book)[role]


def make_list(*told: Told, opening: int | None = 0, year: int = 2026) -> bytes:
    """A bank's CSV; with an opening balance also the column of balances."""
    rows, held = [HEAD], opening or 0
    for day, words, amount in told:
        held += amount
        sides = f"{-amount};" if amount < 0 else f";{amount}"
        rows.append(f"{day}/{year};{words};{sides};{'' if opening is None else held}")
    return "\n".join(rows).encode()


def make_file(
    account: Account, content: bytes, *, actor: User | None = None, now: datetime = NOON, key: str = ""
) -> StatementFile:
    return upload_file(
        account=account,
        content=content,
        name="mutasi.csv",
        key=key or f"kunci-berkas-{next(_n):06d}",
        actor=actor,
        now=now,
    )


def make_import(
    account: Account, *told: Told, opening: int | None = 0, actor: User | None = None, now: datetime = NOON
) -> StatementFile:
    file = make_file(account, make_list(*told, opening=opening), actor=actor, now=now)
    return import_file(file=file, opening_balance=opening or 0, actor=actor, now=now)


def make_bank_entry(account: Account, amount: int, *, day: date, words: str = "Contoh", **kw) -> Entry:
    """Money into the bank account (or out of it, when negative) against village capital."""
    capital = accounts_of(account.book)["village_capital"]
    return make_entry(
        account.book, dr(account, amount), cr(capital, amount), day=day, description=words, **kw
    )


@dataclass(frozen=True)
class Banked:
    """One of everything that the bank's room keeps."""

    account: Account
    file: StatementFile
    line: BankLine  # open
    match: Match
    fact: Reconciliation
    rule: WordRule


def make_banked(hub: Organisation, actor: User) -> Banked:
    """A fee that was booked, a month that agrees, and a line of the next month that is open."""
    account = bank_of(hub)
    held = balance(account, on=date(2026, 8, 31))
    make_bank_entry(account, 1_000, day=date(2026, 9, 4))
    file = make_import(
        account, ("05/09", "SETOR", 1_000), ("30/09", "BIAYA KHUSUS", -500), ("02/10", "X", 7), opening=held
    )
    _first, fee, line = lines_of(account)
    book_line(
        line=fee,
        target=accounts_of(account.book)["bank_fee"],
        unit=units_of(account.book)["PUSAT"],
        words="khusus",
        actor=actor,
        now=NOON,
    )
    fact = mark_reconciled(
        account=account, month_end=date(2026, 9, 30), bank_balance=held + 500, actor=actor, now=NOON
    )
    with opened(account.book):
        match = Match.objects.filter(account=account).order_by("pk")[0]
        rule = WordRule.objects.get(book=account.book)
    return Banked(account, file, line, match, fact, rule)


def posting_of(account: Account, entry: Entry) -> Posting:
    with opened(account.book):
        return Posting.objects.get(entry=entry, account=account)


def lines_of(account: Account) -> list[BankLine]:
    with opened(account.book):
        found = list(BankLine.objects.standing().filter(account=account).order_by("day", "pk"))
    for line in found:
        line.book = account.book
        line.account = account
    return found


def pks(rows: Iterable[BankLine | Posting]) -> list[int]:
    return [row.pk for row in rows]
