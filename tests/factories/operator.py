"""Operators, bank accounts, and lists of movements as a bank writes them."""

from __future__ import annotations

from itertools import count

from core.ids import random_token
from core.users.models import User
from marketplace.gateways.transfer.models import BankAccount, StatementLine
from marketplace.operator.services.bank import upload_statement
from marketplace.payment.models import Payment
from marketplace.purchases.services import payment_of
from tests.factories.goods import make_product
from tests.factories.people import NOON, make_user
from tests.factories.purchases import make_purchase

_n = count(1)


def make_operator(**kw) -> User:
    return make_user(is_staff=True, **kw)


def make_account(**kw) -> BankAccount:
    return BankAccount.objects.create(
        bank=kw.pop("bank", "Bank Contoh"),
        number=kw.pop("number", f"12345678{next(_n):02d}"),
        holder=kw.pop("holder", "Sedulang"),
        **kw,
    )


def make_transfer(*, price: int = 30_000, now=NOON, **kw) -> Payment:
    """A pending transfer; needs an account."""
    offer = make_product(price=price).stockrecords.get()
    return payment_of(make_purchase((offer, 1), method="transfer", now=now, **kw))


def bank_list(*rows: tuple[str, str, int]) -> bytes:
    """(day, text, amount) rows as CSV."""
    lines = ["Tanggal;Keterangan;Kredit", *(f"{day};{text};{amount}" for day, text, amount in rows)]
    return "\n".join(lines).encode()


def make_line(
    account: BankAccount, amount: int, *, day: str = "23/11/2026", text: str = "SETORAN"
) -> StatementLine:
    """A bank line that came in by a real import."""
    done = upload_statement(
        account=account,
        content=bank_list((day, f"SETORAN {next(_n)}", amount)),
        file_name="mutasi.csv",
        actor=make_operator(),
        key=random_token(),
        now=NOON,
    )
    return done.result.lines.get()
