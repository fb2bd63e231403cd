"""Payments that a payment provider keeps: our attempts there, and the events it sends us."""

from django.apps import AppConfig


class ProviderConfig(AppConfig):
    name = "marketplace.gateways.provider"
    label = "gateway_provider"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.gateways import checks  # noqa: F401, PLC0415 - registers them, and looks at models
