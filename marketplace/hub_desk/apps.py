"""The BUMDes screens for its part in the market: counter, parcels and sellers."""

from django.apps import AppConfig


class HubDeskConfig(AppConfig):
    name = "marketplace.hub_desk"
    label = "hub_desk"
    default_auto_field = "django.db.models.BigAutoField"
