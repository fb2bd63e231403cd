"""Paying by bank transfer with a unique amount."""

from django.apps import AppConfig


class TransferGatewayConfig(AppConfig):
    name = "marketplace.gateways.transfer"
    label = "gateway_transfer"
    default_auto_field = "django.db.models.BigAutoField"
