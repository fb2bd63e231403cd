"""The regency's districts and villages."""

from django.apps import AppConfig


class VillagesConfig(AppConfig):
    name = "bumdes.villages"
    label = "villages"
    default_auto_field = "django.db.models.BigAutoField"
