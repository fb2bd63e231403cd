import pytest
from django.core.files.storage import storages
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from core import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = {**settings.STORAGES, "private": private}


def test_alive_asks_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response["Cache-Control"]


def test_ready_when_everything_is_there(client):
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"ready": True, "missing": []})
    assert storages["default"].listdir("probe") == ([], [])


def test_not_ready_with_a_migration_missing(client):
    MigrationRecorder(connection).record_unapplied("media", "0001_initial")

    response = client.get("/readyz")

    assert (response.status_code, response.json()["missing"]) == (503, ["migrations"])


def test_not_ready_when_files_cannot_be_kept(client, tmp_path):
    (tmp_path / "private").write_text("a file where the folder should be")

    response = client.get("/readyz")

    assert (response.status_code, response.json()["missing"]) == (503, ["storage"])


def test_not_ready_with_a_full_disk(client, monkeypatch):
    monkeypatch.setattr(health, "FREE_DISK", 1.1)

    assert client.get("/readyz").json()["missing"] == ["storage"]


def test_not_ready_without_the_queue(client):
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")  # only the tables' owner may rename one
        cursor.execute("ALTER TABLE procrastinate_jobs RENAME TO gone")

    # Asked directly: what follows a failed query would fail too inside the transaction of a test.
    with pytest.raises(DatabaseError), transaction.atomic():
        health.probe_queue()


def test_health_is_only_read(client):
    assert (client.post("/healthz").status_code, client.post("/readyz").status_code) == (405, 405)
