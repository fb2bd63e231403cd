"""The five statements of a BUMDes and the notes, from the running totals of its book."""

from django.apps import AppConfig


class StatementsConfig(AppConfig):
    name = "bumdes.statements"
    label = "statements"
    default_auto_field = "django.db.models.BigAutoField"
