"""Small real loan products."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

from bumdes.ledger.access import opened
from bumdes.ledger.models import Book, Unit
from bumdes.lending.models import Product
from bumdes.lending.services.products import offer_product
from core.users.models import User
from tests.factories.people import NOON

_n = count(1)


def make_product(book: Book, *, code: str | None = None, actor: User | None = None, **conditions) -> Product:
    """Flat 1,5 % a month over up to 12 months, up to Rp10 million of a member and Rp50 of a group."""
    n = next(_n)
    if "unit" not in conditions:
        with opened(book):
            conditions["unit"] = Unit.objects.get(book=book, code=Unit.HEAD_OFFICE)
    usual = {
        "name": f"Pinjaman contoh {n}",
        "rate_percent": Decimal("1.5"),
        "member_max": 10_000_000,
        "group_max": 50_000_000,
    }
    if conditions.get("method") in ("murabahah", "qardh"):
        usual["rate_percent"] = Decimal(0)
    return offer_product(
        book=book,
        code=code or f"contoh-{n}",
        conditions=usual | conditions,
        key=f"product-key-{n:08d}",
        actor=actor,
        now=NOON,
    )
