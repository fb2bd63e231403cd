"""Small real loans, approved and running."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count

from bumdes.ledger.models import Book
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import cr, dr
from bumdes.lending.models import Loan, Product
from bumdes.lending.services.disbursing import create_loan, disburse
from bumdes.members.models import Group, Member
from bumdes.organisations.models import Organisation
from core.users.models import User
from tests.factories.books import NEW_YEAR, make_entry
from tests.factories.lending import make_product
from tests.factories.members import make_member
from tests.factories.people import NOON, make_user

_n = count(1)


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
