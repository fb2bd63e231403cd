"""How goods travel: pickup points, village couriers, river boats."""

from django.apps import AppConfig


class FulfilmentConfig(AppConfig):
    name = "marketplace.fulfilment"
    label = "fulfilment"
    default_auto_field = "django.db.models.BigAutoField"
