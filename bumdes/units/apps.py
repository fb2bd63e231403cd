"""What a BUMDes runs day by day: for now, its counter."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "bumdes.units"
    label = "units"
    default_auto_field = "django.db.models.BigAutoField"
