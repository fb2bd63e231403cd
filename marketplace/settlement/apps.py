"""From a captured payment to what each party is owed: escrow, fees, settlements, in balanced entries."""

from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "marketplace.settlement"
    label = "settlement"
    default_auto_field = "django.db.models.BigAutoField"
