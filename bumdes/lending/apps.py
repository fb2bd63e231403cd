"""Loans of the BUMDes to its members and groups."""

from django.apps import AppConfig


class LendingConfig(AppConfig):
    name = "bumdes.lending"
    label = "lending"
    default_auto_field = "django.db.models.BigAutoField"
