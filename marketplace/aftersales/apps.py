"""After the goods arrived: complaints, the money held meanwhile, and what goes back."""

from django.apps import AppConfig


class AftersalesConfig(AppConfig):
    name = "marketplace.aftersales"
    label = "aftersales"
    default_auto_field = "django.db.models.BigAutoField"
