"""Capital given to a BUMDes, through the services."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

from bumdes.capital.models import Contribution
from bumdes.capital.services import receive
from bumdes.ledger.drafts import cr, dr
from bumdes.ledger.models import Book, Entry
from bumdes.ledger.queries import accounts_of, units_of
from core.users.models import User
from tests.factories.books import make_entry

_n = count(1)
NOW = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)


def make_contribution(book: Book, actor: User, **kw) -> Contribution:
    """Rp10.000.000 of restricted village capital from Dana Desa, in cash on 2 February 2026."""
    accounts = accounts_of(book)
    facts = {
        "contributor": {"kind": "village", "name": "Desa Sungsang I"},
        "kind": "village",
        "source": "village_fund",
        "amount": 10_000_000,
        "decree": "Perdes 3/2026",
        "decided_on": date(2026, 1, 20),
        "moved_on": date(2026, 2, 2),
        "purpose": "Kolam lele ketahanan pangan",
        "restriction": "food",
        "account": accounts["cash"],
        "goods": "",
        "unit": units_of(book)["PUSAT"],
        "key": f"contribution-{next(_n):05d}",
    } | kw
    if isinstance(role := facts["account"], str):
        facts["account"] = accounts[role]
    return receive(book=book, actor=actor, now=NOW, **facts)


def make_spending(book: Book, amount: int, *, day: date = date(2026, 3, 10), **kw) -> Entry:
    """Machinery bought for cash."""
    accounts = accounts_of(book)
    return make_entry(book, dr(accounts["machinery"], amount), cr(accounts["cash"], amount), day=day, **kw)
