"""The platform operator's screens: money that came, what is shown, who may sell."""

from django.apps import AppConfig


class OperatorConfig(AppConfig):
    name = "marketplace.operator"
    label = "operator"
    default_auto_field = "django.db.models.BigAutoField"
