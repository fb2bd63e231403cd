"""Capital by contributor and source, and what restricted money was used for."""

from django.apps import AppConfig


class CapitalConfig(AppConfig):
    name = "bumdes.capital"
    label = "capital"
    default_auto_field = "django.db.models.BigAutoField"
