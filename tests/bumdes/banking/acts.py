"""What the tests of the bank do in short, and what they look at."""

from __future__ import annotations

from datetime import date

from bumdes.banking.models import Match
from bumdes.banking.services import (
    book_line,
    mark_reconciled,
)
from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of, units_of
from core.invariants import violations
from tests.factories.people import NOON

OPENING = 10_000_000
OCTOBER = date(2026, 10, 31)


def at(day: int, month: int = 10) -> date:
    return date(2026, month, day)


def standing(account) -> int:
    with opened(account.book):
        return Match.objects.filter(account=account, undone_at=None).count()


def broken() -> list:
    return list(violations(only="banking."))


def book(line, role, actor, **kw):
    accounts = accounts_of(line.book)
    return book_line(
        line=line, target=accounts[role], unit=units_of(line.book)["PUSAT"], actor=actor, now=NOON, **kw
    )


def mark(bank, actor, amount, *, end=OCTOBER, note=""):
    return mark_reconciled(account=bank, month_end=end, bank_balance=amount, note=note, actor=actor, now=NOON)
