"""The limit: psycopg alone, a trigger that wants entries balanced, one running balance per account."""

from __future__ import annotations

from collections.abc import Callable

import psycopg

from benchmarks.peers.ledgers import ACCOUNTS, Post, address, amounts, other_account

TABLES = """
CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL DEFAULT 0) WITH (fillfactor = 50);
CREATE TABLE entry (id bigserial PRIMARY KEY, date date NOT NULL, description text NOT NULL);
CREATE TABLE line (id bigserial PRIMARY KEY, entry bigint NOT NULL REFERENCES entry,
                   account int NOT NULL REFERENCES account, debit bigint NOT NULL, credit bigint NOT NULL);
CREATE INDEX ON line (entry);
CREATE INDEX ON line (account);
CREATE FUNCTION add_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE account SET balance = balance + NEW.debit - NEW.credit WHERE id = NEW.account;
    RETURN NULL;
END $$;
CREATE TRIGGER add_up AFTER INSERT ON line FOR EACH ROW EXECUTE FUNCTION add_up();
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


def poster(database: str, book: int) -> Post:
    connection = psycopg.connect(address(database), autocommit=True)
    cash = book * ACCOUNTS + 1

    def post(number: int, hold: Callable[[], None]) -> None:
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
