"""The limit: psycopg alone, a trigger that wants entries balanced, one running balance per account.

Eight statements an entry, BEGIN and COMMIT among them: so the plan's anchor was taken (T10).
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import psycopg

from benchmarks.peers.ledgers import ACCOUNTS, Post, address, amounts, other_account

_own = threading.local()

TABLES = """
CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL DEFAULT 0) WITH (fillfactor = 50);
CREATE TABLE entry (id bigserial PRIMARY KEY, date date NOT NULL, description text NOT NULL);
CREATE TABLE line (id bigserial PRIMARY KEY, entry bigint NOT NULL REFERENCES entry,
                   account int NOT NULL REFERENCES account, debit bigint NOT NULL, credit bigint NOT NULL);
CREATE INDEX ON line (entry);
CREATE INDEX ON line (account);
CREATE FUNCTION balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(debit) <> sum(credit) FROM line WHERE entry = NEW.entry) THEN
        RAISE EXCEPTION 'not balanced';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER balances AFTER INSERT ON line DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION balances();
"""


def prepare(database: str, books: int) -> None:
    with psycopg.connect(address(database)) as connection:
        connection.execute(TABLES)
        connection.execute("INSERT INTO account (id) SELECT generate_series(1, %s::int)", [books * ACCOUNTS])


def own_connection(database: str) -> psycopg.Connection:
    """The calling thread's, kept."""
    if not hasattr(_own, "connection"):
        _own.connection = psycopg.connect(address(database), autocommit=True)
    return _own.connection


def poster(database: str, book: int) -> Post:
    cash = book * ACCOUNTS + 1

    def post(number: int, hold: Callable[[], None]) -> None:
        connection = own_connection(database)
        debit, credit = amounts(number)
        with connection.transaction():
            row = connection.execute(
                "INSERT INTO entry (date, description) VALUES (current_date, %s) RETURNING id", ["sale"]
            ).fetchone()
            for account, one, other in ((cash, debit, credit), (cash + other_account(number), credit, debit)):
                connection.execute(
                    "INSERT INTO line (entry, account, debit, credit) VALUES (%s, %s, %s, %s)",
                    [row[0], account, one, other],
                )
                connection.execute(
                    "UPDATE account SET balance = balance + %s WHERE id = %s", [one - other, account]
                )
            hold()

    return post
