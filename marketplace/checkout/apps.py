"""From the basket to a paid purchase: the pages."""

from django.apps import AppConfig


class CheckoutConfig(AppConfig):
    name = "marketplace.checkout"
    label = "checkout"
    default_auto_field = "django.db.models.BigAutoField"
