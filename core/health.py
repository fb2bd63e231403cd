"""Is this process alive, and can it serve? For supervisors and load balancers; says no versions."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from pathlib import Path

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.ids import random_token

FREE_DISK = 0.05  # part of the disk that must be free

log = logging.getLogger(__name__)


class NotReady(Exception):
    """A probe found something wrong that is not an error of the database or the disk."""


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """/healthz: this process answers. Asks nothing else, so that a database fault restarts nobody."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """/readyz: 200 when everything needed to serve is there, else 503 with the names of what is not."""
    missing = []
    for name, probe in PROBES.items():
        try:
            probe()
        except (DatabaseError, OSError, NotReady) as error:
            log.warning("not ready: %s: %s", name, error)
            missing.append(name)
    return JsonResponse({"ready": not missing, "missing": missing}, status=503 if missing else 200)


def probe_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def probe_migrations() -> None:
    """Every migration in the code is applied. Compares names: loading migrations takes a second."""
    wanted = {
        (config.label, path.stem)
        for config in apps.get_app_configs()
        for path in Path(config.path, "migrations").glob("[!_]*.py")
    }
    if missing := wanted - set(MigrationRecorder(connection).applied_migrations()):
        raise NotReady(f"{len(missing)} migrations are not applied")


def probe_storage() -> None:
    """Both storages take a file and give it up again, and their disk is not nearly full."""
    for alias in ("default", "private"):
        storage = storages[alias]
        name = storage.save(f"probe/{random_token()}", ContentFile(b"probe"))
        storage.delete(name)
        if _free_part(storage) < FREE_DISK:
            raise NotReady(f"the disk of the {alias} storage is nearly full")


def probe_queue() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM procrastinate_jobs LIMIT 1")


def _free_part(storage: Storage) -> float:
    try:
        usage = shutil.disk_usage(storage.path(""))
    except NotImplementedError:
        return 1.0  # a bucket has no disk of ours
    return usage.free / usage.total


PROBES: dict[str, Callable[[], None]] = {
    "database": probe_database,
    "migrations": probe_migrations,
    "storage": probe_storage,
    "queue": probe_queue,
}
