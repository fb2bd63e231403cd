"""Settings read from the environment: small typed readers that stop the start on a bad value."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("SEDULANG_VAR", BASE_DIR / "var"))


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def switch(name: str, default: bool) -> bool:
    value = os.environ.get(name, "on" if default else "off").strip().lower()
    if value not in ("on", "off"):
        raise ImproperlyConfigured(f"{name} is {value!r}: write on or off")
    return value == "on"


def number(name: str, default: int) -> int:
    value = os.environ.get(name, str(default)).strip()
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} is {value!r}: write a whole number")
    return int(value)


def names(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def secret(name: str) -> str:
    """A secret that must be there and must not be a default. Raises ImproperlyConfigured."""
    value = os.environ.get(name, "")
    if len(value) < 50 or len(set(value)) < 10 or value.startswith(("django-insecure", "local-only")):
        raise ImproperlyConfigured(f"{name} is missing or weak: write at least 50 random characters")
    return value


def required(name: str, meaning: str) -> str:
    """A text that must be there. Raises ImproperlyConfigured with what it means."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is missing: write {meaning}")
    return value


def process_role() -> str:
    """What this process is: `web`, `worker`, or `command` for everything else of manage.py.

    PROCESS_ROLE says so; without it the worker is known by its command line.
    """
    role = text("PROCESS_ROLE", "worker" if "worker" in sys.argv[1:3] else "command")
    if role not in ("web", "worker", "command"):
        raise ImproperlyConfigured(f"PROCESS_ROLE is {role!r}: write web, worker or command")
    return role


# These change tables, so they work as the tables' owner; all else runs as the app's own role.
_OWNERS_COMMANDS = frozenset({"migrate", "makemigrations", "sqlmigrate", "flush", "dbshell", "generate"})


def owns_tables() -> bool:
    """Does this process change the schema? Anything else is kept from it (core migration 0002)."""
    return len(sys.argv) > 1 and sys.argv[1] in _OWNERS_COMMANDS
