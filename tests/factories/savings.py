"""Small real savings: a BUMDes with cash, its products, accounts and what moved."""

from __future__ import annotations

from datetime import date
from itertools import count

from bumdes.ledger.models import Book
from bumdes.members.models import Group, Member
from bumdes.organisations.models import Organisation
from bumdes.savings.enums import Kind
from bumdes.savings.models import Movement, SavingsAccount, SavingsProduct, WithdrawalRequest
from bumdes.savings.services import Terms, add_product, begin_account, pay_out, take_in
from core.users.models import User
from tests.factories.books import NEW_YEAR, account, make_unit
from tests.factories.members import make_group, make_member
from tests.factories.people import NOON, make_user

_n = count(1)


def make_product(book: Book, kind: str = Kind.VOLUNTARY, **terms) -> SavingsProduct:
    n = next(_n)
    terms.setdefault("name", f"Simpanan {kind} {n}")
    terms.setdefault("unit", book.units.filter(code="SP").first() or make_unit(book, "SP", "Simpan pinjam"))
    if kind == Kind.TERM:
        terms.setdefault("term_months", 6)
    return add_product(book=book, kind=kind, terms=Terms(**terms), actor=make_user(), now=NOON)


def make_account(
    product: SavingsProduct,
    organisation: Organisation,
    *,
    owner: Member | Group | None = None,
    opened_on: date = NEW_YEAR,
    interest_to: SavingsAccount | None = None,
    actor: User | None = None,
) -> SavingsAccount:
    actor = actor or make_user()
    make = make_group if product.kind == Kind.GROUP else make_member
    owner = owner or make(organisation, actor=actor)
    return begin_account(
        product=product,
        member=owner if isinstance(owner, Member) else None,
        group=owner if isinstance(owner, Group) else None,
        opened_on=opened_on,
        interest_to=interest_to,
        key=f"savings-account-{next(_n):08d}",
        actor=actor,
        now=NOON,
    )


def put_in(
    saved: SavingsAccount, amount: int, *, on: date = date(2026, 2, 10), now=NOON, **facts
) -> Movement:
    return take_in(
        account=saved,
        amount=amount,
        against=facts.pop("against", None) or account(saved.book, "cash"),
        on=on,
        key=facts.pop("key", f"savings-in-{next(_n):08d}"),
        actor=facts.pop("actor", None) or make_user(),
        now=now,
        **facts,
    )


def take_out(
    saved: SavingsAccount, amount: int, *, on: date = date(2026, 2, 20), now=NOON, **facts
) -> Movement | WithdrawalRequest:
    return pay_out(
        account=saved,
        amount=amount,
        against=facts.pop("against", None) or account(saved.book, "cash"),
        on=on,
        key=facts.pop("key", f"savings-out-{next(_n):08d}"),
        actor=facts.pop("actor", None) or make_user(),
        now=now,
        **facts,
    )
