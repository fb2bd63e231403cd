"""What must hold before real people's money goes in: asked at the start and by `check --deploy`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from core.encryption import weakness_of
from core.health import NotReady, probe_storage

# Settings of PostgreSQL, and the values with which what is committed survives a power cut.
DURABLE = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "remote_apply"),
}


def unsafe_settings(database: BaseDatabaseWrapper) -> list[str]:
    """The settings with which this server may lose what it has committed, as `name = value`."""
    with database.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(DURABLE)])
        return sorted(f"{name} = {value}" for name, value in cursor.fetchall() if value not in DURABLE[name])


class DurabilityGuard:
    """Refuses the first connection of this process to a database that may lose what it promised.

    Listens to `connection_created`, so that no command, worker or page comes around it.
    """

    def __init__(self) -> None:
        self.is_satisfied = False

    def __call__(self, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
        if self.is_satisfied:
            return
        if unsafe := unsafe_settings(connection):
            connection.close()
            raise ImproperlyConfigured(
                f"The database may lose committed data: {', '.join(unsafe)}. Turn these on and start again."
            )
        self.is_satisfied = True


@register("durability", deploy=True)
def check_durability(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    try:
        unsafe = unsafe_settings(connection)
        with connection.cursor() as cursor:
            cursor.execute("SHOW data_checksums")
            has_checksums = cursor.fetchone() == ("on",)
    except (DatabaseError, ImproperlyConfigured) as error:
        return [Error(f"The database cannot be asked: {error}", id="sedulang.E001")]
    found: list[CheckMessage] = [
        Error(f"The database may lose committed data: {setting}.", id="sedulang.E002") for setting in unsafe
    ]
    if not has_checksums:
        found.append(
            Warning("The database does not notice a damaged disk.", "pg_checksums", id="sedulang.W001")
        )
    return found


@register("storage", deploy=True)
def check_storage(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    try:
        probe_storage()
    except (OSError, NotReady) as error:
        return [Error(f"Files cannot be kept: {error}", id="sedulang.E003")]
    return []


@register("personal_data", deploy=True)
def check_personal_data_key(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    wrong = weakness_of(settings.PERSONAL_DATA_KEY)
    if not wrong:
        return []
    return [
        Error(
            f"PERSONAL_DATA_KEY {wrong}.",
            "Write at least 50 random characters before the first member, keep a copy apart from the"
            " back-ups, and never change them.",
            id="sedulang.E006",
        )
    ]
