"""The outbox: every notice to a person is a row first, and leaves from there."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "core.messages"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"
