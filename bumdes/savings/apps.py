"""Savings of members and groups."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SavingsConfig(AppConfig):
    name = "bumdes.savings"
    label = "savings"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Savings")
