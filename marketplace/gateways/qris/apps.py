"""A BUMDes's or shop's own QRIS, with the amount and the reference written into it."""

from django.apps import AppConfig


class QrisConfig(AppConfig):
    name = "marketplace.gateways.qris"
    label = "gateway_qris"
    default_auto_field = "django.db.models.BigAutoField"
