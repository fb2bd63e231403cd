"""What providers and banks say of our money, laid beside our books."""

from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    name = "marketplace.reconciliation"
    label = "reconciliation"
    default_auto_field = "django.db.models.BigAutoField"
