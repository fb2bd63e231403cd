"""django-hordak: a transaction and two legs; PostgreSQL triggers want them balanced, balances are sums."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from benchmarks.peers.ledgers import ACCOUNTS, Post, amounts, django_database, other_account


@cache
def _set_up(database: str) -> None:
    import django
    from django.conf import settings

    settings.configure(
        DATABASES={"default": django_database(database)},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "mptt", "hordak"],
        USE_TZ=True,
        DEFAULT_CURRENCY="IDR",
        HORDAK_INTERNAL_CURRENCY="IDR",
        HORDAK_CURRENCIES=["IDR"],
        HORDAK_DECIMAL_PLACES=0,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()


def prepare(database: str, books: int) -> None:
    _set_up(database)
    from django.core.management import call_command
    from hordak.models import Account

    call_command("migrate", verbosity=0)
    for book in range(books):
        for place in range(ACCOUNTS):
            kind = Account.TYPES.asset if place == 0 else Account.TYPES.income
            Account.objects.create(
                name=f"{book}/{place}", code=f"{book:02}{place:02}", type=kind, currencies=["IDR"]
            )


def poster(database: str, book: int) -> Post:
    _set_up(database)
    from django.db import connection, transaction
    from hordak.models import Account, Leg, Transaction
    from moneyed import Money

    found = list(Account.objects.filter(name__startswith=f"{book}/").order_by("pk"))
    connection.close()

    def post(number: int, hold: Callable[[], None]) -> None:
        debit, credit = amounts(number)
        amount, other = Money(debit or credit, "IDR"), found[other_account(number)]
        with transaction.atomic():
            entry = Transaction.objects.create(description="sale")
            Leg.objects.create(
                transaction=entry, account=found[0], **{"debit" if debit else "credit": amount}
            )
            Leg.objects.create(transaction=entry, account=other, **{"credit" if debit else "debit": amount})
            hold()

    return post
