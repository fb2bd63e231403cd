"""What every test shares: a database copied from a migrated template, and the source language."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import translation

from tests import database


@pytest.fixture(scope="session")
def template_database(django_db_blocker) -> str:
    with django_db_blocker.unblock():
        return database.ensure_template()


@pytest.fixture(scope="session")
def database_name(request) -> str:
    base = os.environ.get("TEST_DATABASE_NAME", "test_sedulang")
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    return f"{base}_{worker}"


@pytest.fixture(scope="session")
def django_db_setup(template_database, database_name, django_db_blocker) -> Iterator[None]:
    """Replaces pytest-django's: a copy instead of hundreds of migrations per worker."""
    with django_db_blocker.unblock():
        database.fresh_copy(database_name, template=template_database)
    yield
    with django_db_blocker.unblock():
        database.drop(database_name)


@pytest.fixture
def committed_db(django_db_setup, template_database, database_name, django_db_blocker) -> Iterator[str]:
    """A database in which commits are real, for threads and other processes; gives its name.

    Afterwards the database is copied anew, which is quicker than emptying every table and
    brings back the rows that migrations made.
    """
    with django_db_blocker.unblock():
        yield database_name
        database.fresh_copy(database_name, template=template_database)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Tests read the source language; a test of Indonesian activates it itself."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """What one test cached, another must not see."""
    cache.clear()
