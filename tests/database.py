"""Test databases: migrated once into a template, then copied in a fraction of a second."""

from __future__ import annotations

import hashlib
import json
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


def _made_of() -> dict[str, str]:
    """Every part that decides what a migrated database looks like, with the digest of its content."""
    parts = {f"app {name}": "" for name in settings.INSTALLED_APPS}
    files = [ROOT / "core" / "migration_sql.py", ROOT / "requirements.txt"]
    for room in ("core", "media", "bumdes", "marketplace", "cms"):
        files += sorted((ROOT / room).rglob("migrations/*.py"))
    for path in files:
        parts[str(path.relative_to(ROOT))] = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    return parts


def _nearest(server: Connection, parts: dict[str, str]) -> str | None:
    """The template that lacks least of the parts and has none that is gone or changed."""
    rows = server.execute(
        "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database"
        " WHERE datname ~ '^test_template_[0-9a-f]{12}$'"
    ).fetchall()
    older = [
        (len(had), name) for name, note in rows if note and (had := json.loads(note)).items() <= parts.items()
    ]
    return max(older)[1] if older else None


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
    """The name of a migrated, empty database. New migrations alone are run on a copy of the one before."""
    parts = _made_of()
    note = json.dumps(parts, sort_keys=True)
    name = f"test_template_{hashlib.sha256(note.encode()).hexdigest()[:12]}"
    with _admin() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not _exists(server, name):
            building = f"{name}_building"
            _drop(server, building)
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(building), sql.Identifier(_nearest(server, parts) or "template1")
                )
            )
            _use(building)
            with as_owner():
                call_command("migrate", verbosity=0)
            server.execute(
                sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(building), sql.Literal(note))
            )
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
