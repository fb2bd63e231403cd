"""Databases of the benchmarks on the project's own server: making, copying, and what they cost."""

from __future__ import annotations

from functools import cache

import psycopg
from psycopg import sql

from benchmarks.measuring.processes import cpu_seconds
from config.database import embedded_uri

_address = cache(embedded_uri)


def server_address() -> str:
    """The server's own address, for processes that start without our settings."""
    return _address()


def server() -> psycopg.Connection:
    """A connection to the server itself, outside every database of ours."""
    return psycopg.connect(_address(), autocommit=True)


def connect(name: str) -> psycopg.Connection:
    return psycopg.connect(_address(), dbname=name)


def exists(name: str) -> bool:
    with server() as connection:
        row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    return row is not None


def create(name: str) -> None:
    with server() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def drop(name: str) -> None:
    with server() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def copy(name: str, *, template: str) -> None:
    """A new database like another, to which nobody may be connected."""
    with server() as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )


def rename(name: str, *, to: str) -> None:
    with server() as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(to))
        )


def settle(name: str) -> None:
    """What autovacuum would do some minutes after a load, done now, so that it is not measured."""
    with psycopg.connect(_address(), dbname=name, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")


def backend_cpu_seconds(name: str) -> float:
    """User and system time of the server's processes that now work for this database.

    The servers under test keep their connections and run no parallel workers, so that nothing of
    what they cost ends up elsewhere.
    """
    with server() as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'", [name]
        ).fetchall()
    return cpu_seconds(pid for (pid,) in rows)
