"""Closing months and years, sharing the profit, reporting to the village."""

from django.apps import AppConfig


class ClosingConfig(AppConfig):
    name = "bumdes.closing"
    label = "closing"
    default_auto_field = "django.db.models.BigAutoField"
