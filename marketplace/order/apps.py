"""Purchases and the orders they hold, one per shop; a fork of Oscar's app."""

from oscar.core import application


class OrderConfig(application.OscarConfig):
    name = "marketplace.order"
    label = "order"
    default_auto_field = "django.db.models.BigAutoField"
