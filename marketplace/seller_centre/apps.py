"""The shop's own screens at /jual/."""

from django.apps import AppConfig


class SellerCentreConfig(AppConfig):
    name = "marketplace.seller_centre"
    label = "seller_centre"
    default_auto_field = "django.db.models.BigAutoField"
