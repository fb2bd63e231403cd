"""Test databases: migrated once into a template, then copied in a fraction of a second."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import Connection, connect, sql

ROOT = Path(__file__).resolve().parent.parent
# Any number, the same for every worker: only one of them may migrate the template.
LOCK = 20_261_123


def _admin() -> Connection:
    """A connection to the server itself, outside every test database."""
    where = settings.DATABASES["default"]
    return connect(
        host=where["HOST"],
        port=where["PORT"] or None,
        user=where["USER"],
        password=where["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    )


def _fingerprint() -> str:
    """Changes whenever a migration or the list of rooms does."""
    digest = hashlib.sha256(repr(settings.INSTALLED_APPS).encode())
    for room in ("core", "media", "bumdes", "marketplace", "cms"):
        for path in sorted((ROOT / room).rglob("migrations/*.py")):
            digest.update(path.read_bytes())
    digest.update((ROOT / "core" / "migration_sql.py").read_bytes())
    digest.update((ROOT / "requirements.txt").read_bytes())
    return digest.hexdigest()[:12]


def _exists(server: Connection, name: str) -> bool:
    return bool(server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    settings.DATABASES["default"]["NAME"] = name


@contextmanager
def as_owner() -> Iterator[None]:
    """Work as the tables' owner, as `migrate` does; tests otherwise run as the app's own role."""
    options = connection.settings_dict["OPTIONS"]
    given = options.pop("options")
    connection.close()
    try:
        yield
    finally:
        connection.close()
        options["options"] = given


def ensure_template() -> str:
    """The name of a migrated, empty database; made when its migrations are new."""
    name = f"test_template_{_fingerprint()}"
    with _admin() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not _exists(server, name):
            building = f"{name}_building"
            _drop(server, building)
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)))
            _use(building)
            with as_owner():
                call_command("migrate", verbosity=0)
            server.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(building), sql.Identifier(name)
                )
            )
    return name


def _drop(server: Connection, name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def fresh_copy(name: str, *, template: str) -> None:
    """(Re)make database `name` from the template and point Django at it."""
    connection.close()
    with _admin() as server:
        _drop(server, name)
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    _use(name)


def drop(name: str) -> None:
    connection.close()
    with _admin() as server:
        _drop(server, name)
