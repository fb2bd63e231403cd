"""Stock cards: goods of a unit at moving average cost, and what they cost when they are sold."""

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "bumdes.inventory"
    label = "inventory"
    default_auto_field = "django.db.models.BigAutoField"
