"""What a BUMDes runs: its counter, business units, budget and village internet."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "bumdes.units"
    label = "units"
    default_auto_field = "django.db.models.BigAutoField"
