from django.apps import apps
from django.core.management import get_commands

from core.management.commands import migrate


def test_the_remembered_names_are_those_of_the_registry():
    labels = [model._meta.label for model in apps.get_models(include_swapped=True)]
    found = {label: apps.get_swappable_settings_name(label) for label in labels}
    asked = apps.get_swappable_settings_name
    with migrate.swappable_names_remembered():
        assert apps.get_swappable_settings_name != asked
        assert {label: apps.get_swappable_settings_name(label) for label in labels} == found
        apps.clear_cache()
        assert {label: apps.get_swappable_settings_name(label) for label in labels} == found
    assert apps.get_swappable_settings_name == asked
    assert found["users.User"] == "AUTH_USER_MODEL"
    assert found["ledger.Entry"] is None


def test_migrate_is_ours():
    assert get_commands()["migrate"] == "core"
