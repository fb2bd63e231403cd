"""Paying cash at a BUMDes counter by a short code."""

from django.apps import AppConfig


class CounterGatewayConfig(AppConfig):
    name = "marketplace.gateways.counter"
    label = "gateway_counter"
    default_auto_field = "django.db.models.BigAutoField"
