"""Paying cash at the door, to the BUMDes's courier or to the shop."""

from django.apps import AppConfig


class CodGatewayConfig(AppConfig):
    name = "marketplace.gateways.cod"
    label = "gateway_cod"
    default_auto_field = "django.db.models.BigAutoField"
