"""Below the limit: the same tables, but the lines in one statement and the balances by a trigger.

What no application on an ORM does: four statements an entry, all prepared.
"""

from __future__ import annotations

from collections.abc import Callable

import psycopg

from benchmarks.peers.ledgers import ACCOUNTS, Post, address, amounts, other_account, plain

ADDING_UP = """
CREATE FUNCTION add_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE account SET balance = balance + NEW.debit - NEW.credit WHERE id = NEW.account;
    RETURN NULL;
END $$;
CREATE TRIGGER add_up AFTER INSERT ON line FOR EACH ROW EXECUTE FUNCTION add_up();
"""


def prepare(database: str, books: int) -> None:
    plain.prepare(database, books)
    with psycopg.connect(address(database)) as connection:
        connection.execute(ADDING_UP)


def poster(database: str, book: int) -> Post:
    cash = book * ACCOUNTS + 1

    def post(number: int, hold: Callable[[], None]) -> None:
        connection = plain.own_connection(database)
        debit, credit = amounts(number)
        with connection.transaction():
            row = connection.execute(
                "INSERT INTO entry (date, description) VALUES (current_date, %s) RETURNING id", ["sale"]
            ).fetchone()
            connection.execute(
                "INSERT INTO line (entry, account, debit, credit) VALUES (%s, %s, %s, %s), (%s, %s, %s, %s)",
                [row[0], cash, debit, credit, row[0], cash + other_account(number), credit, debit],
            )
            hold()

    return post
