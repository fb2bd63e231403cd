"""Shops: profile, verification, staff and level."""

from django.apps import AppConfig


class SellersConfig(AppConfig):
    name = "marketplace.sellers"
    label = "sellers"
    default_auto_field = "django.db.models.BigAutoField"
