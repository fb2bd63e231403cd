import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from core.checks import (
    DurabilityGuard,
    check_durability,
    check_personal_data_key,
    check_storage,
    unsafe_settings,
)

pytestmark = pytest.mark.django_db


def _set(name: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL {name} = {value}")


def test_durable_database_passes():
    guard = DurabilityGuard()

    guard(connection)

    assert (guard.is_satisfied, unsafe_settings(connection), check_durability(None)) == (True, [], [])


@pytest.mark.parametrize("value", ["off", "local", "remote_write"])
def test_weak_commit_is_refused(value):
    _set("synchronous_commit", value)

    assert unsafe_settings(connection) == [f"synchronous_commit = {value}"]
    assert [error.id for error in check_durability(None)] == ["sedulang.E002"]


def test_guard_refuses_and_names_the_setting(monkeypatch):
    _set("synchronous_commit", "off")
    monkeypatch.setattr(connection, "close", lambda: None)

    with pytest.raises(ImproperlyConfigured, match="synchronous_commit = off"):
        DurabilityGuard()(connection)


def test_storage_that_takes_nothing_is_an_error(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "file"
    settings.MEDIA_ROOT.write_text("not a folder")

    assert [error.id for error in check_storage(None)] == ["sedulang.E003"]


SOUND = "pD8-kQ2vXn5RzT7wLc4sYb9GmJh6FaE1uTiOoKeNyWzUvBxMlZq"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (SOUND, []),
        ("", ["PERSONAL_DATA_KEY is missing: identity numbers hang on SECRET_KEY and are lost"]),
        ("short", ["PERSONAL_DATA_KEY is weak"]),
        ("x" * 60, ["PERSONAL_DATA_KEY is weak"]),
        ("django-insecure-" + SOUND, ["PERSONAL_DATA_KEY is weak"]),
        ("now-" + SOUND, ["PERSONAL_DATA_KEY is a SECRET_KEY too"]),
        ("earlier-" + SOUND, ["PERSONAL_DATA_KEY is a SECRET_KEY too"]),
    ],
)
def test_personal_data_needs_a_sound_key_of_its_own(settings, key, said):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "now-" + SOUND, ["earlier-" + SOUND]
    settings.PERSONAL_DATA_KEY = key

    found = check_personal_data_key(None)

    assert [error.id for error in found] == ["sedulang.E006"] * len(said)
    assert all(error.msg.startswith(words) for error, words in zip(found, said, strict=True))
