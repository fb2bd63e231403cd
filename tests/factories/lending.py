"""Small real loan products and loans."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count

from bumdes.ledger.access import opened
from bumdes.ledger.models import Book, Unit
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import cr, dr
from bumdes.lending.models import Loan, Product
from bumdes.lending.services.disbursing import create_loan, disburse
from bumdes.lending.services.products import offer_product
from bumdes.members.models import Group, Member
from bumdes.organisations.models import Organisation
from core.users.models import User
from tests.factories.books import NEW_YEAR, make_entry
from tests.factories.members import make_member
from tests.factories.people import NOON, make_user

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


def make_loan(
    book: Book,
    *,
    member: Member | None = None,
    group: Group | None = None,
    product: Product | None = None,
    principal: int = 1_200_000,
    periods: int = 12,
    disbursed: date = date(2026, 1, 5),
    made_by: User | None = None,
    collateral: int = 0,
    **conditions,
) -> Loan:
    """Approved, not yet paid out: Rp1,2 million flat at 2 % a month, twelve times 124.000 from 5 February."""
    product = product or make_product(
        book, **({"rate_percent": Decimal(2), "rounding_unit": 1, "rounding_mode": "HALF_UP"} | conditions)
    )
    if member is None and group is None:
        member = make_member(Organisation.objects.get(book=book))
    return create_loan(
        book=book,
        member=member,
        group=group,
        product=product,
        terms=product.terms_for(principal, periods, disbursed=disbursed),
        officer=None,
        collateral=collateral,
        key=f"loan-key-{next(_n):08d}",
        actor=made_by or make_user(),
        now=NOON,
    )


def make_running_loan(book: Book, *, day: date | None = None, **facts) -> Loan:
    """Paid out in cash by somebody else, from a cash box that holds enough."""
    loan = make_loan(book, **facts)
    accounts = accounts_of(book)
    make_entry(
        book,
        dr(accounts["cash"], loan.amount),
        cr(accounts["village_capital"], loan.amount),
        day=NEW_YEAR,
    )
    disburse(
        loan=loan,
        to="cash",
        date=day or date.fromisoformat(loan.terms["disbursed"]),
        key=f"disburse-{loan.reference}",
        actor=make_user(),
        now=NOON,
    )
    return loan
