"""Merchandise of the business units: quantities and average cost, and what its sale cost."""

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "bumdes.inventory"
    label = "inventory"
    default_auto_field = "django.db.models.BigAutoField"
