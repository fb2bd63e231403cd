"""What the database itself refuses, whoever writes to it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from bumdes.ledger.access import opened
from bumdes.savings import services
from bumdes.savings.enums import Kind
from bumdes.savings.models import Movement, SavingsAccount
from bumdes.savings.services import run_interest
from core.refusals import broken_rule
from tests.factories.books import NEW_YEAR, make_organisation_with_book
from tests.factories.people import NOON, make_user
from tests.factories.savings import make_account, make_product, put_in, take_out


@pytest.fixture
def saved(hub):
    saved = make_account(make_product(hub.book, rate_bps=600), hub)
    put_in(saved, 50_000)
    return saved


def refused(sql: str, *values) -> str | None:
    """The rule that a statement breaks, or the kind of the error when it has no name."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return broken_rule(caught.value) or caught.value.__cause__.diag.message_primary


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("balance = 60000", "savings_account_kept_by_movements"),
        ("balance = 60000, held = 60000", "savings_account_kept_by_movements"),
        ("held = 10", "savings_account_kept_by_movements"),
        ("newest_on = NULL", "savings_account_kept_by_movements"),
        ("number = 'S-9999'", "savings_account_stays"),
        ("opened_on = '2025-01-01'", "savings_account_stays"),
        ("closed_on = '2026-03-01'", "savings_account_closed_when_empty"),
    ],
)
def test_an_account_changes_by_movements_only(saved, change, rule):
    assert refused(f"UPDATE savings_savingsaccount SET {change} WHERE id = %s", saved.pk) == rule


def test_an_account_with_a_balance_is_not_born(saved):
    columns = "book_id, product_id, kind, number, group_id, opened_on, key, content, made_at"
    assert (
        refused(
            f"INSERT INTO savings_savingsaccount ({columns}, member_id, balance, held)"
            f" SELECT book_id, product_id, kind, 'S-9', group_id, opened_on, 'x', '', made_at,"
            " member_id, 5, 0"
            " FROM savings_savingsaccount WHERE id = %s",
            saved.pk,
        )
        == "savings_account_kept_by_movements"
    )


@pytest.mark.parametrize("table", ["savingsaccount", "movement", "hold", "interestrun", "savingsproduct"])
def test_nothing_is_deleted(saved, table):
    services.place_hold(
        account=saved, amount=1_000, reason="Jaminan", key="h" * 16, actor=make_user(), now=NOON
    )
    run_interest(product=saved.product, month=NEW_YEAR, actor=None, now=NOON)

    assert refused(f"DELETE FROM savings_{table}") is not None


def test_a_movement_stays(saved):
    assert refused("UPDATE savings_movement SET amount = 1") == "savings_movement rows are only ever added"


def insert(saved: SavingsAccount, **facts) -> str | None:
    """The rule that a movement written past the services breaks."""
    before = saved.movements.order_by("-pk")[0]
    facts = {"kind": "withdrawal", "amount": -1_000, "on": before.on, "entry": before.entry, **facts}
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Movement.objects.create(
            book_id=facts.pop("book_id", saved.book_id),
            account=saved,
            key="x",
            content="",
            made_at=NOON,
            **facts,
        )
    return broken_rule(caught.value)


def test_a_movement_past_the_services_keeps_the_rules(hub, saved):
    other = make_organisation_with_book()

    assert insert(saved, amount=-50_001) == "savings_account_covers_held"
    assert insert(saved, amount=1_000) == "savings_movement_has_its_sign"
    assert insert(saved, on=NEW_YEAR) == "savings_movement_fits"
    assert insert(saved, entry=None) == "savings_movement_has_its_entry"
    assert insert(saved, kind="opening", amount=1, entry=None) == "savings_opening_within_the_books"
    with opened(other.book):
        assert insert(saved, book_id=other.book.pk) == "savings_movement_fits"


def test_a_reversal_past_the_services_mirrors_one_movement(saved):
    deposit = saved.movements.get()

    for wrong in ({"amount": -49_999}, {"amount": 50_000}):
        assert insert(saved, kind="reversal", reverses=deposit, **wrong) == "savings_reversal_fits"


def test_a_closed_account_takes_nothing(hub, saved):
    take_out(saved, 50_000)
    services.close_account(account=saved, on=NOON.date(), actor=make_user(), now=NOON)

    assert insert(saved, kind="deposit", amount=1) == "savings_account_is_open"
    assert (
        refused("UPDATE savings_savingsaccount SET closed_on = NULL WHERE id = %s", saved.pk)
        == "savings_account_stays"
    )


def test_a_term_is_not_shortened(hub):
    saved = make_account(make_product(hub.book, Kind.TERM), hub)

    assert (
        refused("UPDATE savings_savingsaccount SET due_on = '2026-02-01' WHERE id = %s", saved.pk)
        == "savings_term_is_not_shortened"
    )


@pytest.mark.django_db
def test_another_bumdes_sees_none_of_it():
    hub, other = make_organisation_with_book(), make_organisation_with_book()
    with opened(hub.book):
        put_in(make_account(make_product(hub.book), hub), 50_000)

    with opened(other.book):
        assert not SavingsAccount.objects.exists()
        assert not Movement.objects.exists()
