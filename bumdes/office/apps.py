"""What the director and the treasurer look at first."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "bumdes.office"
    label = "office"
    default_auto_field = "django.db.models.BigAutoField"
