"""django-ledger: commit_txs() on a ledger of an entity, the journal entry posted at once."""

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
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django_ledger"],
        USE_TZ=True,
        TIME_ZONE="UTC",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()


def prepare(database: str, books: int) -> None:
    _set_up(database)
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django_ledger.models import EntityModel

    call_command("migrate", verbosity=0)
    admin = get_user_model().objects.create_user("bench")
    for book in range(books):
        entity = EntityModel.create_entity(
            name=f"bench-{book}", use_accrual_method=True, admin=admin, fy_start_month=1
        )
        chart = entity.create_chart_of_accounts(assign_as_default=True, commit=True, coa_name="bench")
        for place in range(ACCOUNTS):
            role, side = ("asset_ca_cash", "debit") if place == 0 else ("in_operational", "credit")
            entity.create_account(
                code=f"{1000 + place if place == 0 else 4000 + place}",
                role=role,
                name=str(place),
                balance_type=side,
                active=True,
                coa_model=chart,
            )
        entity.create_ledger(name="bench", posted=True)


def poster(database: str, book: int) -> Post:
    _set_up(database)
    from django.db import connection, transaction
    from django.utils import timezone
    from django_ledger.models import AccountModel, EntityModel

    entity = EntityModel.objects.get(name=f"bench-{book}")
    ledger = entity.get_ledgers().first()
    found = list(AccountModel.objects.filter(coa_model__entity=entity, code__gte="1000").order_by("code"))
    found = [account for account in found if account.name.isdigit()]
    connection.close()

    def post(number: int, hold: Callable[[], None]) -> None:
        debit, credit = amounts(number)
        sides = ("debit", "credit") if debit else ("credit", "debit")
        with transaction.atomic():
            ledger.commit_txs(
                je_timestamp=timezone.now(),
                je_txs=[
                    {"account": account, "amount": debit or credit, "tx_type": side, "description": "sale"}
                    for account, side in zip((found[0], found[other_account(number)]), sides, strict=True)
                ],
                je_posted=True,
            )
            hold()

    return post
