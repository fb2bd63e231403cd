"""Trying again what PostgreSQL ended, and nothing else."""

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from core.transactions import retrying

pytestmark = pytest.mark.django_db


def raise_in_database(sqlstate: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{sqlstate}'; END $$")


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
def test_retrying_tries_a_deadlock_and_a_serialisation_failure_again(sqlstate):
    calls = []

    def work() -> str:
        calls.append(1)
        if len(calls) < 3:
            raise_in_database(sqlstate)
        return "done"

    assert retrying(work) == "done"
    assert len(calls) == 3


def test_retrying_gives_up_after_three_tries():
    calls = []

    def work() -> None:
        calls.append(1)
        raise_in_database("40P01")

    with pytest.raises(OperationalError):
        retrying(work)
    assert len(calls) == 3


@pytest.mark.parametrize(("sqlstate", "error"), [("57014", OperationalError), ("23505", IntegrityError)])
def test_retrying_leaves_everything_else_alone(sqlstate, error):
    calls = []

    def work() -> None:
        calls.append(1)
        raise_in_database(sqlstate)

    with pytest.raises(error):
        retrying(work)
    assert len(calls) == 1
